"""Being somebody else with one click."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponseRedirect
from django.views import View

from ..people import NotOfferedError, demo_person


class SignIn(RedirectURLMixin, View):
    """Signs the browser in as the demo person `username`, and goes back to `next`."""

    next_page = "home"

    def post(self, request):
        """A redirect; a person who is not offered is told so on the next page."""
        try:
            user, _person = demo_person(request.POST.get("username", ""))
        except NotOfferedError as refusal:
            messages.error(request, str(refusal))
        else:
            login(request, user, settings.AUTHENTICATION_BACKENDS[0])
        return HttpResponseRedirect(self.get_success_url())
