"""A site under one worker of a server, and what that worker spends. Linux alone."""

import http.client
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, manage, served

ENV = {**KNOWN, "LAB": "false", "LAB_TRUST_HEADERS": "false"}
GUNICORN = (
    "-m gunicorn {module} -w 1 -k gthread --threads 1 --keep-alive 600"
    " --log-level error -b 127.0.0.1:{{port}}"
)
# As the free tier of PythonAnywhere runs it: one process, which has no threads.
UWSGI = (
    "-c __import__('pyuwsgi').run() --master --processes 1 --module {module}"
    " --http-socket 127.0.0.1:{{port}} --die-on-term --disable-logging"
)
# Under settings that may have been changed just before.
SIGN_IN = """
import base64, json
from django.contrib.auth.models import User
from lab.actors import jwt, session, token
name, password = {account}
user = User.objects.get(username=name)
pair = base64.b64encode(f"{{name}}:{{password}}".encode()).decode()
cookies = "; ".join(f"{{k}}={{v}}" for k, v in session(user).cookies.items())
print(json.dumps({{
    "anonymous": {{}},
    "Session": {{"Cookie": cookies}},
    "Token": dict(token(user).headers),
    "JWT": dict(jwt(user).headers),
    "Basic": {{"Authorization": f"Basic {{pair}}"}},
}}))
"""


class Worker:
    """The worker of a site, and a connection to it, kept where the server keeps it."""

    def __init__(self, site):
        site.send("GET", "/")  # it answers: it is there
        parent = site.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        self.process = Path("/proc", children.split()[0])
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port)

    def get(self, path: str, headers: dict) -> bytes:
        """The body of an answer; the run ends where that is not 200."""
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.headers.get("Connection") != "keep-alive":
            self.connection.close()
        return body if answer.status == 200 else sys.exit(f"{path}: {body[:300]}")

    def cost(self, path: str, headers: dict, requests: int) -> float:
        """Microseconds of CPU that a request takes."""
        before = self.cpu()
        for _number in range(requests):
            self.get(path, headers)
        return (self.cpu() - before) / requests / 1000

    def cpu(self) -> int:
        """Nanoseconds that it has run, in all of its threads."""
        tasks = self.process.glob("task/*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks)

    def memory(self, kind: str = "Pss") -> float:
        """MiB in memory: Rss is all of it, Pss leaves others their share of it."""
        told = (self.process / "smaps_rollup").read_text().splitlines()[1:]
        sizes = dict(line.split()[:2] for line in told)
        return int(sizes[f"{kind}:"]) / 1024


@contextmanager
def serving(folder: Path, module="project.wsgi", server=GUNICORN, **environment: str):
    """The worker of a copy of the project, or of another module in it."""
    command = server.format(module=module).split()
    quiet = {"output": subprocess.DEVNULL, **ENV, **environment}
    with served(folder, *command, **quiet) as site:
        yield Worker(site)


def run(folder: Path, *command: str) -> str:
    """What a command of manage.py prints; the run ends where it fails."""
    done = manage(folder, *command, **ENV)
    return done.stdout if done.returncode == 0 else sys.exit(done.stderr)


def sign_in(folder: Path, name: str, password: str, before: str = "") -> dict:
    """The headers of an account by scheme, for requests that change nothing."""
    script = before + SIGN_IN.format(account=(name, password))
    return json.loads(run(folder, "shell", "-v0", "-c", script))
