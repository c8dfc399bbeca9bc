"""What the site keeps in Redis, and what somebody else puts there."""

import os
import pickle
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import CacheHandler
from redis import Redis

from project import stores

from .fixtures import KNOWN, ROOT, python

pytestmark = pytest.mark.servers


class Trap:
    """A pickle that makes a folder when it is read."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.fixture
def cache(redis_url):
    """The cache of a site with CACHE_URL."""
    found = CacheHandler({"default": stores.cache(redis_url)})["default"]
    yield found
    found.clear()


def test_what_is_kept_comes_back(cache):
    values = {"text": "ж", "list": [1, None], "number": -7, "yes": True, "none": b""}
    cache.set_many(values)
    assert cache.get_many(values) == values
    assert cache.incr("number", 9) == 2
    assert type(cache.get("yes")) is bool


def test_what_somebody_else_wrote_is_not_read(cache, redis_url, tmp_path):
    path = tmp_path / "trapped"
    forged = pickle.dumps(Trap(path))
    cache.set("key", "ours")
    raw = Redis.from_url(redis_url)
    signed = raw.get(cache.make_key("key"))
    for content in (forged, signed[:32] + forged, bytes(32) + forged, signed[:-1], b""):
        raw.set(cache.make_key("key"), content)
        assert cache.get("key") is None, content
    assert not path.exists()
    raw.set(cache.make_key("key"), signed)
    assert cache.get("key") == "ours"


def test_what_another_secret_key_signed_is_not_read(cache, monkeypatch):
    cache.set("key", "ours")
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert cache.get("key") is None


def test_a_long_cookie_is_not_quoted_in_a_warning(redis_url):
    code = "import django; django.setup()\nfrom django.core.cache import cache\n"
    code += "print(cache.get('x' * 1000))"
    known = {**KNOWN, "DJANGO_SETTINGS_MODULE": "project.settings"}
    done = python(ROOT, "-c", code, **known, CACHE_URL=redis_url)
    assert (done.stdout, done.stderr) == ("None\n", "")
