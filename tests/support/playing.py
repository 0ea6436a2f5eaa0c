"""A real window over a workspace of its own, in a process of its own, in which something is played and measured."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from mailer_gui.ui.app import make_application, make_window
from mailer_gui.ui.window import Window

T = TypeVar("T")


def played(workspace: Path, part: Callable[[Window], Coroutine[Any, Any, T]]) -> T:
    """Open the window, and give what the part gives when it has come to its end."""
    from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

    loop = QEventLoop(make_application(["mailer"]))
    asyncio.set_event_loop(loop)
    window = make_window(workspace)
    window.show()
    with loop:
        found: T = loop.run_until_complete(part(window))
        window.tasks.close()
    return found


def play_and_tell(workspace: Path, part: Callable[[Window], Coroutine[Any, Any, object]]) -> NoReturn:
    """Print what the part gives as JSON, and end at once: threads may still read, the web engine ends slowly."""
    print(json.dumps(played(workspace, part)), flush=True)
    os._exit(0)
