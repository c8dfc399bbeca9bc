"""An account on PythonAnywhere, as its help pages have it, in a folder of a test.

home/ann/ is the account's home, var/www/ has its WSGI file, var/log/ its error log; a
uWSGI with one worker and no threads is behind an nginx, which serves /static/ itself.
"""

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

from .fixtures import ROOT, clean_environment, copy_project, free_port
from .servers import nginx, program, running

HOST = "ann.pythonanywhere.com"
# TLS ends in front of this nginx.
SITE = """server {{
    listen 127.0.0.1:{port};
    location /static/ {{ alias {folder}/static/; add_header X-Served-By nginx; }}
    location / {{
        include /etc/nginx/uwsgi_params;
        uwsgi_param HTTP_X_REAL_IP $remote_addr;
        uwsgi_param HTTP_X_FORWARDED_PROTO {scheme};
        uwsgi_pass 127.0.0.1:{inner};
    }}
}}"""
AUTHOR = {
    f"GIT_{role}_{what}": f"ann@{HOST}"
    for role in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
ADDRESS = "https://github.com/YOUR_NAME/YOUR_REPOSITORY.git"


class Account:
    """The account of `ann`, and `origin`, the repository that she clones."""

    def __init__(self, base: Path, **environment: str):
        self.base = base
        self.home = base / "home" / "ann"
        self.folder = self.home / "access-lab"
        self.wsgi = base / "var" / "www" / "ann_pythonanywhere_com_wsgi.py"
        self.log = base / "var" / "log" / f"{HOST}.error.log"
        for folder in (self.home, self.wsgi.parent, self.log.parent):
            folder.mkdir(parents=True)
        self.environment = clean_environment(
            **{**AUTHOR, **environment}, HOME=str(self.home), USER="ann"
        )
        self.origin = copy_project(base / "origin")
        self.bash("git init -q -b main && git add . && git commit -qm one", self.origin)

    def bash(self, script: str, folder: Path | None = None, *, check: bool = True):
        """Run a script in the home, or in another folder; what it printed."""
        done = subprocess.run(
            ["bash", "-ec", script],
            cwd=folder or self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
        )
        assert not check or done.returncode == 0, done.stdout
        return done.stdout if check else done

    def follow(self, *headings: str) -> str:
        """Do what the page says under these headings; what that printed."""
        return self.bash("\n".join(self.here(shell(one)) for one in headings))

    def here(self, script: str) -> str:
        """A script of the page with the names of this account."""
        script = script.replace("/var/", f"{self.base}/var/").replace(
            ADDRESS, str(self.origin)
        )
        script = re.sub(r"python3\.\d+ -m venv", f"{sys.executable} -m venv", script)
        touch = f" --touch '{self.wsgi.parent}/*_wsgi.py'"
        return script.replace("run.py update", f"run.py update{touch}")

    @contextlib.contextmanager
    def served(self, scheme="https"):
        """The web app, from when it listens: the port of its nginx."""
        inner, port = free_port(), free_port()
        with self.uwsgi(inner):
            places = {"port": port, "inner": inner, "scheme": scheme}
            site = SITE.format(folder=self.folder, **places)
            with nginx(self.base / f"nginx-{port}", site, port):
                yield port

    @contextlib.contextmanager
    def uwsgi(self, port: int):
        """uWSGI in the web app's virtualenv, which reloads when its file is touched."""
        import pyuwsgi  # not on Windows

        alone = self.base / "uwsgi"
        if not alone.exists():
            alone.mkdir()
            for part in Path(pyuwsgi.__file__).parent.glob("pyuwsgi*"):
                (alone / part.name).symlink_to(part)
        # A reload goes on in the Python from which the virtualenv was made.
        (packages,) = self.folder.glob(".venv/lib/python*/site-packages")
        paths = [str(alone), str(packages), self.environment.get("PYTHONPATH", "")]
        environment = {**self.environment, "PYTHONPATH": os.pathsep.join(paths)}
        command = [self.folder / ".venv" / "bin" / "python", "-c"]
        options = f"--master --processes 1 --socket 127.0.0.1:{port} --die-on-term"
        options += f" --wsgi-file {self.wsgi} --touch-reload {self.wsgi}"
        with self.log.open("a") as log:
            streams = {"stdout": log, "stderr": log, "env": environment}
            run = ["import pyuwsgi; pyuwsgi.run()", *options.split()]
            with running([*command, *run], port, cwd=self.home, **streams):
                yield


def page(name: str = "pythonanywhere.md") -> str:
    """One of the two pages."""
    return (ROOT / "deploy" / name).read_text(encoding="utf-8")


def shell(heading: str, name: str = "pythonanywhere.md") -> str:
    """The commands under a heading that begins so."""
    (part,) = re.findall(rf"^## {heading}.*?(?=^## |\Z)", page(name), re.M | re.S)
    return "".join(re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S))


def available() -> None:
    """Skip where this machine lacks one of the programs."""
    for name in ("bash", "git", "nginx"):
        program(name)
