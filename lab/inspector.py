"""What this server thinks of a JWT, and why: all that it would look at, at once.

The two verdicts come from the very code that the API runs. The checks before them are
made one by one, where the API stops at the first that fails.
"""

import jwt
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings

from api.guards.tokens import BROKEN, AccessToken, RefreshToken, user_of

from . import findings
from .findings import VERDICTS, WORDS, Finding, finding
from .rejections import USERS, flaw_of

LONGEST = 8192  # characters; more than a server takes in a header
REFUSALS = (TokenError, AuthenticationFailed, *BROKEN)
OPTIONS = [f"verify_{name}" for name in ("exp", "nbf", "iat", "iss", "sub", "jti")]


def judge(token: str | bytes) -> list[Finding]:
    """Both verdicts and then each check; whatever is given, nothing is raised.

    A forged token is no oracle: only a signature that fits opens the database.
    """
    text = token.decode(errors="replace") if isinstance(token, bytes) else token
    text = text.strip()
    if len(text) > LONGEST:
        return findings.too_long(LONGEST)
    verdicts = [passes(as_bearer, text), passes(as_refresh, text)]
    return [*map(finding, VERDICTS, verdicts), *checks(text)]


def passes(check, *arguments) -> bool:
    """Whether a check of the API's raises none of its refusals."""
    try:
        check(*arguments)
    except REFUSALS:
        return False
    return True


def as_bearer(token: str) -> None:
    """What the API does with a token in the header Authorization."""
    judge = JWTAuthentication()
    judge.get_user(judge.get_validated_token(token))


def as_refresh(token: str) -> None:
    """What /api/token/refresh/ does with a token, without ending it."""
    user_of(RefreshToken(token))


def checks(token: str) -> list[Finding]:
    """Each check of a token, in the order in which the API makes them."""
    flaw, claims = flaw_of(token), read(token)
    if claims is None or flaw == "malformed":
        return [finding("parts", False), *skipped("parts", findings.UNREAD)]
    found = [finding("parts", True), finding("algorithm", flaw != "algorithm")]
    if flaw == "algorithm":
        found.append(finding("signature", None, findings.UNCHECKED))
    else:
        found.append(finding("signature", flaw != "signature"))
    if not found[-1].ok:
        return [*found, *skipped("signature", findings.UNBELIEVED)]
    return [*found, *of_claims(token, claims), *of_user(claims), of_blacklist(claims)]


def read(token: str) -> dict | None:
    """The claims of a token as anybody can read them; None where nobody can."""
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, *BROKEN):
        return None


def skipped(last: str, why: str) -> list[Finding]:
    """The findings after the last one that could be made."""
    keys = [*WORDS]
    return [finding(key, None, why) for key in keys[keys.index(last) + 1 :]]


def of_claims(token: str, claims: dict) -> list[Finding]:
    """What the claims alone tell."""
    kind = claims.get("token_type")
    is_known = kind in (*findings.TYPES,)
    in_time = passes(fresh(AccessToken, claims, "exp").check_exp)
    return [
        finding("expired", in_time and stands(token, "exp")),
        finding("not-before", stands(token, "nbf", "iat")),
        finding("issuer", stands(token, "iss")),
        finding("id", is_named(claims) and stands(token, "jti", "sub")),
        finding("type", is_known, findings.TYPES[kind] if is_known else ""),
    ]


def is_named(claims: dict) -> bool:
    """Whether a token has an id that can be looked for: PostgreSQL knows no NUL."""
    name = claims.get("jti")
    return isinstance(name, str) and "\0" not in name


def stands(token: str, *names: str) -> bool:
    """Whether PyJWT has nothing against these claims; it looks at no others."""
    chosen = [f"verify_{name}" for name in names]
    options = {"verify_aud": False, **{name: name in chosen for name in OPTIONS}}
    key, algorithms = api_settings.SIGNING_KEY, [api_settings.ALGORITHM]
    try:
        jwt.decode(token, key, algorithms, options, issuer=api_settings.ISSUER)
    except (jwt.InvalidTokenError, *BROKEN):
        return False
    return True


def fresh(kind: type, claims: dict, *names: str):
    """A new token with these claims of another: only they can be wrong with it."""
    token = kind()
    for name in names:
        token.payload.pop(name, None)
    token.payload.update({name: claims[name] for name in names if name in claims})
    return token


def of_user(claims: dict) -> list[Finding]:
    """What the database knows about the user; the API stops at the first no."""
    flaw = flaw_of_user(claims)
    if flaw == "user-gone":
        nobody = [finding(key, None, findings.NOBODY) for key in ("active", "password")]
        return [finding("user", False), *nobody]
    found = [finding("user", True), finding("active", flaw != "inactive")]
    if flaw == "inactive":
        return [*found, finding("password", None, findings.STOPPED)]
    return [*found, finding("password", flaw != "password-changed")]


def flaw_of_user(claims: dict) -> str:
    """What is wrong with the user of a token; "" for nothing."""
    token = fresh(AccessToken, claims, "user_id", api_settings.REVOKE_TOKEN_CLAIM)
    try:
        token.verify()
        user_of(token)
    except AuthenticationFailed as error:
        return USERS[error.detail["code"]]
    except (TokenError, *BROKEN):
        return "user-gone"
    return ""


def of_blacklist(claims: dict) -> Finding:
    """Whether a refresh token was used or ended; nothing ends an access token."""
    if claims.get("token_type") == "access":
        return finding("blacklist", None, findings.NOT_ENDED)
    if not is_named(claims):
        return finding("blacklist", None, findings.NAMELESS)
    token = fresh(RefreshToken, claims, "jti")
    return finding("blacklist", passes(token.check_blacklist))
