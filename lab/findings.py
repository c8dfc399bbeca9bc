"""What the inspector finds in a JWT, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer to one question: yes, no, or None where it was not looked at."""

    key: str
    ok: bool | None
    title: str
    sentence: str

    @property
    def is_verdict(self) -> bool:
        """Whether this is what follows from the others."""
        return self.key in VERDICTS


VERDICTS = ("bearer", "refresh")

# By the key of a finding: the question, and what to say to yes and to no.
WORDS = {
    "bearer": (
        _("The API accepts it as Bearer now"),
        _("Authorization: Bearer, a space and this token opens the API."),
        _("Sent as Bearer it gets 401."),
    ),
    "refresh": (
        _("/api/token/refresh/ accepts it now"),
        _("It can be exchanged for a new pair, once."),
        _("Sent there as refresh it gets 401."),
    ),
    "parts": (
        _("It has three parts that can be read"),
        _("Header, payload and signature, with dots between them."),
        _("It is no JWT: header and payload must be JSON objects in Base64url."),
    ),
    "algorithm": (
        _("The algorithm is HS256"),
        _("The header names the only algorithm that this server accepts."),
        _("The header names another one, and this server accepts no other."),
    ),
    "signature": (
        _("The signature fits"),
        _("The server signed this very header and payload with its key."),
        _("The token was changed, or signed with the key of another server."),
    ),
    "expired": (
        _("Its time is not over"),
        _("The time in exp is still to come."),
        _("The time in exp is over, or there is none that can be read."),
    ),
    "not-before": (
        _("Its time has begun"),
        _("Neither nbf nor iat is in the future."),
        _("nbf or iat is in the future, or cannot be read."),
    ),
    "issuer": (
        _("The issuer is this server"),
        _("The name in iss is the one that this server gives itself."),
        _("iss names somebody else, or nobody."),
    ),
    "id": (
        _("It has an id"),
        _("By the id in jti a refresh token is found again when it ends."),
        _("jti must be there, and be text, as sub must where there is one."),
    ),
    "type": (
        _("It is an access or a refresh token"),
        "",
        _("token_type must be access or refresh."),
    ),
    "user": (
        _("The user exists"),
        _("The database has the user whose number is in user_id."),
        _("The database has no user with what is in user_id."),
    ),
    "active": (
        _("The user is active"),
        _("Nobody has taken the flag is_active away."),
        _("An administrator has taken the flag is_active away."),
    ),
    "password": (
        _("The password is the same"),
        _("password_version fits the password that the user has now."),
        _("The user has changed the password since: the token ended with that."),
    ),
    "blacklist": (
        _("It was not ended before its time"),
        _("It is not on the blacklist: nobody has used or ended it."),
        _("It is on the blacklist: it was exchanged for a new pair, or ended."),
    ),
}

TYPES = {
    "access": _(
        "An access token: send it to the API as Bearer. /api/token/refresh/ refuses it."
    ),
    "refresh": _(
        "A refresh token: send it to /api/token/refresh/. As Bearer it is refused."
    ),
}

# Why something was not looked at.
UNREAD = _("Nothing more can be read.")
TOO_LONG = _("Longer than {count} characters: not read. Tokens are shorter.")
UNCHECKED = _("With another algorithm there is nothing to check it with.")
UNBELIEVED = _("Without a signature that fits, nothing in the payload is believed.")
NOBODY = _("Without the user there is nothing to look at.")
STOPPED = _("The server stops at a user who is not active.")
NOT_ENDED = _("An access token cannot be ended: it opens the API until its time.")
NAMELESS = _("Without an id there is nothing to look for.")


def finding(key: str, ok: bool | None, sentence: str = "") -> Finding:
    """A finding in the active language; `sentence` in the place of the usual one."""
    title, yes, no = WORDS[key]
    usual = yes if ok else no
    return Finding(key=key, ok=ok, title=str(title), sentence=str(sentence or usual))


def too_long(count: int) -> list[Finding]:
    """The findings for what has more characters than `count`."""
    sentence = str(TOO_LONG).format(count=count)
    return [finding(key, None, sentence) for key in WORDS]
