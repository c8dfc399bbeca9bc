"""How a decision was made: every judge of a DRF view is heard while it judges.

The middleware replaces a view by a traced twin, so that the views know nothing of it.
The answer is the same; the header Server-Timing tells who decided what, and why.
"""

from functools import cache

from django.views.generic import base
from rest_framework import viewsets

from .recorder import Recorder

HEADER = "Server-Timing"

# Where as_view() makes its functions; csrf_exempt alone wraps them.
AS_VIEW = {base.__file__, viewsets.__file__}


class TraceMiddleware:
    """Traces each view of DRF."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, args, kwargs):
        """The response of the traced twin; None where there is none."""
        traced = twin(view_func)
        return traced(request, *args, **kwargs) if traced else None


@cache
def twin(view_func):
    """A view function that answers as this one, with a trace.

    None where the view is not of DRF; nor where somebody decorated it, for the twin
    would go without the decorator.
    """
    plain = getattr(view_func, "__wrapped__", view_func)
    made_by = getattr(getattr(plain, "__code__", None), "co_filename", "")
    if not hasattr(view_func, "cls") or made_by not in AS_VIEW:
        return None
    view = view_func.cls
    kept = {name: getattr(view, name) for name in ("__module__", "__qualname__")}
    traced = type(view.__name__, (Traced, view), {**kept, "__doc__": view.__doc__})
    actions = getattr(view_func, "actions", None)
    return traced.as_view(*[actions] if actions else [], **view_func.initkwargs)


class Traced:
    """What a traced view does besides: it lets the recorder listen."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Here and not in setup(), which ViewSet.as_view never calls.
        self.recorder = Recorder()

    def initialize_request(self, request, *args, **kwargs):
        self.recorder.request = request
        return super().initialize_request(request, *args, **kwargs)

    def get_authenticators(self):
        judges = super().get_authenticators()
        self.recorder.hear_authenticators(judges)
        return judges

    def get_permissions(self):
        judges = super().get_permissions()
        self.recorder.hear_permissions(judges)
        return judges

    def get_throttles(self):
        judges = super().get_throttles()
        self.recorder.hear_throttles(judges)
        return judges

    def handle_exception(self, exc):
        self.recorder.error = exc
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # Before rendering: for its forms the browsable API asks all permissions again.
        told = ", ".join(map(str, self.recorder.close(self, response.status_code)))
        before = response.headers.get(HEADER)
        response.headers[HEADER] = f"{before}, {told}" if before else told
        return response
