"""What the console asks of the server: a demo person's password, and a record."""

from secrets import token_hex

from django.contrib.auth.models import User
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from api.models import Author

from ..console import own_record
from ..people import NotOfferedError, cast, demo_person, offered


@never_cache
@require_POST
def credentials(request):
    """`{"username", "password"}` of a demo person; 403 for anybody else."""
    try:
        user, person = demo_person(request.POST.get("username", ""))
    except NotOfferedError as refusal:
        return JsonResponse({"detail": str(refusal)}, status=403)
    return JsonResponse({"username": user.username, "password": person.password})


@never_cache
@require_POST
def record(request):
    """`{"id", "made"}`: a record of the demo person who stands for the owner.

    `made` is whether there was none until now; 409 where there is no such person.
    """
    owner = cast(offered()).get("owner")
    if not owner:
        detail = _("No demo person is here to own a record. Type the number of one.")
        return JsonResponse({"detail": detail}, status=409)
    found = own_record(owner)
    author = found or make_record(owner)
    return JsonResponse({"id": author.pk, "made": found is None})


def make_record(username: str) -> Author:
    """A new record of a user."""
    return Author.objects.create(
        name="user_abc",
        email=f"{username}.{token_hex(4)}@abc.abc",
        owner=User.objects.get(username=username),
    )
