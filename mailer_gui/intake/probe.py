"""Opens a workbook in a process of its own first: damage can make the library take all memory, or never end.

Workbooks of these kinds are small and seldom; .xlsx is looked through by `sheet_size` instead, which is faster.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mailer_gui import paths

PROBED = frozenset({"xls", "xlsb", "ods"})
_GOOD, _REFUSED = 0, 3
_MEMORY = 3 << 30
_SECONDS = 60.0


def can_be_opened(path: Path) -> bool:
    """Say whether the library survives this file; True also when it refuses it in an orderly way."""
    try:
        done = subprocess.run(
            paths.own_command("--look-into", str(path.absolute())),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=paths.start_folder(),
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    except OSError:  # no process can be started: then it is opened unseen
        return True
    return done.returncode in (_GOOD, _REFUSED)


def look_into(path: Path) -> int:
    """Open every sheet, with little memory; gives the exit code."""
    _limit_memory()
    from python_calamine import load_workbook

    try:
        book = load_workbook(path)
        for name in book.sheet_names:
            for _ in book.get_sheet_by_name(name).iter_rows():
                pass
    except MemoryError:
        return 4
    except BaseException:  # it also panics, which is no Exception; whoever opens the file next says what is wrong
        return _REFUSED
    return _GOOD


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    os.nice(5)
