"""The lab's own requests in its order, at the endpoints as they are in the end."""

from dataclasses import replace
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..actors import ANONYMOUS
from ..steps import ENDPOINTS
from .cells import cell
from .credentials import account, variable
from .requests import Request, folder
from .scripts import Expected
from .texts import both

ENDPOINT = {endpoint.id: endpoint for endpoint in ENDPOINTS}
ABOUT = _(
    "The requests of the lab's text, section by section, at the three endpoints as "
    "they are at its end. What each must be answered is what their tables say."
)


def asked(endpoint: str, actor: str, scheme: str | None, *columns: str):
    """Cells of an endpoint, which their names tell as well."""
    for column in columns:
        found = cell(ENDPOINT[endpoint], actor, scheme, column)
        yield replace(found, name=f"{found.name} {endpoint}")


def everybody():
    """1.2: the three lists, without credentials."""
    for endpoint in ENDPOINT:
        yield from asked(endpoint, ANONYMOUS, None, "LIST")


def authenticated():
    """1.2.1: the first list, without credentials and with a session."""
    yield from asked("authors", ANONYMOUS, None, "LIST")
    yield from asked("authors", "user", "Session", "LIST")


def roles():
    """1.2.3: anonymous, an ordinary user, and the superuser, in a browser."""
    yield from asked("authors_generic", ANONYMOUS, None, "LIST", "POST")
    changes = ("PUT", "PATCH", "DELETE")
    for actor in ("user", "superuser"):
        columns = ("LIST", "GET", "POST", *changes)
        yield from asked("authors_generic", actor, "Session", *columns)


def basic():
    """2.1: the header written by hand, and by Postman."""
    (by_postman,) = asked("authors_generic", "superuser", "Basic", "POST")
    written = {"Authorization": f"Basic {variable('superuser', 'Basic')}"}
    (anonymous,) = asked("authors_generic", ANONYMOUS, None, "POST")
    name = f"{by_postman.name}, Authorization"
    yield replace(by_postman, name=name, auth=anonymous.auth, headers=written)
    yield by_postman


def token():
    """2.3.1: the token, which the lab gets in a Python console, and its use."""
    about = _("Username and password for the DRF token of a user.")
    yield exchange("api_token_auth", about, account("superuser"), "token")
    yield from asked("authors_generic", ANONYMOUS, None, "LIST")
    yield from asked("authors_generic", "superuser", "Token", "LIST", "POST")


def jwt():
    """2.3.2: the pair, which only a POST gets; its use, refresh and verification."""
    path = reverse("token_obtain_pair")
    yield Request(
        name=f"GET {path}",
        about=both(_("A token is not read but asked for: only POST is answered.")),
        method="GET",
        path=path,
        expected=Expected(status=405, shape="detail"),
    )
    about = _("Username and password for a pair of JWTs.")
    yield exchange("token_obtain_pair", about, account("superuser"), "pair")
    yield from asked("authors_generic", "superuser", "JWT", "LIST", "POST")
    about = _("A refresh token for a new pair; it can be used once.")
    sent = {"refresh": variable("superuser", "Refresh")}
    yield exchange("token_refresh", about, sent, "pair")
    about = _("Whether a JWT of either kind would be accepted now.")
    sent = {"token": variable("superuser", "Jwt")}
    yield exchange("token_verify", about, sent, "nothing")


def exchange(url: str, about: str, sent: dict, shape: str) -> Request:
    """A POST that gives something for something."""
    path = reverse(url)
    return Request(
        name=f"POST {path}",
        about=both(about),
        method="POST",
        path=path,
        expected=Expected(status=200, shape=shape),
        body=sent,
    )


# By section: what the lab does in it, and the requests that show it.
SECTIONS = {
    "1.2": (
        _(
            "The lab opens the three lists before any permission is set. Here authors "
            "is closed already, as 1.2.1 leaves it."
        ),
        everybody,
    ),
    "1.2.1": (
        _("IsAuthenticated: whoever is not signed in is refused."),
        authenticated,
    ),
    "1.2.3": (
        _(
            "CustomPermission: anonymous users read, a user creates as well, the "
            "superuser does all."
        ),
        roles,
    ),
    "2": (
        _("Reading needs nobody; a POST without credentials is refused."),
        partial(asked, "authors_generic", ANONYMOUS, None, "LIST", "POST"),
    ),
    "2.1": (
        _(
            "Basic: name and password in Base64 with every request, in a header "
            "written by hand and by Postman."
        ),
        basic,
    ),
    "2.2": (
        _("Session: two cookies, and X-CSRFToken for what is written."),
        partial(asked, "authors_generic", "superuser", "Session", "POST"),
    ),
    "2.3.1": (_("Token: a key from the database, after the word Token."), token),
    "2.3.2": (_("JWT: a signed token for some minutes, after the word Bearer."), jwt),
}


def walk() -> dict:
    """The folder of the walk, with one for each section."""
    sections = [
        folder(section, both(about), [each.item() for each in requests()])
        for section, (about, requests) in SECTIONS.items()
    ]
    return folder("The lab's walk", both(ABOUT), sections)
