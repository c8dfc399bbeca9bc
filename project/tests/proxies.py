"""The lab as deploy/ puts it on a server, behind nginx and in Apache, for tests."""

import contextlib
import getpass
import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .fixtures import (
    ROOT,
    clean_environment,
    copy_project,
    database,
    free_port,
    lack,
    manage,
)
from .servers import nginx, program, running

HOST = "lab.test"
ENV = {
    "SECRET_KEY": "the key of a server in a test, long enough, and known to nobody",
    "ALLOWED_HOSTS": HOST,
    "TRUSTED_PROXY": "true",
    "SECURE_SSL_REDIRECT": "true",
    "SECURE_HSTS_SECONDS": "3600",
    "LAB": "true",
}
# What Debian has outside of a site; the unprivileged may not write in its folders.
APACHE = """
ServerRoot {folder}
PidFile apache.pid
ErrorLog {folder}/error.log
Mutex file:{folder}
WSGISocketPrefix {folder}/wsgi
{modules}
TraceEnable off
ServerName localhost
TypesConfig /etc/mime.types
Listen {ports[80]}
Listen {ports[443]}
<Directory />
    Require all denied
</Directory>
Include {folder}/site.conf
"""
MODULES = (
    *("mpm_event", "authz_core", "alias", "headers", "mime", "reqtimeout"),
    *("socache_shmcb", "ssl", "wsgi"),
)
PLACE = "/usr/lib/apache2/modules"


class Place:
    """A site that clients reach as https://lab.test, whatever ports it really has."""

    def __init__(self, folder: Path, ports: dict[int, int]):
        self.folder = folder
        self.ports = ports
        self.trust = ssl.create_default_context(cafile=folder / "tls" / "fullchain.pem")

    def connect(self, scheme: str = "https", source: str = "") -> socket.socket:
        """A connection as a client has it, with the certificate checked."""
        port = self.ports[443 if scheme == "https" else 80]
        plain = socket.create_connection(("127.0.0.1", port), 20, (source, 0))
        if scheme == "http":
            return plain
        return self.trust.wrap_socket(plain, server_hostname=HOST)

    def ask(self, method, path, body=None, headers=(), scheme="https", source=""):
        """The response, with its body in `content`; `headers` are pairs."""
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.connect(scheme, source)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_accept_encoding=True)
            length = [] if body is None else [("Content-Length", str(len(body)))]
            for name, value in [*length, *headers]:
                connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            answer.content = answer.read()
        return answer

    def send(self, request: bytes, scheme: str = "https") -> bytes:
        """What is answered to these bytes, until the server closes."""
        with self.connect(scheme) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def lab(folder: Path) -> None:
    """A copy of the project as deploy/server.md has it on a server, with data."""
    copy_project(folder)
    (folder / "db.sqlite3").write_bytes(database())
    lines = [f"{name}='{value}'\n" for name, value in ENV.items()]
    (folder / ".env").write_text("".join(lines), encoding="utf-8")
    done = manage(folder, "collectstatic", "--no-input")
    assert done.returncode == 0, done.stderr
    certify(folder / "tls")


def certify(folder: Path) -> None:
    """Make a key and a certificate that vouches for itself, named as certbot does."""
    folder.mkdir()
    command = [program("openssl"), "req", "-x509", "-nodes", "-days", "2"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run([*command, *files], cwd=folder, check=True, capture_output=True)


def edited(name: str, folder: Path) -> str:
    """A file of deploy/ with what an admin edits in it, and nothing else."""
    text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
    text = text.replace("/etc/letsencrypt/live/example.org", str(folder / "tls"))
    text = text.replace("/srv/access-lab", str(folder)).replace("example.org", HOST)
    return text.replace("LAB_USER lab", f"LAB_USER {user_of_apache()}")


def moved(config: str, ports: dict[int, int]) -> str:
    """A configuration on ports that a test may have; the fixed one is granian's."""
    ports_of = "|".join(map(str, ports))
    pattern = rf"(listen (?:\[::\]:)?|VirtualHost \*:|127\.0\.0\.1:)({ports_of})\b"
    moved = re.sub(pattern, lambda found: found[1] + str(ports[int(found[2])]), config)
    return moved if socket.has_ipv6 else re.sub(r".*listen \[::\].*", "", moved)


@contextlib.contextmanager
def granian(folder: Path, **environment: str) -> Iterator[int]:
    """The command of access-lab.service; the port that it listens on."""
    unit = edited("access-lab.service", folder).replace("\\\n", " ")
    command = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].split()
    assert command[0] == f"{folder}/.venv/bin/granian"
    command[:1] = [sys.executable, "-m", "granian"]
    port = free_port()
    environment = clean_environment(GRANIAN_PORT=str(port), **environment)
    with running(command, port, cwd=folder, env=environment):
        yield port


@contextlib.contextmanager
def behind_nginx(folder: Path, **environment: str) -> Iterator[Place]:
    """A folder under granian, behind nginx."""
    program("nginx")
    with granian(folder, **environment) as port:
        ports = {80: free_port(), 443: free_port(), 8000: port}
        site = moved(edited("nginx.conf", folder), ports)
        with nginx(folder / "nginx", site, ports[443]):
            yield Place(folder, ports)


@contextlib.contextmanager
def in_apache(folder: Path, **environment: str) -> Iterator[Place]:
    """A folder in Apache, under the Python that its mod_wsgi is built for."""
    command = [program("apache2"), "-D", "FOREGROUND", "-f"]
    make_environment(folder)
    home = folder / "apache"
    home.mkdir()
    ports = {80: free_port(), 443: free_port()}
    site = moved(edited("apache.conf", folder), ports)
    (home / "site.conf").write_text(site, encoding="utf-8")
    loads = [f"LoadModule {name}_module {PLACE}/mod_{name}.so" for name in MODULES]
    config = APACHE.format(folder=home, ports=ports, modules="\n".join(loads))
    (home / "apache.conf").write_text(config, encoding="utf-8")
    command = [*unprivileged(), *command, home / "apache.conf"]
    with running(command, ports[443], env=clean_environment(**environment)):
        yield Place(folder, ports)


PROXIES = {"nginx": behind_nginx, "apache": in_apache}


@contextlib.contextmanager
def started(proxy: str, make, **environment: str) -> Iterator[Place]:
    """A new folder, made by a function, behind nginx or in Apache."""
    with tempfile.TemporaryDirectory(prefix="lab") as name:
        folder = Path(name)
        folder.chmod(0o755)  # for the user of Apache; pytest's own are closed to it
        make(folder)
        with PROXIES[proxy](folder, **environment) as place:
            yield place


def make_environment(folder: Path) -> None:
    """A .venv of the system's Python, with the packages of the one that runs this."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not Path(f"{PLACE}/mod_wsgi.so-{version}").exists():
        lack(f"mod_wsgi on this machine is not built for Python {version}")
    make = [f"/usr/bin/python{version}", "-m", "venv", "--without-pip"]
    subprocess.run([*make, folder / ".venv"], check=True)
    packages = folder / ".venv" / "lib" / f"python{version}" / "site-packages"
    (packages / "ours.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


def user_of_apache() -> str:
    """Who runs Apache: it refuses to be root."""
    return "www-data" if os.geteuid() == 0 else getpass.getuser()


def unprivileged() -> list[str]:
    """What makes Apache another user than root, but one who may read these folders."""
    if os.geteuid() != 0:
        return []
    user = user_of_apache()
    who = ["--reuid", user, "--regid", user, "--clear-groups"]
    rights = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    return [program("setpriv"), *who, *rights]
