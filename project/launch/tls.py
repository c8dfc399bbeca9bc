"""HTTPS of run.py: the certificate to take, the server, and what .env says of them."""

import os
import re
import sys
from pathlib import Path

from .console import ROOT, _, end, say
from .dotenv import assign, setting, write_env
from .network import allowed
from .python import CAPTURED, running
from .venv import install
from .words import NO, YES

ENABLED, FILES = "SSL_ENABLED", ("SSL_CERT_FILE", "SSL_KEY_FILE")
# The pair that run.py makes where no other is named.
OWN = str(ROOT / "ssl" / "cert.pem"), str(ROOT / "ssl" / "key.pem")
TEXT = {"text": True, "errors": "replace"}

# One process, with no more threads than the pool of a database has connections. Not
# HTTP/2: there a body may come without its length, and Django takes that for no body.
GRANIAN = (
    "-m granian project.wsgi:application --interface wsgi --http 1"
    " --workers 1 --blocking-threads 8 --workers-kill-timeout 5"
    " --ssl-protocol-min tls1.2"
)
# On Windows a server that we end would leave its worker behind: it ends itself.
PATIENCE = 5 if os.name == "nt" else 0


def choose(options):
    """The files of the certificate and of its key; None where plain HTTP is asked for.

    The options win over the settings. Ends where one of the files is named alone, or
    where SSL_ENABLED says neither yes nor no: that must not mean plain HTTP.
    """
    enabled = setting(ENABLED) or "no"
    if enabled.lower() not in YES | NO:
        end(_("SSL_ENABLED must be true or false, not {value}."), value=enabled)
    given = options.cert, options.key
    if given != (None, None):
        return pair(("--cert", "--key"), given, Path.cwd())
    # What --ssl-config writes is what the options beside it say.
    if not options.ssl and (options.ssl_config or enabled.lower() in NO):
        return None
    named = named_by_settings()
    return pair(FILES, named, ROOT) if any(named) else OWN


def named_by_settings():
    """What SSL_CERT_FILE and SSL_KEY_FILE say.

    In the environment of many machines SSL_CERT_FILE names the authorities that OpenSSL
    trusts: there it counts only beside a key, and is then not left for pip to see.
    """
    cert, key = FILES
    environment = os.environ if os.environ.get(key, "").strip() else {}
    found = [setting(name, environment) for name in FILES]
    if environment:
        environment.pop(cert, None)
    return found


def pair(names, values, folder):
    """The whole paths of two files that are named by options or settings."""
    for name, value in zip(names, values, strict=True):
        if not value:
            message = _("{name} is missing: a certificate and its key go together.")
            end(message, name=name)
    return tuple(str(folder / value) for value in values)


def check(files, hosts):
    """What to tell of the certificate; ends where nothing can be served by it.

    Ours is made for these hosts, and for what else ALLOWED_HOSTS names.
    """
    install("requirements-server.txt")
    made_for = allowed(hosts).split(",") if files is OWN else ()
    arguments = ("-m", "project.certificate", *files, *made_for)
    with running(*arguments, stdout=CAPTURED["stdout"], **TEXT) as process:
        told = process.stdout.read()
    if process.returncode:
        sys.exit(1)
    return told.strip()


def serving(files, options, environment):
    """The server while it runs: a context manager, as `running` is."""
    # The site is to know: its cookies then travel over HTTPS alone.
    kept = {"env": {**environment, ENABLED: "true"}, "patience": PATIENCE}

    def start(host, port, level="error", **more):
        place = ("--host", host, "--port", str(port), "--log-level", level)
        tls = ("--ssl-certificate", files[0], "--ssl-keyfile", files[1])
        return running(*GRANIAN.split(), *place, *tls, **kept, **more)

    if not options.debug:
        return start(options.host, options.port)
    # Only now: asyncio takes its time to be imported.
    from .handshakes import told

    return told(start, options.host, options.port)


def configure(files):
    """Write to .env whether the site is served over HTTPS, and with which files.

    Ends before that where nothing could be served with them.
    """
    if files:
        check(files, [])
    else:
        install("requirements.txt")
    write_env()
    named = map(written, files) if files and files is not OWN else ("", "")
    # Files that .env named before are forgotten.
    paths = {
        name: value
        for name, value in zip(FILES, named, strict=True)
        if value or setting(name, {})
    }
    values = {ENABLED: "true" if files else "false", **paths}
    assign(values)
    for name, value in values.items():
        say("{name}={value}", name=name, value=value)
    say(_("Written to .env: `python3 run.py` follows it from now on."))


def written(path):
    """A path as it stands in .env, short where it is in the folder of the project."""
    path = Path(path)
    short = (path.relative_to(ROOT) if ROOT in path.parents else path).as_posix()
    if re.search(r"['\"\\\x00-\x1f\x7f]", short):
        end(_("{file} has a name that .env cannot hold: rename it."), file=repr(short))
    return f"'{short}'" if re.search(r"\s", short) else short
