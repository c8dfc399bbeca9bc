"""Runs of a matrix from the page, on a server with several workers."""

import http.client
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest

from project.tests.meeting import PLATON, at_once

TOKEN = "c" * 32


def ask(site, method, path, cookies="", **fields):
    """The response to a form, and its page."""
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    headers = {
        "Cookie": f"csrftoken={TOKEN}; {cookies}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    with closing(connection):
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read().decode()


@pytest.fixture
def visitor(site):
    """The cookie of somebody who is signed in, and the CSRF token that goes with it."""
    answer, _page = ask(site, "POST", "/lab/sign-in/", username="platon27")
    return re.search("sessionid=[a-z0-9]+", answer.headers.as_string())[0]


def test_all_workers_together_run_one_matrix_at_a_time(site, visitor):
    def run(step):
        return ask(site, "POST", f"/lab/{step}/", visitor)[0]

    with ThreadPoolExecutor() as pool:
        answers = [*pool.map(run, ["1-owner", "2.1", "2.2", "2.3.1"])]
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [302, 503, 503, 503]
    for answer in answers:
        assert answer.status == 302 or int(answer.headers["Retry-After"]) > 0


def test_what_one_worker_has_seen_all_workers_show(site, visitor):
    assert ask(site, "POST", "/lab/1.2.1/", visitor)[0].status == 302
    pages = [ask(site, "GET", "/lab/1.2.1/")[1] for _again in range(12)]
    assert all("Promised = observed." in page for page in pages)


def test_pages_are_drawn_by_many_threads_at_once(site):
    paths = ["/lab/1-owner/", "/lab/1.2.3/", "/lab/1.1-model/", "/lab/2.3.2/"] * 6
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(lambda path: ask(site, "GET", path)[0], paths)]
    assert {answer.status for answer in answers} == {200}


@pytest.mark.servers
def test_two_servers_run_one_matrix_at_a_time_and_both_show_it(pair):
    path, session = "/lab/2.1/", pair[0].sign_in(**PLATON)
    calls = [partial(half.send, "POST", path, "", session) for half in pair]
    # On a busy machine one of the two may have ended before the other begins.
    for _try in range(5):
        statuses = sorted(answer.status for answer in at_once(*calls))
        if statuses != [302, 302]:
            break
    assert statuses == [302, 503]
    for half in pair:
        assert "Promised = observed." in half.send("GET", path).content.decode()
