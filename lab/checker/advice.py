"""The table of what lies beyond the lab: advice, which never fails a solution."""

from django.utils.translation import gettext_lazy as _

from . import bad_input, exposure, extras
from .check import Check
from .exam import THREE

ADVICE = [
    Check(
        name="advice.head",
        title=_("HEAD is allowed where GET is"),
        why=_(
            "Clients and proxies ask with HEAD on their own, to learn the size or the "
            "age. It is GET without a body, so it gives nothing away."
        ),
        hints=(
            _("Look which methods has_permission of CustomPermission compares with."),
            _(
                "Compare with permissions.SAFE_METHODS (GET, HEAD, OPTIONS) in the "
                "place of 'GET'."
            ),
        ),
        run=extras.head,
        surveys=THREE,
        sends=2 * len(THREE),
    ),
    Check(
        name="advice.anonymous-writes",
        title=_("authors_viewset: anonymous users change nothing"),
        why=_(
            "The lab leaves this address open. On a public server anybody who finds "
            "it deletes all authors, whatever the other two addresses refuse."
        ),
        hints=(
            _("Look at AuthorViewSet in api/views.py: what are its permissions?"),
            _(
                "permission_classes = [permissions.IsAuthenticatedOrReadOnly] in "
                "AuthorViewSet, or DEFAULT_PERMISSION_CLASSES in REST_FRAMEWORK."
            ),
        ),
        run=extras.anonymous_writes,
        after=("1.2.authors_viewset",),
        surveys=("authors_viewset",),
    ),
    Check(
        name="advice.bad-input",
        title=_("Bad input is answered with 4xx"),
        why=_(
            "500 says that the server failed. What a client sent wrong is answered 4xx "
            "and tells what is wrong; then nobody needs to read the log."
        ),
        hints=(
            _("Send the requests that are listed, and read the log of the server."),
            _(
                "Give each address the methods it has: for a list as_view("
                "http_method_names=['get', 'head', 'options', 'post']). Compare pk "
                "with None. Let a serializer check all input, with is_valid("
                "raise_exception=True). Deep JSON is DRF's own fault: a JSONParser of "
                "yours can catch RecursionError."
            ),
        ),
        run=bad_input.fails_nowhere,
        surveys=THREE,
        sends=bad_input.MOST,
        shares=bad_input.ask_all,
    ),
    Check(
        name="advice.token-types",
        title=_("Each JWT is good for one thing"),
        why=_(
            "The refresh token lives for days and travels seldom; where it opens the "
            "API like an access token, the short life of the latter protects nobody."
        ),
        hints=(
            _("Look for code of yours that reads tokens, and at SIMPLE_JWT."),
            _(
                "Use JWTAuthentication and TokenRefreshView themselves; "
                "AUTH_TOKEN_CLASSES in SIMPLE_JWT names AccessToken alone."
            ),
        ),
        run=extras.token_types,
        after=("2.3.2.bearer",),
        surveys=("authors_generic",),
        sends=3,
    ),
    Check(
        name="advice.names-believed",
        title=_("A name alone opens nothing"),
        why=_(
            "Anybody can send X-Username or X-Remote-User. A server that believes them "
            "lets everybody be the administrator."
        ),
        hints=(
            _("Look for an authentication class that reads a name from a header."),
            _(
                "Remove it from authentication_classes and from "
                "DEFAULT_AUTHENTICATION_CLASSES; RemoteUserAuthentication is for a "
                "proxy that removes what clients send under that name."
            ),
        ),
        run=exposure.names_believed,
        surveys=THREE,
    ),
    Check(
        name="advice.https",
        title=_("A public server is asked over https"),
        why=_(
            "Over http, passwords and tokens can be read by everybody on the way: the "
            "Base64 of Basic and the signature of a JWT hide nothing."
        ),
        hints=(
            _("Look at the address: does it begin with https?"),
            _(
                "On PythonAnywhere: Web tab, Force HTTPS, then reload. Elsewhere "
                "SECURE_SSL_REDIRECT = True in settings.py."
            ),
        ),
        run=exposure.https,
    ),
    Check(
        name="advice.debug",
        title=_("A public server shows no debug pages"),
        why=_(
            "Debug pages show settings, paths and code to whoever makes the server "
            "fail."
        ),
        hints=(
            _("Open an address that is not there: is DEBUG named on the page?"),
            _("DEBUG=false in .env on the server, then reload."),
        ),
        run=exposure.debug,
        sends=1,
    ),
    Check(
        name="advice.trace",
        title=_("The trace of an error stays in the log"),
        why=_(
            "A trace shows code and data of the server to whoever makes it fail. It "
            "belongs in the log."
        ),
        hints=(
            _("Look for traceback in your code, and at DEBUG in .env of the server."),
            _(
                "DEBUG=false in .env on the server; no traceback.format_exc() in a "
                "response."
            ),
        ),
        run=bad_input.shows_no_trace,
        surveys=THREE,
        sends=bad_input.MOST,
        shares=bad_input.ask_all,
    ),
    Check(
        name="advice.published-passwords",
        title=_("The published passwords open no public server"),
        why=_(
            "The passwords of the lab are printed in its text: on a public server "
            "anybody signs in with them as the administrator."
        ),
        hints=(
            _("Try to sign in on the server with the passwords of the lab's text."),
            _("manage.py changepassword admin on the server, and for each user."),
        ),
        run=exposure.published_passwords,
        sends=2,
    ),
    Check(
        name="advice.files",
        title=_("Neither .env nor the database can be downloaded"),
        why=_(
            "Whoever has SECRET_KEY can sign tokens for any user; the database has "
            "the hashes of all passwords."
        ),
        hints=(
            _("Look at the static files that the server is told to serve."),
            _(
                "Map /static/ to the folder static and never to the folder of the "
                "project."
            ),
        ),
        run=exposure.files,
        sends=len(exposure.SECRET),
    ),
]
