"""The requests of the console as commands: run as they are copied, on a live server."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project.tests.fixtures import lack, manage

from .test_console_browser import SCHEME_STEPS, address, send

pytest_plugins = ["project.tests.browser"]

NEEDS_SHELL = pytest.mark.skipif(sys.platform == "win32", reason="no POSIX shell here")
# What tells a shell and a program from a careful one.
TRICKY = (
    """{"name": "O'Brien $HOME `id` \\\\ \\"x\\" Юрий\\nB", "email": "%s@abc.abc"}"""
)


def run(text: str, client: str, folder: Path) -> str:
    """What the command for a client prints, run as it was copied."""
    if not shutil.which("curl"):
        lack("no curl on this machine")
    # Where pip put the program http.
    path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder)}
    by = {"python": [sys.executable, "-c"]}.get(client, ["sh", "-c"])
    done = subprocess.run(
        [*by, text], cwd=folder, env=path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@NEEDS_SHELL
@pytest.mark.parametrize("client", ["curl", "httpie", "python"])
@pytest.mark.parametrize("scheme", ["none", *SCHEME_STEPS])
def test_the_copied_command_does_the_same(visit, tmp_path, scheme, client):
    step = SCHEME_STEPS.get(scheme, "1.2-generic")
    body = TRICKY % f"{scheme}.{client}".lower()
    page = visit(
        address(step, how=scheme, do="PUT", body=body),
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.select_option("#copy-as", client)
    page.click("#copy")
    page.wait_for_selector("#console-note:has-text('Copied.')")
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert text == page.text_content("#script")
    answer = run(text, client, tmp_path)
    found = json.loads(re.search(r'\{"id".*\}', answer)[0])
    assert {name: found[name] for name in ("name", "email")} == json.loads(body)


@NEEDS_SHELL
@pytest.mark.parametrize("client", ["curl", "httpie", "python"])
def test_a_password_of_any_letters_gets_through(visit, live, tmp_path, client):
    name, password = f"strange.{client}", '@it\'s "quoted" = $HOME `id` \\n и'
    make = f"User.objects.create_user({name!r}, password={password!r})"
    code = f"from django.contrib.auth.models import User; {make}"
    assert manage(live.folder, "shell", "-c", code).returncode == 0
    page = visit(address("2.2", who="own", how="Session", do="POST"))
    page.fill("#own-name", name)
    page.fill("#own-password", password)
    page.select_option("#copy-as", client)
    page.click("#copy")
    page.wait_for_selector("#script-box:not([hidden])")
    answer = run(page.text_content("#script"), client, tmp_path)
    assert f'"owner":"{name}"' in answer.replace(" ", "")


@NEEDS_SHELL
def test_a_copied_head_does_not_wait_for_a_body(visit, tmp_path):
    page = visit(address(do="HEAD"))
    send(page)
    assert "200 OK" in run(page.text_content("#script"), "curl", tmp_path)


@NEEDS_SHELL
@pytest.mark.parametrize("scheme", ["none", *SCHEME_STEPS])
def test_without_javascript_the_page_gives_a_command_that_works(
    visit, tmp_path, scheme
):
    page = visit("/lab/2.3.2/", java_script_enabled=False)
    page.goto(f"/lab/{SCHEME_STEPS.get(scheme, '1.2-generic')}/")
    page.select_option("[name=how]", scheme)
    page.select_option("[name=do]", "POST")
    page.click("#console-send")
    assert "needs JavaScript" in page.locator("#console noscript").inner_text()
    text = page.locator("#console noscript pre").inner_text()
    assert "201 Created" in run(text, "curl", tmp_path)


@NEEDS_SHELL
@pytest.mark.parametrize("client", ["curl", "httpie", "python"])
def test_a_hostile_link_gives_a_command_without_keys_and_options(
    visit, tmp_path, client
):
    body = "\x03\ntouch pwned\n\x1b[201~"
    page = visit(
        address("1.2-generic", who="", how="none", do="POST", body=body).replace(
            "#", "&headers=-opwned:%20x#"
        )
    )
    page.select_option("#copy-as", client)
    page.click("#copy")
    text = page.text_content("#script")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    run(text, client, tmp_path)
    assert not [*tmp_path.glob("*pwned*")]
