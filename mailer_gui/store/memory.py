"""Giving memory back to the system after something large; the C library keeps what was freed between what is in use."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _trim() -> Any:
    """Give glibc's malloc_trim; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)


def give_back() -> None:
    """Give back what is free. It takes some milliseconds, without holding up other threads of Python's."""
    trim = _trim()
    if trim is not None:
        trim(0)
