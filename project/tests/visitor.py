"""Somebody who visits a site over https, through a proxy of this machine."""

import contextlib
import http.client
import json
import threading
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode


class Visitor:
    """A client that keeps its cookies and names its origin, as a browser does."""

    def __init__(self, port: int, host: str):
        self.port = port
        self.host = host
        self.cookies = {}

    def ask(self, method: str, path: str, data=None, **headers: str):
        """`(status, body)` of one request; `answer` keeps all of the response."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Host": self.host, "Cookie": kept, "Origin": f"https://{self.host}"}
        sent |= {"Referer": f"https://{self.host}/", **headers}
        form = sent.get("Content-Type", "").endswith("urlencoded")
        body = urlencode(data) if form else json.dumps(data) if data else None
        sent.setdefault("Content-Type", "application/json")
        place = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(place):
            place.request(method, path, body, sent)
            self.answer = place.getresponse()
            text = self.answer.read().decode()
        for line in self.answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {n: m.value for n, m in SimpleCookie(line).items()}
        return self.answer.status, text

    def get(self, path: str, **headers: str):
        """The body of a GET in JSON; AssertionError where it is not 200."""
        status, text = self.ask("GET", path, **headers)
        assert status == 200, text
        return json.loads(text)

    def sign_in(self, path: str, username: str, password: str) -> int:
        """The status with which a page of a login answers to its form."""
        self.ask("GET", path)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        data = {"username": username, "password": password, **self.token()}
        return self.ask("POST", path, data, **form)[0]

    def token(self) -> dict[str, str]:
        """The field of a form that CSRF asks for."""
        return {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}


class Watch(threading.Thread):
    """Asks the site again and again, until it is told to stop."""

    def __init__(self, visitor: Visitor):
        super().__init__()
        self.visitor, self.statuses, self.gaps = visitor, [], []
        self.over = threading.Event()

    def run(self):
        """Keep each status, and how long each answer took."""
        while not self.over.is_set():
            begin = time.monotonic()
            try:
                status = self.visitor.ask("GET", "/api/authors_generic/3/")[0]
            except OSError as error:
                status = repr(error)
            self.statuses.append(status)
            self.gaps.append(time.monotonic() - begin)
            time.sleep(0.01)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        self.join()
