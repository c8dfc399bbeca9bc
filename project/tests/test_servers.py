"""project/wsgi.py and project/asgi.py under the servers that people use."""

import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from .fixtures import Site, clean_environment, free_port, lack, wait_until_open

GRANIAN = "granian --workers 1 --host 127.0.0.1 --port {port} --interface"
SERVERS = {
    "gunicorn": "gunicorn project.wsgi -b 127.0.0.1:{port}",
    "granian-wsgi": f"{GRANIAN} wsgi project.wsgi:application",
    "granian-asgi": f"{GRANIAN} asgi project.asgi:application",
    "uwsgi": "uwsgi --master --need-app --module project.wsgi"
    " --http-socket 127.0.0.1:{port}",
}
POSIX = {"gunicorn", "uwsgi"}


@pytest.fixture(params=SERVERS)
def served(request, site):
    """The site under one of the servers."""
    if sys.platform == "win32" and request.param in POSIX:
        lack(f"{request.param} does not run on Windows")
    port = free_port()
    command = SERVERS[request.param].format(port=port).split()
    if request.param == "uwsgi":
        run = [sys.executable, "-c", "import pyuwsgi; pyuwsgi.run()", *command[1:]]
    else:
        run = [sys.executable, "-m", *command]
    process = subprocess.Popen(run, cwd=site.folder, env=clean_environment())
    try:
        wait_until_open(port, process)
        yield Site(site.folder, port)
    finally:
        process.kill() if sys.platform == "win32" else process.terminate()
        process.wait(15)


@pytest.mark.parametrize("path", ["site.css", "admin/css/base.css", "nothing.css"])
def test_static_files_are_served_with_debug_off_on_a_laptop(site, path):
    with urlopen_or_error(f"{site.url}/static/{path}") as answer:
        expected = 404 if path == "nothing.css" else 200
        assert answer.status == expected
        assert len(answer.read()) > 500 or expected == 404


def urlopen_or_error(url: str):
    """The response to a GET, whatever its status."""
    try:
        return urllib.request.urlopen(url, timeout=30)  # noqa: S310
    except urllib.error.HTTPError as error:
        return error


def test_the_site_answers_and_hears_the_authorization_header(served):
    status, author = served.ask("GET", "/api/authors_generic/3/")
    assert (status, author["name"]) == (200, "maxim_writer")
    status, person = served.ask("GET", "/api/whoami/", account="platon27:#8X+DujR!B")
    assert (status, person["username"]) == (200, "platon27")
