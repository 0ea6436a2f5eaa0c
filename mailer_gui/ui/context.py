"""What every page is given, and how a page is added to the window.

A page is a `Page` (ui/page.py) made by a factory `make(context: PageContext) -> Page` in `ui/pages/<name>.py`.
To add one:

1. write `ui/pages/<name>.py`; read with `context.tasks.read`, never touch the store on the Qt thread;
2. add one `PageEntry` in `ui/app.py` (`pages()`): key, title, icon, its module (imported when shown);
3. override the hooks of `Page` that it has a use for: open_with, refresh, leave, start_search, start_new, go_back,
   send, accept_files.

Pages never import each other; they meet through `navigate(key, argument)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailer_gui.ui.page import Page
    from mailer_gui.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Notice:
    """A line at the bottom of the window; with `undo` it has an Undo button for as long as it is shown."""

    text: str
    undo: Callable[[], object] | None = None
    kind: str = "info"
    button: str = ""
    """Another word for the button; empty means Undo."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page may use. `notify` shows a notice, `navigate` opens another page, `badge` counts in the sidebar."""

    workspace: Path
    tasks: Tasks
    navigate: Callable[[str, Any], None]
    notify: Callable[[Notice], None]
    badge: Callable[[str, int | None], None]


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of the window. `place` is "top", "bottom", "under" (part of the entry before it) or "" (no button in
    the sidebar: opened by `navigate`)."""

    key: str
    title: str
    icon: str
    make: Callable[[PageContext], Page]
    place: str = "top"
    marks: str = ""
    """The key of the sidebar button that is lit while this page is shown, when it has none of its own."""
    web: bool = False
    """True for a page that shows messages as web pages: the window is made ready for them when it first opens."""
    ahead: bool = False
    """True for a page that is built before it is first opened, while nobody waits."""
