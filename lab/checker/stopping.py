"""Ctrl+C and other ways to stop the checker, which must still tidy up."""

import signal
import threading
from contextlib import contextmanager

STOPS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
]
USUAL = (signal.SIG_DFL, signal.default_int_handler)


@contextmanager
def stopped_once():
    """KeyboardInterrupt at the first wish to stop; later ones do not disturb."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What is ignored already, as under nohup, stays so.
    usual = {each: how for each in STOPS if (how := signal.getsignal(each)) in USUAL}
    for each in usual:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each, how in usual.items():
            # Whoever was stopped is about to end, and stays deaf.
            if signal.getsignal(each) is stop:
                signal.signal(each, how)


def stop(number, frame):
    """Stop, and be deaf from then on."""
    for each in STOPS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
