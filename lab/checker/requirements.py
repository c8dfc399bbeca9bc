"""The table of checks: what the lab asks for, in its order, and then the advice.

A check is added, changed or removed here. What is expected of access stands in the
table of steps (lab/steps.py) and never here: a check names a step, and a slice of its
table. A new one needs `surveys` where it asks what an endpoint does, `sends` for what
it asks besides (a test counts), and its Russian words (manage.py makemessages); if
a step changes with it, the collection is made anew (manage.py export_postman).
"""

from functools import partial

from django.utils.translation import gettext_lazy as _

from . import pages, policy, sessions, tokens, writing
from .advice import ADVICE
from .check import Check, sound
from .exam import THREE
from .onward import step_at
from .policy import CHANGE, CREATE, READ
from .signin import FORMS
from .survey import COLUMNS


def access(*, step: str, endpoint: str, actors: list, columns: tuple, **rest) -> Check:
    """A check of a slice of a step's table; a POST and a DELETE may cost two more."""
    dear = {"POST", "DELETE"} & {*columns}
    return Check(
        run=partial(policy.allows, step_at(endpoint, step), endpoint, actors, columns),
        surveys=(endpoint,),
        sends=len(actors) * (len(columns) + 2 * len(dear)),
        **rest,
    )


REQUIREMENTS = [
    Check(
        name="1.2.authors",
        title=_("/api/authors/ answers"),
        why=_(
            "This is the view written by hand. While its address does not answer in "
            "JSON, nothing else can be said about it."
        ),
        hints=(
            _(
                "Look whether api/urls.py has the address, and whether project/urls.py "
                "includes api.urls under api/. If it sends to a login page, look for "
                "login_required: a view of DRF answers 401 or 403 by itself."
            ),
            _(
                'In api/urls.py: path("authors/", AuthorAPIView.as_view()) and '
                'path("authors/<int:pk>/", AuthorAPIView.as_view()), each with the '
                "slash at its end."
            ),
        ),
        run=partial(policy.answers, endpoint="authors"),
        surveys=("authors",),
    ),
    Check(
        name="1.2.authors_generic",
        title=_("/api/authors_generic/ answers"),
        why=_(
            "This is the view with mixins, which most of the lab is about. While its "
            "address does not answer in JSON, nothing else can be said about it."
        ),
        hints=(
            _(
                "Look whether api/urls.py has the address, and whether project/urls.py "
                "includes api.urls under api/. If it sends to a login page, look for "
                "login_required: a view of DRF answers 401 or 403 by itself."
            ),
            _(
                'In api/urls.py: path("authors_generic/", '
                "AuthorGenericAPIView.as_view()) and the same with "
                '"authors_generic/<int:pk>/".'
            ),
        ),
        run=partial(policy.answers, endpoint="authors_generic"),
        surveys=("authors_generic",),
    ),
    Check(
        name="1.2.authors_viewset",
        title=_("/api/authors_viewset/ answers"),
        why=_(
            "This is the viewset. The lab leaves it open to all, and so shows what "
            "DRF does without a permission."
        ),
        hints=(
            _(
                "Look whether AuthorViewSet is registered in a router, and whether the "
                "router's addresses are in urlpatterns."
            ),
            _(
                'In api/urls.py: router.register("authors_viewset", AuthorViewSet) and '
                'path("", include(router.urls)) in urlpatterns.'
            ),
        ),
        run=partial(policy.answers, endpoint="authors_viewset"),
        surveys=("authors_viewset",),
    ),
    Check(
        name="1.2.writes-stay",
        title=_("What is created, changed or deleted stays so"),
        why=_(
            "An answer 201, 200 or 204 says that it is done. Where nothing is stored, "
            "or the id is that of another author, a client is deceived."
        ),
        hints=(
            _(
                "Look at what the view does between is_valid() and its Response, and "
                "whose id it answers with."
            ),
            _(
                "In post and put: serializer.save() after is_valid(raise_exception="
                "True), and Response(serializer.data). In delete: delete() of the "
                "author whose pk is in the address."
            ),
        ),
        run=writing.stays,
        surveys=THREE,
        sends=writing.MOST,
    ),
    access(
        name="1.2.1.anonymous",
        title=_("authors: anonymous users may do nothing"),
        why=_(
            "IsAuthenticated closes the door that DRF leaves open: without it anybody "
            "reads, changes and deletes the authors."
        ),
        hints=(
            _("Look at AuthorAPIView in api/views.py: what are its permissions?"),
            _(
                "Write permission_classes = [permissions.IsAuthenticated] into "
                "AuthorAPIView: in the class itself, above its methods."
            ),
        ),
        step="1.2.1",
        endpoint="authors",
        actors=["anonymous"],
        columns=COLUMNS,
        after=("1.2.authors",),
    ),
    access(
        name="1.2.1.signed-in",
        title=_("authors: whoever is signed in may do everything"),
        why=_(
            "IsAuthenticated asks one thing only: is somebody signed in? It takes an "
            "ordinary user as well as an administrator."
        ),
        hints=(
            _(
                "Look at AuthorAPIView: does a permission ask for more than being "
                "signed in, and does each method answer?"
            ),
            _(
                "permission_classes = [permissions.IsAuthenticated] and nothing beside "
                "it. Without authentication_classes DRF takes sessions and Basic."
            ),
        ),
        step="1.2.1",
        endpoint="authors",
        actors=["user"],
        columns=COLUMNS,
        after=("1.2.authors",),
    ),
    access(
        name="1.2.3.anonymous-reads",
        title=_("authors_generic: anonymous users read"),
        why=_("CustomPermission lets anybody look: GET asks for no name."),
        hints=(
            _("Look at the first if of has_permission in CustomPermission."),
            _(
                "Begin has_permission by returning True for a request.method in "
                "permissions.SAFE_METHODS: whoever it is, they may read."
            ),
        ),
        step="1.2.3",
        endpoint="authors_generic",
        actors=["anonymous"],
        columns=READ,
        after=("1.2.authors_generic",),
    ),
    access(
        name="1.2.3.anonymous-writes",
        title=_("authors_generic: anonymous users change nothing"),
        why=_(
            "What everybody may read, only some may change. Without this an "
            "author can be deleted by whoever knows the address."
        ),
        hints=(
            _(
                "Look at permission_classes of AuthorGenericAPIView, and at the last "
                "line of has_permission: what does it return when nothing fitted?"
            ),
            _(
                "permission_classes = [CustomPermission] in AuthorGenericAPIView, and "
                "return False at the end of has_permission, outside of every if. From "
                "2.3.1 on the lab has [permissions.IsAuthenticated] in its place."
            ),
        ),
        step="1.2.3",
        endpoint="authors_generic",
        actors=["anonymous"],
        columns=CREATE + CHANGE,
        after=("1.2.authors_generic",),
    ),
    access(
        name="1.2.3.user-creates",
        title=_("authors_generic: whoever is signed in reads and creates"),
        why=_("The role decides: an ordinary user has GET and POST."),
        hints=(
            _("Look at the second if of has_permission: which methods does it name?"),
            _(
                "Besides reading, let POST pass where request.user.is_authenticated is "
                "true; PUT, PATCH and DELETE are not for everybody."
            ),
        ),
        step="1.2.3",
        endpoint="authors_generic",
        actors=["user"],
        columns=READ + CREATE,
        after=("1.2.authors_generic",),
    ),
    access(
        name="1.2.3.user-changes-nothing",
        title=_("authors_generic: an ordinary user changes and deletes nothing"),
        why=_(
            "Only the administrator may change what is there. A method too many in a "
            "list, and everybody who is signed in deletes the records of others."
        ),
        hints=(
            _(
                "Look at the line of has_permission that lets a signed-in user "
                "through: which methods does it name?"
            ),
            _(
                "The list is ['GET', 'POST'] and nothing else; PUT, PATCH and DELETE "
                "come further down, under if request.user.is_superuser (is_staff is "
                "another flag)."
            ),
        ),
        step="1.2.3",
        endpoint="authors_generic",
        actors=["user", "staff", "granted"],
        columns=CHANGE,
        after=("1.2.3.anonymous-writes",),
    ),
    access(
        name="1.2.3.superuser",
        title=_("authors_generic: a superuser does everything"),
        why=_("Somebody must be able to correct and to delete: the administrator."),
        hints=(
            _("Look at what has_permission says about a superuser, and where."),
            _(
                "if request.user.is_superuser: return True, before the last return "
                "False. The flag is is_superuser, not is_staff."
            ),
        ),
        step="1.2.3",
        endpoint="authors_generic",
        actors=["superuser"],
        columns=COLUMNS,
        after=("1.2.authors_generic",),
    ),
    Check(
        name="2.1.basic",
        title=_("Basic: name and password open an endpoint"),
        why=_(
            "DRF understands Basic without being told. The header Authorization "
            "carries the word Basic and name:password in Base64."
        ),
        hints=(
            _(
                "Look for authentication_classes in the views and for "
                "DEFAULT_AUTHENTICATION_CLASSES in settings.py: is Basic among them?"
            ),
            _(
                "Remove authentication_classes from AuthorAPIView (sessions and Basic "
                "are the default), or name authentication.BasicAuthentication there."
            ),
        ),
        run=partial(sessions.opens_an_endpoint, scheme="Basic"),
        surveys=THREE,
    ),
    Check(
        name="2.1.wrong-password",
        title=_("Basic: a wrong password is refused"),
        why=_(
            "A name alone proves nothing. Credentials that are wrong are refused even "
            "where an anonymous user might have come in."
        ),
        hints=(
            _("Look for an authentication class or backend that you wrote yourself."),
            _(
                "Use authentication.BasicAuthentication itself, and in settings.py no "
                "AUTHENTICATION_BACKENDS but Django's own ModelBackend."
            ),
        ),
        run=sessions.wrong_password,
        after=("2.1.basic",),
        surveys=THREE,
        sends=1,
    ),
    Check(
        name="2.1.duplicate",
        title=_("The same e-mail a second time is answered 400"),
        why=_(
            "The lab meets this answer itself: an author with this e-mail exists. 400 "
            "tells the client what to correct; 500 says that the server failed."
        ),
        hints=(
            _(
                "Look at the serializer of the view that failed: does anything ask "
                "whether the e-mail is taken before it is saved?"
            ),
            _(
                "Inherit from serializers.ModelSerializer, which takes unique=True "
                "from the model, or give the field validators=[UniqueValidator("
                "queryset=Author.objects.all())]."
            ),
        ),
        run=writing.duplicate,
        surveys=THREE,
        sends=2 * len(THREE),
    ),
    Check(
        name="2.2.login",
        title=_("Session: a person can sign in with a form"),
        why=_(
            "A session begins with a form: it takes the password once and gives the "
            "cookie sessionid."
        ),
        hints=(
            _("Open /api-auth/login/ and /admin/login/ in a browser: is a form there?"),
            _(
                'In project/urls.py: path("api-auth/", include("rest_framework.urls")) '
                'beside path("admin/", admin.site.urls).'
            ),
        ),
        run=sessions.login,
        sends=len(FORMS),
    ),
    Check(
        name="2.2.session",
        title=_("Session: the cookie opens an endpoint"),
        why=_(
            "After signing in the browser sends the cookie sessionid by itself, and "
            "the server knows by it who asks."
        ),
        hints=(
            _(
                "Look for authentication_classes in the views and for "
                "DEFAULT_AUTHENTICATION_CLASSES in settings.py: are sessions among "
                "them?"
            ),
            _(
                "Remove authentication_classes from AuthorAPIView, or name "
                "authentication.SessionAuthentication there; keep SessionMiddleware "
                "and AuthenticationMiddleware in MIDDLEWARE."
            ),
        ),
        run=partial(sessions.opens_an_endpoint, scheme="Session"),
        after=("2.2.login",),
        surveys=THREE,
    ),
    Check(
        name="2.2.csrf",
        title=_("Session: no writing without X-CSRFToken"),
        why=_(
            "A browser sends the cookie even when another site makes the request. Only "
            "whoever can read csrftoken can repeat it in the header X-CSRFToken."
        ),
        hints=(
            _(
                "Look for csrf_exempt, and for a class of yours that inherits from "
                "SessionAuthentication."
            ),
            _(
                "Use authentication.SessionAuthentication itself: a class of your own "
                "must not override enforce_csrf."
            ),
        ),
        run=sessions.csrf,
        after=("2.2.session",),
        surveys=THREE,
        sends=4 * len(THREE),
    ),
    Check(
        name="2.3.1.token",
        title=_("Token: a token of DRF opens authors_generic"),
        why=_(
            "The token stands in the place of the password: the word Token and the "
            "key, in the header Authorization."
        ),
        hints=(
            _(
                "Look at authentication_classes of AuthorGenericAPIView and at "
                "INSTALLED_APPS in settings.py."
            ),
            _(
                "authentication_classes = [authentication.TokenAuthentication] in "
                "AuthorGenericAPIView, 'rest_framework.authtoken' in INSTALLED_APPS, "
                "then manage.py migrate."
            ),
        ),
        run=partial(tokens.opens_generic, scheme="Token"),
        after=("1.2.authors_generic",),
        surveys=("authors_generic",),
    ),
    Check(
        name="2.3.1.wrong-token",
        title=_("Token: a key that nobody has is refused"),
        why=_("A token is a secret. One that was made up must open nothing."),
        hints=(
            _("Look for an authentication class that you wrote yourself."),
            _("Use authentication.TokenAuthentication itself."),
        ),
        run=tokens.wrong_token,
        after=("2.3.1.token",),
        surveys=("authors_generic",),
        sends=1,
    ),
    Check(
        name="2.3.2.obtain",
        title=_("JWT: /api/token/ gives access and refresh"),
        why=_(
            "Name and password are sent once, here; the answer is a pair of tokens, "
            "each of three parts with dots between them."
        ),
        hints=(
            _("Look for token/ in api/urls.py, and send it a POST in Postman."),
            _(
                "In api/urls.py: path('token/', TokenObtainPairView.as_view(), "
                "name='token_obtain_pair'), from rest_framework_simplejwt.views."
            ),
        ),
        run=tokens.obtain,
        sends=1,
    ),
    Check(
        name="2.3.2.get-is-405",
        title=_("JWT: /api/token/ is asked with POST alone"),
        why=_(
            "With GET the password would stand in the address, and from there in logs "
            "and in the history of the browser."
        ),
        hints=(
            _("Open /api/token/ in a browser: it should ask for POST."),
            _(
                "Use TokenObtainPairView as it is, or give the view of your own no "
                "method get."
            ),
        ),
        run=tokens.get_is_405,
        after=("2.3.2.obtain",),
        sends=1,
    ),
    Check(
        name="2.3.2.wrong-password",
        title=_("JWT: a wrong password gets no token"),
        why=_("Whoever does not know the password must not get a token: 401."),
        hints=(
            _("Look at what answers at /api/token/ and how it checks the password."),
            _("Use TokenObtainPairView with its own serializer."),
        ),
        run=tokens.wrong_password,
        after=("2.3.2.obtain",),
        sends=1,
    ),
    Check(
        name="2.3.2.bearer",
        title=_("JWT: the access token opens authors_generic"),
        why=_(
            "The token is sent in the header Authorization after the word Bearer, and "
            "says who asks without the password."
        ),
        hints=(
            _("Look at authentication_classes of AuthorGenericAPIView."),
            _(
                "authentication_classes = [JWTAuthentication] in AuthorGenericAPIView, "
                "from rest_framework_simplejwt.authentication."
            ),
        ),
        run=partial(tokens.opens_generic, scheme="JWT"),
        after=("1.2.authors_generic", "2.3.2.obtain"),
        surveys=("authors_generic",),
    ),
    Check(
        name="2.3.2.anonymous",
        title=_("JWT: without a token authors_generic is closed and asks for Bearer"),
        why=_(
            "The lab gives authors_generic IsAuthenticated for the tokens. The "
            "challenge WWW-Authenticate tells a client which scheme to use."
        ),
        hints=(
            _(
                "Look at permission_classes and authentication_classes of "
                "AuthorGenericAPIView."
            ),
            _(
                "permission_classes = [permissions.IsAuthenticated] and "
                "authentication_classes = [JWTAuthentication]: the first class in the "
                "list decides which challenge is sent."
            ),
        ),
        run=tokens.anonymous,
        after=("1.2.3.anonymous-writes", "2.3.2.bearer"),
        surveys=("authors_generic",),
    ),
    Check(
        name="2.3.2.signature",
        title=_("JWT: a forged token is refused"),
        why=_(
            "Anybody can read a JWT and write another name into it. Only the "
            "signature tells; without it everybody is the administrator."
        ),
        hints=(
            _("Look at SIMPLE_JWT in settings.py and for code that reads tokens."),
            _(
                "Use JWTAuthentication itself and leave ALGORITHM in SIMPLE_JWT at "
                "HS256; never decode with verify_signature off."
            ),
        ),
        run=tokens.signature,
        after=("2.3.2.bearer",),
        surveys=("authors_generic",),
        sends=2,
    ),
    Check(
        name="2.3.2.refresh",
        title=_("JWT: /api/token/refresh/ gives a new access token"),
        why=_(
            "The access token ends after minutes. The refresh token brings the next "
            "one, so that the password is not needed again."
        ),
        hints=(
            _("Look for token/refresh/ in api/urls.py."),
            _(
                "In api/urls.py: path('token/refresh/', TokenRefreshView.as_view(), "
                "name='token_refresh')."
            ),
        ),
        run=tokens.refresh,
        after=("2.3.2.obtain",),
        sends=1,
    ),
    Check(
        name="2.3.2.verify",
        title=_("JWT: /api/token/verify/ accepts a token that is valid"),
        why=_("Whoever was given a token can ask here whether it is still good."),
        hints=(
            _("Look for token/verify/ in api/urls.py."),
            _(
                "In api/urls.py: path('token/verify/', TokenVerifyView.as_view(), "
                "name='token_verify')."
            ),
        ),
        run=tokens.verify,
        after=("2.3.2.obtain",),
        sends=1,
    ),
    Check(
        name="2.3.2.verify-refuses",
        title=_("JWT: /api/token/verify/ refuses a forged token"),
        why=_("An answer that is always yes says nothing: a forged token gets 401."),
        hints=(
            _("Look at what answers at /api/token/verify/."),
            _("Use TokenVerifyView with its own serializer."),
        ),
        run=tokens.verify_refuses,
        after=("2.3.2.verify",),
        sends=1,
    ),
    Check(
        name="3.2.static",
        title=_("The sign-in page has its style sheet"),
        why=_(
            "Django does not serve static files by itself once DEBUG is off: they are "
            "collected, and the server is told where they are."
        ),
        hints=(
            _(
                "Open the sign-in page: if it has no colours, see in the browser's "
                "network tab what its style sheet is answered."
            ),
            _(
                "On a server: manage.py collectstatic, then map /static/ to that "
                "folder on the Web tab and reload. At home: DEBUG=true in .env, "
                "written in small letters, as settings.py compares it."
            ),
        ),
        run=pages.style_sheet,
        sends=len(FORMS) + 1,
    ),
]

CHECKS = sound([*REQUIREMENTS, *ADVICE], THREE)
