"""Memory while millions of short-lived rows go by."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sans_recherche_de_cycles() -> Iterator[None]:
    """Pauses the search for cycles, which walks every live object again and again: a seventh of an import.

    For work whose objects hold no cycle; reference counting frees them as ever.
    """
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()
