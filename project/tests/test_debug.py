"""Pages of errors under DEBUG: what helps is on them, and no password of a store."""

import pytest

from .fixtures import copy_project, served, write_env

SECRET = "S3cr3t"
# Unlike other servers that of Python, as runserver, shows the environment to pages.
SERVE = """
from wsgiref.simple_server import make_server
from project.wsgi import application
make_server("127.0.0.1", {port}, application).serve_forever()
"""
PAGES = """

from django.contrib.auth.models import User
from django.core.cache import cache


def mistaken(ask):
    def view(request):
        try:
            ask()
        except Exception as error:  # a store that is gone alone would be 503
            raise RuntimeError("a mistake") from error

    return view


urlpatterns.append(path("database/", mistaken(User.objects.count)))
urlpatterns.append(path("cache/", mistaken(lambda: cache.get("key"))))
"""
NOWHERE = "127.0.0.1:1"


@pytest.fixture
def page(tmp_path):
    """A function: the text of a page that fails, for stores at some hosts."""
    copy_project(tmp_path)
    write_env(tmp_path)
    with (tmp_path / "project" / "urls.py").open("a", encoding="utf-8") as file:
        file.write(PAGES)

    def ask(path, database=NOWHERE, cache=NOWHERE):
        urls = {
            "DATABASE_URL": f"postgresql://lab:{SECRET}@{database}/lab",
            "CACHE_URL": f"redis://somebody:{SECRET}@{cache}/0",
        }
        with served(tmp_path, "-c", SERVE, DEBUG="true", **urls) as site:
            answer = site.send("GET", path, headers={"Accept": "text/html"})
        assert answer.status == 500
        return answer.content.decode()

    return ask


def check(page: str) -> None:
    """AssertionError where a password is told, or nothing is."""
    assert "Traceback" in page
    for name in ("DATABASE_URL", "CACHE_URL", "LOCATION"):
        assert name in page
    assert SECRET not in page


def test_a_database_that_is_gone(page):
    text = page("/database/")
    assert "PoolTimeout" in text
    check(text)


def test_a_cache_that_is_gone(page):
    text = page("/cache/")
    assert "connecting to 127.0.0.1:1" in text
    check(text)


@pytest.mark.servers
def test_a_cache_that_refuses_the_password(page, redis_url):
    text = page("/cache/", cache=redis_url.split("/")[2])
    assert "invalid username-password pair" in text
    check(text)
