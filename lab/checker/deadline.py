"""Work that may not take longer than it was given."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Done = TypeVar("Done")


def within(seconds: float, work: Callable[[], Done]) -> Done:
    """What `work()` returns; the TimeoutError of a future where it takes longer.

    Also where a name is looked up, or one byte of a header comes at a time: no timeout
    of a socket sees that. The work goes on in its thread, until somebody ends it.
    """
    future = Future()

    def run():
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="check_lab").start()
    return future.result(seconds)
