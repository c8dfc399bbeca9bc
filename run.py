#!/usr/bin/env python3
"""One command for the lab: it sets everything up and serves it.

    python3 run.py [--host HOST] [--port PORT] [--no-browser]
    python3 run.py --ssl [--cert FILE --key FILE] [--debug]     over HTTPS
    python3 run.py --ssl-config [--ssl ...]    the same for each start, kept in .env
    python3 run.py test [...]    the whole suite; what follows `test` goes to pytest
    python3 run.py reset         the demo data as it was at first
    python3 run.py update        on a server, after `git pull`: makes the new code live

Standard library only; the pieces are in project/launch/.
"""

import json
import os
import signal
import sys
import threading

from project.launch import tls
from project.launch.console import ROOT, _, end, say
from project.launch.dotenv import read, write_env
from project.launch.network import (
    allowed,
    bracketed,
    check_place,
    has_browser,
    is_local,
    open_browser,
    reached_by,
    url,
)
from project.launch.options import parse
from project.launch.python import call, check_python, running
from project.launch.update import update
from project.launch.venv import install


def welcome(urls, told):
    """Print where the site is, what is told of that, and who may sign in there."""
    say(_("The lab is served at:"))
    for each in urls:
        say("  {url}", url=each)
    if told:
        say("{told}", told=told)
    say(_("Accounts to sign in with:"))
    for person in json.loads(read(ROOT / "users.json")):
        if person["username"] in ("platon27", "admin"):
            say("  {username:<10}{password}", **person)


def prepare(*arguments):
    """Make ready all that the site needs; the run ends where its data fail."""
    install("requirements.txt")
    write_env()
    if call("manage.py", "demo", *arguments):
        sys.exit(1)


def serve(options):
    """Make everything ready, and serve the site until Ctrl+C."""
    host, port = options.host, options.port
    files = tls.choose(options)
    if options.ssl_config:
        return tls.configure(files)
    if options.debug and not files:
        end(_("--debug logs TLS handshakes: serve over HTTPS, say with --ssl."))
    check_place(host, port)
    hosts = reached_by(host)
    told = tls.check(files, hosts) if files else ""
    prepare()
    scheme = "https" if files else "http"
    welcome([url(each, port, scheme) for each in hosts], told)
    if not is_local(host):
        say(_("Warning: everybody in your network can sign in with these passwords."))
    try:
        return run_server(options, hosts, files)
    except KeyboardInterrupt:
        return 0


def run_server(options, hosts, files):
    """Serve the site, and open the browser at the first of its hosts; the exit code."""
    with server_for(options, hosts, files) as server:
        if not options.no_browser and has_browser():
            watch = (hosts[0], options.port, "https" if files else "http")
            threading.Thread(target=open_browser, args=watch, daemon=True).start()
    return server.returncode


def server_for(options, hosts, files):
    """The server while it runs: with a certificate, or Django's own for plain HTTP."""
    environment = {**os.environ, "ALLOWED_HOSTS": allowed([options.host, *hosts])}
    if files:
        return tls.serving(files, options, environment)
    environment["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
    place = f"{bracketed(options.host)}:{options.port}"
    # WhiteNoise finds the files as well, and stumbles over no path.
    command = ("manage.py", "runserver", "--nostatic", place)
    return running(*command, env=environment)


def test(options):
    """Run the suite; the exit code of pytest."""
    install("requirements-dev.txt")
    return call("-m", "pytest", *options.rest, patience=30)


def reset(options):
    """Bring the demo data back."""
    prepare("--reset")


COMMANDS = {"serve": serve, "test": test, "reset": reset, "update": update}


def main():
    """Do what the command line says; Ctrl+C ends it quietly at any time."""
    check_python()
    sys.stdout.reconfigure(errors="replace")
    os.environ.setdefault("PYTHONIOENCODING", ":replace")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    options = parse(sys.argv[1:], COMMANDS)
    try:
        sys.exit(COMMANDS[options.command](options))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        end(_("Stopped: {error}. Mend that and run this again."), error=error)


if __name__ == "__main__":
    main()
