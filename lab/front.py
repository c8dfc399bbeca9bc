"""What the front page says of the laboratory."""

from .people import cast, offered
from .postman.download import may_show
from .steps import STEPS, live_steps


def front() -> dict:
    """The steps in their order, those that this server hides, and the demo people."""
    people = offered()
    steps = live_steps()
    hidden = [step.id for step in STEPS if step not in steps]
    return {
        "steps": steps,
        "hidden": hidden,
        "people": people,
        "cast": cast(people),
        "has_passwords": may_show(),
    }
