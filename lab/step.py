"""What one step of the lab is: a view, its policy, and who may do what under it."""

from dataclasses import dataclass

from django.urls import include, path
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSetMixin

from api.access import read
from api.urls import LIST, RECORD

from .actors import challenge


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Where the lab's text and the running code differ; `proof` are cells of a table.

    Each is an actor and a column, such as "user POST"; `at` is the id of the step that
    has them, if it is another one. `page` names a page that shows it too.
    """

    says: str
    shows: str
    proof: tuple[str, ...] = ()
    at: str = ""
    page: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """A row of the table of steps; `access` is the promise, as api.access has it."""

    id: str
    title: str
    why: str
    view: type
    authentication_classes: list
    permission_classes: list
    access: str
    # Believes a header that anybody can send: only with LAB_TRUST_HEADERS.
    trusts_headers: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.id} {self.title}"

    @property
    def page(self) -> str:
        """The address of the page about it."""
        return f"/lab/{self.id}/"

    @property
    def list_url(self) -> str:
        """The address of its list."""
        return f"{self.page}authors/"

    @property
    def challenge(self) -> str:
        """What its WWW-Authenticate says; "" where it has none and answers 403."""
        return challenge(self.authentication_classes)

    def promised(self) -> dict[str, dict[str, int]]:
        """The statuses by actor and column; ValueError where the table is ragged."""
        return read(self.access)

    def mounted(self) -> type:
        """The view under this policy: a subclass that differs in nothing else."""
        kept = ("__module__", "__qualname__", "__doc__")
        return type(
            self.view.__name__,
            (self.view,),
            {
                **{name: getattr(self.view, name) for name in kept},
                "authentication_classes": self.authentication_classes,
                "permission_classes": self.permission_classes,
                "about": self.why,
                "page": self.page,
                "get_view_name": lambda view: self.name,
            },
        )

    def url(self):
        """Its addresses, in a namespace of its own so that `reverse` stays in the step.

        Extra actions and breadcrumbs need that as much as tests do.
        """
        return path(f"{self.id}/", include((patterns(self.mounted()), self.id)))


@dataclass(frozen=True, kw_only=True, eq=False)
class Endpoint(Step):
    """One of the three endpoints of the API, with the policy that its view has."""

    @property
    def page(self) -> str:
        """The address of its list, for it has no other page."""
        return self.list_url

    @property
    def list_url(self) -> str:
        """The address of its list; its id is the last part of it."""
        return f"/api/{self.id}/"


def patterns(view) -> list:
    """The URL patterns of a list and its records, for each of the three shapes."""
    if issubclass(view, ViewSetMixin):
        router = SimpleRouter(use_regex_path=False)
        router.register("authors", view, basename="authors")
        return router.urls
    return [
        path("authors/", view.as_view(**LIST), name="authors-list"),
        path("authors/<int:pk>/", view.as_view(**RECORD), name="authors-detail"),
    ]
