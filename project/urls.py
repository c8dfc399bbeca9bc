"""The addresses of the project."""

from functools import partial

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from api.guards.lockout.password_change import password_change

from . import docs, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("theme/", views.SetTheme.as_view(), name="set_theme"),
    path("api/schema/", docs.schema, name="schema"),
    path("api/docs/", docs.docs, name="docs"),
    path("api/", include("api.urls")),
    path("api-auth/", include("rest_framework.urls")),
    path("admin/password_change/", password_change),
    path("admin/", admin.site.urls),
]

if settings.LAB:
    urlpatterns.append(path("lab/", include("lab.urls")))

handler400 = partial(views.error_page, status=400)
handler403 = partial(views.error_page, status=403)
handler404 = partial(views.error_page, status=404)
handler500 = partial(views.error_page, status=500)
