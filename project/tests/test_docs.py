"""The page of the API documentation: all its own, and under the strict policy."""

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from .fixtures import copy_project, manage


@pytest.fixture
def page(db):
    """The page as an anonymous user gets it."""
    answer = Client().get("/api/docs/")
    assert answer.status_code == 200
    return answer


def test_nothing_on_the_page_is_inline(page):
    html = page.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 2
    for attributes, inline in scripts:
        assert "src=" in attributes
        assert not inline


def test_what_the_page_loads_is_here(page):
    html = page.content.decode()
    loaded = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]*)"', html)
    assert len(loaded) == 6
    for url in loaded:
        assert url.startswith("/static/"), url
        assert finders.find(url.removeprefix("/static/")), url


def test_the_page_needs_no_other_policy_than_the_rest_of_the_site(page):
    name = "Content-Security-Policy"
    directives = set(page.headers[name].split("; "))
    assert directives == set(Client().get("/").headers[name].split("; "))
    assert {"script-src 'self'", "style-src 'self'", "connect-src 'self'"} < directives


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_names_its_language(language, db):
    answer = Client().get("/api/docs/", headers={"Accept-Language": language})
    assert f'<html lang="{language}"' in answer.content.decode()


def test_the_page_says_whom_the_session_stands_for(db):
    reader = Client()
    assert "requests are anonymous" in reader.get("/api/docs/").content.decode()
    reader.force_login(User.objects.create_user("ann"))
    assert "as ann" in reader.get("/api/docs/").content.decode()


def test_the_page_leads_to_the_document_also_without_javascript(page):
    html = page.content.decode()
    assert '<a href="/api/schema/">' in html
    assert "<noscript>" in html


@pytest.mark.parametrize("path", ["/api/docs/", "/api/schema/"])
def test_the_documentation_can_only_be_read(path, db):
    assert Client().post(path).status_code == 405


def test_git_does_not_see_what_collectstatic_adds(tmp_path):
    folder = copy_project(tmp_path)
    before = set((folder / "static").iterdir())
    host = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "ann.example.org"}
    done = manage(folder, "collectstatic", "--noinput", **host)
    assert done.returncode == 0, done.stderr
    added = {
        f"static/{each.name}/" for each in {*(folder / "static").iterdir()} - before
    }
    assert "static/drf_spectacular_sidecar/" in added
    ignored = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert added <= set(ignored)
