"""A real browser on a site of its own, for tests of the pages.

A module asks for it with `pytest_plugins = ["project.tests.browser"]`, and must not use
the database itself: Playwright's event loop, which Django refuses to work beside, runs
as long as the module does.
"""

import shutil
import subprocess

import pytest
from playwright.sync_api import sync_playwright

from .fixtures import lack, served, set_up

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The sandbox needs rights that a container seldom gives; the rest calls home.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What the browser says of each refusal, which here is what was asked for.
EXPECTED = "Failed to load resource"


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """The site as a student starts it: DEBUG, the laboratory, static files."""
    folder = set_up(tmp_path_factory.mktemp("live"))
    command = ("manage.py", "runserver", "--noreload", "{port}")
    with served(folder, *command, output=subprocess.DEVNULL, DEBUG="true") as site:
        yield site


@pytest.fixture(scope="module")
def browser():
    """Chromium of this machine."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not program:
        lack("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, live):
    """Opens a page in a browser of its own; at the end no script may have failed.

    `visit(path, language, colours, width, height, **rest of Playwright's context)`.
    """
    contexts, errors = [], []

    def opened(
        path="/", language="en", colours="light", width=1280, height=800, **rest
    ):
        context = browser.new_context(
            base_url=live.url,
            locale=language,
            color_scheme=colours,
            viewport={"width": width, "height": height},
            **rest,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: note(said, errors))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def note(said, errors: list[str]) -> None:
    """Keep an error that the browser tells, such as what its policy refuses."""
    if said.type == "error" and not said.text.startswith(EXPECTED):
        errors.append(said.text)
