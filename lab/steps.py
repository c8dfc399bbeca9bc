"""The table of steps: what the lab is, and all that is derived from it.

A step is added, changed or removed here; beside it only its Russian words (see
README), the list of the steps in lab/tests/test_steps.py and, for a permission of its
own, what it asks for in lab/words.py. Its promise is a table that `manage.py
access_matrix` compares with what the server answers; `manage.py check` reads the whole
list. Titles and reasons are translated in locale/.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import (
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.permissions import (
    AllowAny,
    DjangoModelPermissions,
    DjangoModelPermissionsOrAnonReadOnly,
    IsAdminUser,
    IsAuthenticated,
    IsAuthenticatedOrReadOnly,
)
from rest_framework_simplejwt.authentication import JWTAuthentication

from api.access import ACCESS
from api.permissions import CustomPermission, IsOwner, IsOwnerOrReadOnly
from api.views import AuthorAPIView, AuthorGenericAPIView, AuthorViewSet

from .headers import HeaderRemoteUserAuthentication, XUsernameAuthentication
from .step import Difference, Endpoint, Step

STEPS = [
    Step(
        id="1-owner",
        title=_("The owner alone"),
        why=_(
            "A permission about one record: who created an author gets at it, and "
            "the superuser does. Another's record is refused (403), a missing one "
            "is not there (404), and the list still shows all: "
            "has_object_permission is asked for a record, never for a list."
        ),
        view=AuthorViewSet,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAuthenticated, IsOwner],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   403  403   200      201   403  403    403
        owner       200   200  200   200      201   200  200    204
        staff       200   403  403   200      201   403  403    403
        granted     200   403  403   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_(
                    "The example fetches the record with objects.get and asks "
                    "has_perm about it."
                ),
                shows=_(
                    "A record that is fetched so is never shown to "
                    "has_object_permission; and has_perm with a record is false for "
                    "everybody but the superuser. This view calls "
                    "check_object_permissions, and another user gets 403."
                ),
                proof=("user GET",),
            ),
        ),
    ),
    Step(
        id="1-owner-or-read",
        title=_("Others may look"),
        why=_(
            "The same, with one clause more: a safe method (GET, HEAD, OPTIONS) is "
            "open to anybody. What belongs to others can be read and not touched."
        ),
        view=AuthorViewSet,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAuthenticatedOrReadOnly, IsOwnerOrReadOnly],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      403   403  403    403
        user        200   200  200   200      201   403  403    403
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.1-model",
        title=_("The rights of the model"),
        why=_(
            "DjangoModelPermissions asks for the rights that the admin hands out: "
            "add_author to create, change_author to change, delete_author to "
            "delete. Reading asks for no right, only for somebody who is signed in."
        ),
        view=AuthorViewSet,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[DjangoModelPermissions],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      403   403  403    403
        owner       200   200  200   200      403   403  403    403
        staff       200   200  200   200      403   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_(
                    "By default everybody may do everything, and Meta.permissions "
                    "takes rights away."
                ),
                shows=_(
                    "A user without rights reads (200) and may not create (403). "
                    "Meta.permissions adds new rights and takes none away."
                ),
                proof=("user LIST", "user POST"),
            ),
        ),
    ),
    Step(
        id="1.1-model-or-read",
        title=_("The rights of the model, and anonymous users read"),
        why=_(
            "DjangoModelPermissionsOrAnonReadOnly differs in one thing: whoever is "
            "not signed in may read too."
        ),
        view=AuthorViewSet,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[DjangoModelPermissionsOrAnonReadOnly],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      403   403  403    403
        user        200   200  200   200      403   403  403    403
        owner       200   200  200   200      403   403  403    403
        staff       200   200  200   200      403   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.2-apiview",
        title=_("Open to all, on APIView"),
        why=_(
            "AllowAny is what DRF does without a permission: anonymous users read, "
            "write and delete. The next sections close this door. Here the view is "
            "written by hand."
        ),
        view=AuthorAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[AllowAny],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      201   200  200    204
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.2-generic",
        title=_("Open to all, on GenericAPIView"),
        why=_(
            "The same policy on the view with mixins: access is decided before the "
            "method of the view runs, so the way the view is written changes "
            "nothing."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[AllowAny],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      201   200  200    204
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.2-viewset",
        title=_("Open to all, on ModelViewSet"),
        why=_(
            "And the same on the viewset. Three ways to write a view, one table of "
            "access."
        ),
        view=AuthorViewSet,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[AllowAny],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      201   200  200    204
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.2.1",
        title=_("Only who is signed in"),
        why=_(
            "IsAuthenticated lets in whoever has said who they are, and lets them "
            "do everything. An anonymous user gets 403 here and not 401, for "
            "SessionAuthentication stands first and has no challenge to offer."
        ),
        view=AuthorAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("Whoever is not signed in gets 403."),
                shows=_(
                    "Only because SessionAuthentication stands first. With another "
                    "scheme in front the same request gets 401."
                ),
                proof=("anonymous LIST",),
                at="drf-basic-first",
            ),
        ),
    ),
    Step(
        id="1.2.2-admin",
        title=_("Only the staff"),
        why=_(
            "IsAdminUser asks for the flag is_staff, which opens the admin. It does "
            "not ask whether somebody is a superuser."
        ),
        view=AuthorAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAdminUser],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        403   403  403   403      403   403  403    403
        owner       403   403  403   403      403   403  403    403
        staff       200   200  200   200      201   200  200    204
        granted     403   403  403   403      403   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("IsAdminUser checks that the user is an administrator."),
                shows=_(
                    "It checks one flag, is_staff: whoever has only that is let in "
                    "(200), and a right from the admin does not help (403)."
                ),
                proof=("staff LIST", "granted LIST"),
            ),
        ),
    ),
    Step(
        id="1.2.2-or-read",
        title=_("Anonymous users read, the signed-in do all"),
        why=_(
            "IsAuthenticatedOrReadOnly: anybody reads, whoever is signed in writes, "
            "also the records of others."
        ),
        view=AuthorAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAuthenticatedOrReadOnly],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="1.2.3",
        title=_("A role decides"),
        why=_(
            "A permission of our own: anybody reads, the signed-in create, a "
            "superuser does all. It looks at the role and at the method, never at "
            "the record, so even its owner may not change it."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[CustomPermission],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   200   200  200   200      403   403  403    403
        user        200   200  200   200      201   403  403    403
        owner       200   200  200   200      201   403  403    403
        staff       200   200  200   200      201   403  403    403
        granted     200   200  200   200      201   403  403    403
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("The listing lets all but superusers use GET and POST alone."),
                shows=_(
                    "HEAD and OPTIONS are reading too: browsers and clients send them "
                    "on their own. Here they are open to everybody (200)."
                ),
                proof=("anonymous HEAD", "user OPTIONS"),
            ),
        ),
    ),
    Step(
        id="2.1",
        title=_("Basic"),
        why=_(
            "Name and password travel with every request, encoded in Base64, which "
            "hides nothing. Basic has a challenge, so an anonymous user gets 401 and "
            "browsers open a window for the password. The lab still has the policy "
            "of 1.2.3 at this point; here only the scheme is shown."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[BasicAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   401   401  401   401      401   401  401    401
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("The credentials go into the header HTTP_AUTHORIZATION."),
                shows=_(
                    "The header is called Authorization; the other is the name under "
                    "which Django keeps it in request.META. Sent under that name it is "
                    "read by nobody (401)."
                ),
                proof=("anonymous LIST",),
            ),
        ),
    ),
    Step(
        id="2.2",
        title=_("Session and CSRF"),
        why=_(
            "The password is sent once; afterwards the cookie sessionid says who it "
            "is. A browser sends that cookie on its own, also when another site "
            "makes it, so every write needs the header X-CSRFToken besides. The lab "
            "still has the policy of 1.2.3 at this point; here only the scheme is "
            "shown."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[SessionAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_(
                    "The session ends when the browser is closed; and a few lines on: "
                    "closing the browser changes nothing."
                ),
                shows=_(
                    "The second is right. The session lives on the server until "
                    "somebody signs out, or for two weeks, and the cookie that names "
                    "it for as long. Sign in, close the browser, come back."
                ),
                page="rest_framework:login",
            ),
        ),
    ),
    Step(
        id="2.3.1",
        title=_("Token"),
        why=_(
            'A random key from the database in the place of the password: "Token" '
            "and the key. It has no end of its own; deleting it takes it back."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[TokenAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   401   401  401   401      401   401  401    401
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("The server keeps no state for a token."),
                shows=_(
                    "That is so with a JWT. This token is a row in the database, asked "
                    "on every request: delete it in the admin, and it opens nothing."
                ),
                page="admin:authtoken_tokenproxy_changelist",
            ),
        ),
    ),
    Step(
        id="2.3.2",
        title=_("JWT"),
        why=_(
            "The token itself says who it is and until when, and its signature "
            'proves it: "Bearer" and the token. It is signed and not encrypted: '
            "anybody can read it. It ends by itself after minutes; a refresh token "
            "brings the next one."
        ),
        view=AuthorGenericAPIView,
        authentication_classes=[JWTAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   401   401  401   401      401   401  401    401
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
        differences=(
            Difference(
                says=_("The information in the token is encrypted."),
                shows=_(
                    "It is signed. Anybody who has the token can read it; the "
                    "inspector does so in the browser, without any key."
                ),
                page="lab-jwt",
            ),
            Difference(
                says=_("The server need not be asked to check a user."),
                shows=_(
                    "JWTAuthentication reads the user from the database on every "
                    "request: that is how a deleted or inactive user is refused."
                ),
                page="lab-jwt",
            ),
        ),
    ),
    Step(
        id="drf-session-first",
        title=_("403, for the session stands first"),
        why=_(
            "Two schemes, and the first one alone decides how an anonymous user is "
            "refused: SessionAuthentication has no challenge, so the answer is 403."
        ),
        view=AuthorAPIView,
        authentication_classes=[SessionAuthentication, BasicAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="drf-basic-first",
        title=_("401, for Basic stands first"),
        why=_(
            "The same two schemes the other way round: the answer is 401 with the "
            "challenge of Basic. Nothing else has changed."
        ),
        view=AuthorAPIView,
        authentication_classes=[BasicAuthentication, SessionAuthentication],
        permission_classes=[IsAuthenticated],
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   401   401  401   401      401   401  401    401
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="drf-remote-user",
        title=_("The proxy says who it is"),
        why=_(
            "The server in front has checked the password and passes the name on. "
            "Here it comes in the header X-Remote-User, which anybody can write: "
            "that is safe only behind a proxy that removes what clients send under "
            "this name."
        ),
        view=AuthorAPIView,
        authentication_classes=[HeaderRemoteUserAuthentication],
        permission_classes=[IsAuthenticated],
        trusts_headers=True,
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
    Step(
        id="drf-x-username",
        title=_("Whoever says a name is believed"),
        why=_(
            "The example of DRF's guide: X-Username is taken at its word. It shows "
            "how short an authentication of your own can be, and that it proves "
            "nothing."
        ),
        view=AuthorAPIView,
        authentication_classes=[XUsernameAuthentication],
        permission_classes=[IsAuthenticated],
        trusts_headers=True,
        access="""
                    LIST  GET  HEAD  OPTIONS  POST  PUT  PATCH  DELETE
        anonymous   403   403  403   403      403   403  403    403
        user        200   200  200   200      201   200  200    204
        owner       200   200  200   200      201   200  200    204
        staff       200   200  200   200      201   200  200    204
        granted     200   200  200   200      201   200  200    204
        superuser   200   200  200   200      201   200  200    204
        """,
    ),
]

ENDPOINTS = [
    Endpoint(
        id=view_id,
        title=view.__name__,
        why=view.about,
        view=view,
        authentication_classes=view.authentication_classes,
        permission_classes=view.permission_classes,
        access=ACCESS[f"/api/{view_id}/"],
    )
    for view_id, view in {
        "authors": AuthorAPIView,
        "authors_generic": AuthorGenericAPIView,
        "authors_viewset": AuthorViewSet,
    }.items()
]


def live_steps() -> list[Step]:
    """The steps that this server mounts: all, or those that believe no header."""
    return [s for s in STEPS if settings.LAB_TRUST_HEADERS or not s.trusts_headers]
