#!/usr/bin/env python3
"""One command for the lab: it sets everything up and serves it.

    python3 run.py [--host HOST] [--port PORT] [--no-browser]
    python3 run.py test [...]    the whole suite; what follows `test` goes to pytest
    python3 run.py reset         the demo data as it was at first

Standard library only, and no syntax newer than Python 3.6: an old Python must be able
to read this file to say that it is too old.
"""

import argparse
import gettext
import importlib.util
import json
import locale
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from contextlib import contextmanager, suppress
from pathlib import Path

OLDEST, NEWEST = (3, 10), (3, 13)
ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".env"
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
INSTALLED = VENV / "installed.txt"
LOG = VENV / "pip.log"
CAPTURED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"

PIP = "-m pip install --disable-pip-version-check --no-input --no-user --retries 1 -r"
# RECORD is what pip writes last: half a pip has no files.
PROBE = (
    "import sys; from importlib.metadata import files;"
    f"sys.exit(not (files('pip') and sys.version_info >= {OLDEST}))"
)


def catalogue():
    """The messages in the language of this machine; English where there are none."""
    named = any(map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")))
    # Windows says "Russian_Russia" where gettext wants "ru".
    own = None if named else [locale.setlocale(locale.LC_CTYPE)[:2].lower()]
    return gettext.translation("django", str(ROOT / "locale"), own, fallback=True)


_ = catalogue().gettext


def say(message, **words):
    """Print a line, at once even into a pipe."""
    print(message.format(**words), flush=True)


def end(message, **words):
    """End the run with a line on stderr and exit code 1."""
    sys.exit(message.format(**words))


def check_python():
    """End on a Python that is too old; warn of one that is newer than those tried."""
    words = {"found": sys.version.split()[0], "oldest": "{}.{}".format(*OLDEST)}
    if sys.version_info < OLDEST:
        end(_("Python {found} is too old. Install {oldest} or newer."), **words)
    if sys.version_info[:2] > NEWEST:
        say(_("Warning: this has not been tried on Python {found}."), **words)


def hear_ctrl_c(yes):
    """Unblock Ctrl+C or block it, also for a program that is started meanwhile."""
    if os.name != "nt":
        how = signal.SIG_UNBLOCK if yes else signal.SIG_BLOCK
        signal.pthread_sigmask(how, {signal.SIGINT})


@contextmanager
def running(*arguments, patience=0, **options):
    """The Python of .venv while it runs.

    On Ctrl+C we end it before it could complain; only with some seconds of patience it
    hears of it too, and may end in its own way.
    """
    process = None
    try:
        hear_ctrl_c(patience)
        process = subprocess.Popen([PYTHON, *arguments], cwd=str(ROOT), **options)  # noqa: S603
        hear_ctrl_c(True)
        yield process
        process.wait()
    except BaseException:
        if process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
            process.terminate()
            process.wait()
        raise
    finally:
        hear_ctrl_c(True)


def call(*arguments, **options):
    """Run the Python of .venv to its end; its exit code."""
    with running(*arguments, **options) as process:
        pass
    return process.returncode


def venv_works():
    """Whether .venv has a Python that runs, is not too old and has a whole pip."""
    # A pip that was cut off leaves halves of packages, which the next one trusts.
    if INSTALLED.exists() and not read(INSTALLED):
        return False
    try:
        # Isolated (-I): a pip that PYTHONPATH leads to is not the one of .venv.
        return call("-I", "-c", PROBE, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    """Make .venv, unless there is one that works; one that is broken is made anew."""
    if venv_works():
        return
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        message = _("Python cannot make .venv without {package}: install that first.")
        end(message, package="python{}.{}-venv".format(*sys.version_info))
    broken = os.path.lexists(str(VENV))
    say(_("Making .venv anew: it does not work.") if broken else _("Making .venv."))
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, **CAPTURED)  # noqa: S603
    if made.returncode or not venv_works():
        reason = made.stdout.decode(errors="replace").strip().split("\n")[-1]
        message = _("Could not make .venv ({reason}). Delete it, then run this again.")
        end(message, reason=reason)


def read(path):
    """The text of a file, without the mark that Windows editors put first."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def requirements(name):
    """The lines of a file of requirements and of those that it includes."""
    text = read(ROOT / name)
    inner = map(requirements, re.findall(r"(?m)^-r\s+(\S+)", text))
    return set(re.findall(r"(?m)^\w.*", text)).union(*inner)


def install(name):
    """Bring .venv to what a file of requirements says, unless it is there already."""
    make_venv()
    wanted = requirements(name)
    if INSTALLED.exists() and wanted <= requirements(INSTALLED):
        say(_("{file} is installed already."), file=name)
        return
    say(_("Installing {file}:"), file=name)
    INSTALLED.write_text("")
    with running(*PIP.split(), name, text=True, errors="replace", **CAPTURED) as pip:
        log = "".join(map(shown, pip.stdout))
    LOG.write_text(log, encoding="utf-8")
    if pip.returncode:
        INSTALLED.unlink()
        message = _("{file} was not installed: {reason}, run this again. Log: {log}")
        end(message, file=name, reason=reason(log), log=LOG.relative_to(ROOT))
    INSTALLED.write_text("\n".join(sorted(wanted)), encoding="utf-8")


def shown(line):
    """A line of pip as it is; what it has come to is printed in short."""
    packages = r"^(?:Collecting|Processing|Requirement already satisfied:) (\S+)"
    for package in re.findall(packages, line):
        say("  {name}", name=Path(package).name)
    if line.startswith("Installing collected packages"):
        say(_("  all there, unpacking"))
    return line


def reason(log):
    """Why pip failed and what to do, in the middle of a sentence."""
    if "Retrying (" in log:
        return _("no answer from the package index. Check the network")
    said = re.findall(r"(?m)^ERROR: (.+)$", log) or [_("pip failed")]
    return _("{error}. Mend that").format(error=said[-1])


def write_env():
    """Write .env from template.env unless there is one; it appears whole or not."""
    if not ENV.exists():
        say(_("Writing .env with a SECRET_KEY of its own."))
        text = read(ROOT / "template.env")
        key = secrets.token_urlsafe(50)
        for pair in (f"SECRET_KEY={key}", "DEBUG=true", f"ALLOWED_HOSTS={LOCAL_HOSTS}"):
            text = re.sub(rf"(?m)^{pair.split('=')[0]}=$", pair, text)
        # Begun in .venv: git is not to see a secret that an interruption leaves.
        (VENV / ".env").write_text(text, encoding="utf-8")
        (VENV / ".env").replace(ENV)
    if not setting("SECRET_KEY"):
        end(_(".env has no SECRET_KEY. Fill it in, or delete .env and run this again."))


def setting(name):
    """A variable of the environment or, where it has none, of .env; "" without both."""
    value = r"""(?:'(.*?)'|"(.*?)"|(.*?)(?:[ \t]+#.*)?$)"""
    line = rf"(?m)^[ \t]*(?:export[ \t]+)?{name}[ \t]*=[ \t]*{value}"
    found = re.findall(line, read(ENV)) if ENV.exists() else []
    return os.environ.get(name) or "".join(found[-1] if found else "").strip()


def family(host):
    """Which kind of socket serves there."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def answers(host, port):
    """Whether somebody listens there."""
    with suppress(OSError):
        socket.create_connection((EVERYWHERE.get(host, host), port), 0.3).close()
        return True
    return False


def opens(host, port):
    """Whether a server can listen there."""
    try:
        with socket.socket(family(host)) as probe:
            # As the server does it; on Windows this would share a busy port.
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError):
        return False
    # macOS opens 127.0.0.1 though another program has the port on 0.0.0.0.
    return not answers(host, port)


def check_place(host, port):
    """End where nothing can be served on this host and port, with what can be tried."""
    if not opens(host, 0):
        end(_("{host} is no address of this machine: leave --host out."), host=host)
    if not opens(host, port):
        later = range(max(port, 8000) + 1, 65536)
        free = next((other for other in later if opens(host, other)), 8000)
        busy = _("Port {port} is busy: try --port {free}.")
        barred = _("You may not open port {port}: try --port {free}.")
        end(busy if answers(host, port) else barred, port=port, free=free)


def reached_by(host):
    """The hosts that lead to a server there, the first from here; found offline."""
    if host not in EVERYWHERE:
        return [host]
    found = set()
    with suppress(OSError, UnicodeError):
        infos = socket.getaddrinfo(socket.gethostname(), None, family(host))
        found.update(info[4][0] for info in infos)
    with suppress(OSError), socket.socket(family(host), socket.SOCK_DGRAM) as probe:
        # Sends nothing, but takes the address that leads out of this machine.
        probe.connect(("2001:db8::1" if ":" in host else "192.0.2.1", 9))
        found.add(probe.getsockname()[0])
    return [EVERYWHERE[host], *sorted(each for each in found if not is_local(each))]


def is_local(host):
    """Whether only this machine reaches the host."""
    return host in ("localhost", "::1") or host.startswith("127.")


def bracketed(host):
    """The host as it is written in a URL and in ALLOWED_HOSTS."""
    return f"[{host}]" if ":" in host else host


def allowed(hosts):
    """ALLOWED_HOSTS with these added."""
    kept = (setting("ALLOWED_HOSTS") or LOCAL_HOSTS).split(",")
    return ",".join(dict.fromkeys([*kept, *map(bracketed, hosts)]))


def welcome(hosts, port):
    """Print where the site is, and who may sign in there."""
    say(_("The lab is served at:"))
    for host in hosts:
        say("  {url}", url=url(host, port))
    say(_("Accounts to sign in with:"))
    for person in json.loads(read(ROOT / "users.json")):
        if person["username"] in ("platon27", "admin"):
            say("  {username:<10}{password}", **person)


def url(host, port):
    """The address of the home page."""
    return f"http://{bracketed(host)}:{port}/"


def open_browser(host, port):
    """Show the site as soon as it answers."""
    while not answers(host, port):
        time.sleep(0.1)
    webbrowser.open(url(host, port))


def has_browser():
    """Whether a graphical browser is to be expected."""
    screens = map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in ("win32", "darwin") or any(screens)


def prepare(*arguments):
    """Make ready all that the site needs; the run ends where its data fail."""
    install("requirements.txt")
    write_env()
    if call("manage.py", "demo", *arguments):
        sys.exit(1)


def serve(options):
    """Make everything ready, and serve the site until Ctrl+C."""
    host, port = options.host, options.port
    if setting("SSL_ENABLED").lower() in ("true", "yes", "on", "1"):
        end(_("SSL_ENABLED is set, but HTTPS is not supported yet. Empty it in .env."))
    check_place(host, port)
    prepare()
    hosts = reached_by(host)
    welcome(hosts, port)
    if not is_local(host):
        say(_("Warning: everybody in your network can sign in with these passwords."))
    try:
        return run_server(options, hosts)
    except KeyboardInterrupt:
        return 0


def run_server(options, hosts):
    """Serve the site, and open the browser at the first of its hosts; the exit code."""
    place = f"{bracketed(options.host)}:{options.port}"
    environment = {
        **os.environ,
        "ALLOWED_HOSTS": allowed([options.host, *hosts]),
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",
    }
    with running("manage.py", "runserver", place, env=environment) as server:
        if options.browser and has_browser():
            watch = (hosts[0], options.port)
            threading.Thread(target=open_browser, args=watch, daemon=True).start()
    return server.returncode


def test(options):
    """Run the suite; the exit code of pytest."""
    install("requirements-dev.txt")
    return call("-m", "pytest", *options.rest, patience=30)


def reset(options):
    """Bring the demo data back."""
    prepare("--reset")


COMMANDS = {"serve": serve, "test": test, "reset": reset}


def port_number(text):
    """A port from the command line; argparse shows the error."""
    if text not in map(str, range(1, 65536)):
        raise argparse.ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return int(text)


def parse(arguments):
    """The options; what follows `test` is pytest's, whatever it begins with."""
    parser = argparse.ArgumentParser(description=_("Sets the lab up and serves it."))
    add = parser.add_argument
    add("command", nargs="?", choices=COMMANDS, default="serve")
    add("--host", default="127.0.0.1", help=_("0.0.0.0 lets the whole network in"))
    add("--port", default=8000, type=port_number)
    add("--no-browser", dest="browser", action="store_false")
    own = arguments[:1] if arguments[:1] == ["test"] else arguments
    return parser.parse_args(own, argparse.Namespace(rest=arguments[len(own) :]))


def main():
    """Do what the command line says; Ctrl+C ends it quietly at any time."""
    check_python()
    sys.stdout.reconfigure(errors="replace")
    os.environ.setdefault("PYTHONIOENCODING", ":replace")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    options = parse(sys.argv[1:])
    try:
        sys.exit(COMMANDS[options.command](options))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        end(_("Stopped: {error}. Mend that and run this again."), error=error)


if __name__ == "__main__":
    main()
