"""The codes of the trace in sentences: what happened, and what to do next.

`{who}` is the class that decided, `{detail}` what it noted. An empty hint means that
there is nothing to do.
"""

from django.utils.translation import gettext_lazy as _

WORDS = {
    # Authentication: not mine.
    "not-mine": (_("{who} did not recognise the request."), ""),
    "not-mine.no-header": (
        _("{who} looked for the header Authorization, and there is none."),
        _("Send your credentials in the header Authorization."),
    ),
    "not-mine.other-word": (
        _("{who} passed: the header Authorization says {detail}, another scheme."),
        _("Each scheme has a word of its own: Basic, Token, or Bearer for a JWT."),
    ),
    "not-mine.unknown-word": (
        _("{who} passed: the header Authorization does not begin with {detail}."),
        _("The header is a word, a space, and the value: Basic, Token or Bearer."),
    ),
    "not-mine.case": (
        _("{who} passed: the word in Authorization must be written {detail}."),
        _("Write {detail} with this very capital letter."),
    ),
    "not-mine.colon": (
        _("{who} passed: there is a colon after the word {detail}."),
        _("Remove the colon: {detail}, a space, and the value."),
    ),
    "not-mine.no-space": (
        _("{who} passed: there is no space after the word {detail}."),
        _("Put a space between {detail} and the value."),
    ),
    "not-mine.no-cookie": (
        _("{who} looked for the cookie of a session, and there is none."),
        _("Sign in with the form; the browser then sends the cookie by itself."),
    ),
    "not-mine.session-ended": (
        _("{who} found the cookie of a session that is over or was never begun."),
        _("Sign in again. A session ends by signing out, or after two weeks."),
    ),
    "not-mine.no-name": (
        _("{who} looked for the header {detail}, and there is none."),
        _("Send the header {detail} with a username."),
    ),
    "not-mine.unknown-name": (
        _("{who} knows no active user with the name in {detail}."),
        _("Send the name of a user who is there; nobody is created."),
    ),
    # Authentication: recognised or rejected.
    "recognised": (_("{who} recognised {detail}."), ""),
    "rejected": (
        _("{who} took the credentials for its own and rejected them."),
        _("Correct the credentials, or send none to ask anonymously."),
    ),
    "rejected.no-value": (
        _("{who} found the word {detail} and no value after it."),
        _("Put the value after the word and a space."),
    ),
    "rejected.spaces": (
        _("{who} found more than one value after the word {detail}."),
        _("The value itself must not contain spaces."),
    ),
    "rejected.not-base64": (
        _("{who} could not decode the value: it is not Base64."),
        _("Encode username:password in Base64."),
    ),
    "rejected.no-colon": (
        _("{who} decoded the value and found no colon in it."),
        _("Encode the name and the password with a colon between them."),
    ),
    "rejected.password": (
        _("{who} knows nobody with this name and this password."),
        _("Check both. Which of them is wrong is not told, on purpose."),
    ),
    "rejected.unknown-token": (
        _("{who} does not know this token."),
        _("Get one from /api/api-token-auth/; it may have been deleted or replaced."),
    ),
    "rejected.jwt-as-token": (
        _("{who} got a JWT, which is sent with the word Bearer."),
        _("Send Bearer instead of Token."),
    ),
    "rejected.token-as-bearer": (
        _("{who} got a token of DRF, which is sent with the word Token."),
        _("Send Token instead of Bearer, or get a JWT from /api/token/."),
    ),
    "rejected.inactive": (
        _("{who} recognised a user who is not active."),
        _("An administrator can make the user active again."),
    ),
    "rejected.malformed": (
        _("{who} got something that is not a JWT."),
        _("A JWT has three parts with dots between them. Copy all of it."),
    ),
    "rejected.expired": (
        _("{who} got a JWT whose time is over."),
        _("Get a new pair from /api/token/, or refresh it at /api/token/refresh/."),
    ),
    "rejected.not-yet": (
        _("{who} got a JWT that is not valid yet."),
        _("Compare the clocks of the two machines."),
    ),
    "rejected.signature": (
        _("{who} found that the signature does not fit the token."),
        _("The token was changed, or signed with the key of another server."),
    ),
    "rejected.algorithm": (
        _("{who} accepts no other algorithm than HS256."),
        _("Get a token from this server: /api/token/."),
    ),
    "rejected.issuer": (
        _("{who} got a JWT that names another issuer, or none."),
        _("Get a token from this server: /api/token/."),
    ),
    "rejected.refresh-as-access": (
        _("{who} got a refresh token; the API is opened by the access token."),
        _("Send the value of access. A refresh token goes to /api/token/refresh/."),
    ),
    "rejected.claims": (
        _("{who} got a JWT that is well signed but does not say what it should."),
        _("Get a token from this server: /api/token/."),
    ),
    "rejected.user-gone": (
        _("{who} got a JWT of a user who is no longer there."),
        _("Sign in as somebody else."),
    ),
    "rejected.password-changed": (
        _("{who} got a JWT from before the password was changed."),
        _("Get a new pair from /api/token/ with the new password."),
    ),
    "rejected.unknown-name": (
        _("{who} knows no active user with the name in {detail}."),
        _("Send the name of a user who is there."),
    ),
    "rejected.locked": (
        _("{who} does not check a password after so many wrong ones."),
        _("Wait as long as the header Retry-After says."),
    ),
    # CSRF, which only a session needs.
    "csrf.no-cookie": (
        _("{who} found the session of {detail} and no CSRF cookie beside it."),
        _("Send the cookie csrftoken too, or no session at all."),
    ),
    "csrf.no-header": (
        _("{who} found the session of {detail} and no CSRF token in the request."),
        _("Copy the cookie csrftoken into the header X-CSRFToken, or send no session."),
    ),
    "csrf.mismatch": (
        _("{who} found the session of {detail} and a CSRF token that is not its own."),
        _("Copy the cookie csrftoken anew: it changes when somebody signs in."),
    ),
    "csrf.origin": (
        _("{who} found the session of {detail} in a request from another site."),
        _("Send it from this site, or name the other in CSRF_TRUSTED_ORIGINS."),
    ),
    "csrf.referer": (
        _("{who} found the session of {detail}; over https the Referer must fit too."),
        _("Send the header Referer or Origin with the address of this site."),
    ),
    # Permissions and throttles.
    "yes": (_("{who} lets the request in."), ""),
    "yes.record": (_("{who} says yes to this record."), ""),
    "yes.throttle": (_("{who} lets the request pass."), ""),
    "no": (
        _("{who} does not let the request in."),
        _("Ask as somebody whom it lets in, or use another method."),
    ),
    "no.right": (
        _("{who} says no: the user lacks the right {detail}."),
        _("The admin grants it, to a user or to a group."),
    ),
    "no.record": (
        _("{who} says no to this record."),
        _("Ask as the owner of the record, or for another record."),
    ),
    "raised": (
        _("{who} answered with an error of its own: {detail}."),
        _("Read what this permission does when it refuses."),
    ),
    "throttle": (
        _("{who} stopped the request: there were too many."),
        _("Wait as long as the header Retry-After says."),
    ),
    "not-asked": (_("{who} was not asked: it was decided before."), ""),
    "not-asked.no-record": (
        _("{who} decides about a record, and was asked about none."),
        _("It is asked when the view calls get_object or check_object_permissions."),
    ),
    "unclear": (
        _("{who} decided; why could not be told."),
        _("Read the code of this class; the log of the server says more."),
    ),
    "unavailable": (
        _("{who} could not go on: the data cannot be reached or stored now."),
        _("Ask again in a moment."),
    ),
    "error": (
        _("{who} ended the request: {detail}."),
        _("The body of the response says more."),
    ),
    # The verdict.
    "verdict.allowed": (_("{detail}: every permission was passed."), ""),
    "verdict.allowed.anonymous": (
        _("{detail}: nobody recognised you. As anonymous you passed every permission."),
        "",
    ),
    "verdict.allowed.unread": (
        _(
            "{detail}: nobody here read the Authorization that you sent. As anonymous "
            "you passed every permission."
        ),
        _("Each scheme above says what it looked for."),
    ),
    "verdict.400": (
        _("400: access was granted, but what was sent cannot be used."),
        _("Correct the fields that the body names."),
    ),
    "verdict.400.door": (
        _("400: this address gives tokens, and what was sent earns none."),
        _("Send a right name and password, or a token that is still valid."),
    ),
    "verdict.401.anonymous": (
        _("401 and not 403: {detail}, which is first, has a challenge to send."),
        _("Send credentials; WWW-Authenticate names the scheme of the first class."),
    ),
    "verdict.401.unread": (
        _(
            "401: nobody here read the Authorization that you sent; {detail}, which is "
            "first, has a challenge to send."
        ),
        _("Each scheme above says what it looked for."),
    ),
    "verdict.401.rejected": (
        _("401: wrong credentials are refused before any permission is asked."),
        _("Correct them, or send none: then you ask anonymously."),
    ),
    "verdict.401.other": (
        _("401: the code of the view asked for credentials by itself."),
        _("The body of the response says more."),
    ),
    "verdict.401.door": (
        _("401: this address gives tokens, and what was sent earns none."),
        _("Send a right name and password, or a token that is still valid."),
    ),
    "verdict.403.known": (
        _("403 and not 401: the server knows who you are; signing in is no use."),
        _("Ask as somebody who may."),
    ),
    "verdict.403.anonymous": (
        _("403 and not 401: {detail}, which is first, has no challenge to send."),
        _("Send credentials all the same: they are read."),
    ),
    "verdict.403.unread": (
        _(
            "403 and not 401: nobody here read the Authorization that you sent; "
            "{detail}, which is first, has no challenge to send."
        ),
        _("Each scheme above says what it looked for."),
    ),
    "verdict.403.rejected": (
        _("403: wrong credentials, and {detail}, which is first, has no challenge."),
        _("Correct them, or send none: then you ask anonymously."),
    ),
    "verdict.403.no-scheme": (
        _("403: this address asks nobody who they are, so nobody can be let in."),
        _("The view needs authentication_classes."),
    ),
    "verdict.403.other": (
        _("403: the code of the view refused by itself, not for want of a name."),
        _("The body of the response says more."),
    ),
    "verdict.403.csrf": (
        _("403: a session without its CSRF token may not write."),
        _("A session comes first and is not passed over for other credentials."),
    ),
    "verdict.404": (
        _("404: there is nothing at this address."),
        _("Check the number and the final slash."),
    ),
    "verdict.405": (
        _("405: you may come in, but this address does not have the method."),
        _("The header Allow names those it has."),
    ),
    "verdict.406": (
        _("406: before anybody was asked, the type in Accept was refused."),
        _("Ask for application/json."),
    ),
    "verdict.413": (_("413: the body is too large."), _("Send less.")),
    "verdict.415": (
        _("415: access was granted, but the type of the body is not understood."),
        _("Send application/json and say so in Content-Type."),
    ),
    "verdict.429": (
        _("429: too many requests."),
        _("Wait as long as the header Retry-After says."),
    ),
    "verdict.429.locked": (
        _("429: too many wrong passwords of late, by this name or from this address."),
        _("Wait {detail} min: until then the right password is not tried either."),
    ),
    "verdict.unavailable": (
        _(
            "503: the data cannot be reached or stored now; this says nothing about "
            "access."
        ),
        _("Ask again in a moment; the log of the server says more."),
    ),
    "verdict.other": (
        _("{detail}: decided by the view; this says nothing about access."),
        _("The body of the response says more."),
    ),
    "verdict.5xx": (
        _("{detail}: the server failed; this says nothing about access."),
        _("The log of the server says why."),
    ),
}

# What the permissions of the lab ask for: the hint where one of them says no.
ASKS = {
    "IsAuthenticated": _("It lets in whoever is signed in. Send credentials."),
    "IsAuthenticatedOrReadOnly": _("Anonymous users may only read. Send credentials."),
    "IsAdminUser": _("It asks for the flag is_staff, not for a superuser."),
    "DjangoModelPermissions": _("It asks for somebody signed in who has the rights."),
    "DjangoModelPermissionsOrAnonReadOnly": _("Who writes needs rights; all may read."),
    "CustomPermission": _("All read, the signed-in create, a superuser does the rest."),
    "IsOwner": _("Ask as its owner, or as a superuser; some records have no owner."),
    "IsOwnerOrReadOnly": _(
        "Ask as its owner, or as a superuser; some records have no owner."
    ),
}
