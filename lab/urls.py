"""The addresses of the laboratory, under /lab/: its pages, and each step."""

from django.urls import path
from django.views.generic import RedirectView

from .postman import download
from .postman.files import COLLECTION, ENVIRONMENT
from .steps import live_steps
from .views import console, inspector, people, steps, why

pages = [
    path("", RedirectView.as_view(pattern_name="home"), name="lab"),
    path("matrix/", steps.matrix, name="lab-matrix"),
    path("compare/", steps.compare, name="lab-compare"),
    path("why/", why.page, name="lab-why"),
    path("why/story/", why.story, name="lab-story"),
    path("jwt/", inspector.page, name="lab-jwt"),
    path("jwt/judge/", inspector.judge, name="lab-judge"),
    path("sign-in/", people.SignIn.as_view(), name="lab-sign-in"),
    path("credentials/", console.credentials, name="lab-credentials"),
    path("record/", console.record, name="lab-record"),
    path(f"postman/{COLLECTION}", download.get_collection, name="lab-collection"),
    path(f"postman/{ENVIRONMENT}", download.get_environment, name="lab-environment"),
]

urlpatterns = [
    *pages,
    *(path(f"{step.id}/", steps.page, {"step": step}) for step in live_steps()),
    *(step.url() for step in live_steps()),
    path("<str:section>/", steps.section, name="lab-section"),
]
