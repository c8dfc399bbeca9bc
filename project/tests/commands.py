"""How the project is started under each of the servers that people use."""

import sys

from .fixtures import lack

GRANIAN = (
    "-m granian --workers 1 --workers-kill-timeout 5 --host 127.0.0.1 --port {port}"
    " --interface"
)
UWSGI = (
    "--master --need-app --module project.wsgi --http-socket 127.0.0.1:{port}"
    " --disable-logging --die-on-term"
)
# Arguments of Python; `{port}` in them is the port to serve on.
COMMANDS = {
    "runserver": ["manage.py", "runserver", "--noreload", "127.0.0.1:{port}"],
    "gunicorn": ["-m", "gunicorn", "project.wsgi", "-b", "127.0.0.1:{port}"],
    "granian-wsgi": f"{GRANIAN} wsgi project.wsgi:application".split(),
    "granian-asgi": f"{GRANIAN} asgi project.asgi:application".split(),
    "uwsgi": ["-c", "import pyuwsgi; pyuwsgi.run()", *UWSGI.split()],
}


def command(server: str) -> list[str]:
    """One of COMMANDS; a test of a server that cannot run here is skipped."""
    if sys.platform == "win32" and server in ("gunicorn", "uwsgi"):
        lack(f"{server} does not run on Windows")
    return COMMANDS[server]
