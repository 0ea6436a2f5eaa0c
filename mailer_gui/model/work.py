"""The one shape of long work: `operation(..., progress, cancel) -> result`."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int | None], None]
"""Called with (done, total) now and then; total is None while it is not known."""

Cancel = Callable[[], bool]
"""Asked now and then; True means: stop as soon as everything is whole, and raise `Cancelled`."""


def no_progress(done: int, total: int | None) -> None:
    """Ignore progress."""


def never() -> bool:
    """Never cancel."""
    return False
