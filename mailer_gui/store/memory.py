"""Giving memory back to the system after something large; the C library keeps what was freed between what is in use."""

from __future__ import annotations

import ctypes
import sys
from functools import lru_cache
from typing import Any

_ARENA_MAX, _ARENAS = -8, 2
"""glibc's number of this wish, and as many as threads read side by side."""


@lru_cache(maxsize=2)
def _glibc(name: str) -> Any:
    """Give a function of glibc; None where there is none."""
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None), name, None)


def keep_together() -> None:
    """Let threads that come and go share what they take: else each leaves some of it behind."""
    wish = _glibc("mallopt")
    if wish is not None:
        wish(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give back what is free. It takes some milliseconds, without holding up other threads of Python's."""
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)
