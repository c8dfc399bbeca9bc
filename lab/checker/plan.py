"""What is to be done: the options, read and found to be usable."""

from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from lab.steps import ENDPOINTS

from .check import Check
from .identities import given, people
from .runner import Target, holders, most_requests, selected
from .solutions import Solution, solutions, usage


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The solutions, the checks that are meant, and how to ask."""

    solutions: list[Solution]
    checks: list[Check]
    endpoints: dict[str, str]
    asking: dict[str, object]

    @property
    def most(self) -> int:
        """The most requests that one solution is sent."""
        known = holders(self.asking["accounts"], self.asking["given"])
        return most_requests(self.checks, len(known))

    def target(self, solution: Solution) -> Target:
        """What the runner examines."""
        return Target(url=solution.url, endpoints=self.endpoints, **self.asking)


def planned(options: Namespace) -> Plan:
    """All that the options say; CheckerError where they cannot be used."""
    checks = chosen(options.only)
    asking = {
        "accounts": people(options),
        "given": given(options),
        "timeout": options.timeout,
        "insecure": options.insecure,
    }
    found = solutions(options.urls, options.file)
    if asking["given"] and len(found) > 1:
        text = _(
            "A token or a session is good for one site: give one address with it, or "
            "accounts in the place of it."
        )
        raise usage(text)
    return Plan(
        solutions=found,
        checks=checks,
        endpoints=endpoints(options.at or []),
        asking=asking,
    )


def chosen(words: list[str]) -> list[Check]:
    """The checks that are meant, with what they come after; CheckerError for none."""
    for word in words:
        if "/" in word:
            text = _("{word!r} is no check. Write addresses before --only.")
            raise usage(text.format(word=word[:80]))
    return selected(words)


def endpoints(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The path of each endpoint: the lab's own, but for those that are said."""
    found = {each.id: each.list_url for each in ENDPOINTS}
    for name, path in pairs:
        if name not in found or not path.startswith("/"):
            text = _("--at {name}={path}: say one of {known}, then = and /path/.")
            words = {"name": name, "path": path, "known": ", ".join(found)}
            raise usage(text.format(**words))
        found[name] = f"{path.rstrip('/')}/"
    return found


def check_output(path: Path | None, read: Path | None) -> None:
    """CheckerError where nothing can be written there, before minutes are spent, or
    where the addresses are `read` from it."""
    if path and read and path.resolve() == read.resolve():
        text = _("{file} has the addresses: write the result into another file.")
        raise usage(text.format(file=path))
    if path and (path.is_dir() or not path.absolute().parent.is_dir()):
        text = _("{file} cannot be written: is it a folder, or is there none for it?")
        raise usage(text.format(file=path))
