"""Opens a workbook in a process of its own first: damage can make the library take all memory, or never end.

Workbooks of these kinds are small and seldom; .xlsx is looked through by `sheet_size` instead, which is faster.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui import paths

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

PROBED = frozenset({"xls", "xlsb", "ods"})
GOOD, REFUSED, TOO_MUCH, LOCKED = 0, 3, 4, 5
"""Exit codes of the look; everything else is a sudden end."""
_MEMORY = 3 << 30
_SECONDS = 60.0


def load(path: Path, kind: str) -> CalamineWorkbook:
    """Open a workbook of this kind, whatever its name ends with: by the ending alone the library would be misled."""
    from python_calamine import load_workbook

    if path.suffix.lower().lstrip(".") in (kind, *(("xlsm",) if kind == "xlsx" else ())):
        return load_workbook(path)
    with path.open("rb") as file:
        return load_workbook(file)


def look(path: Path, kind: str) -> int:
    """Say what opening this file comes to: GOOD, REFUSED, LOCKED or, when the library does not survive, TOO_MUCH."""
    try:
        done = subprocess.run(
            paths.own_command("--look-into", str(path.absolute()), kind),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=paths.start_folder(),
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return TOO_MUCH
    except OSError:  # no process can be started: then it is opened unseen
        return GOOD
    return done.returncode if done.returncode in (GOOD, REFUSED, LOCKED) else TOO_MUCH


def look_into(path: Path, kind: str) -> int:
    """Open every sheet, with little memory; gives the exit code. One sheet that can be read is enough."""
    _limit_memory()
    from python_calamine import PasswordError

    try:
        book = load(path, kind)
        read = [_is_read(book, name) for name in book.sheet_names]  # all of them: each could end the process
        if not any(read):
            return REFUSED
    except PasswordError:
        return LOCKED
    except MemoryError:
        return TOO_MUCH
    except BaseException as problem:  # it also panics, which is no Exception
        return LOCKED if "password" in str(problem).lower() else REFUSED
    return GOOD


def _is_read(book: CalamineWorkbook, name: str) -> bool:
    try:
        for _ in book.get_sheet_by_name(name).iter_rows():
            pass
    except MemoryError:
        raise
    except Exception:
        return False
    return True


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    os.nice(5)
