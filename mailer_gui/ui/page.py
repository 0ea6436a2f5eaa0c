"""The base of every page: what the window may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mailer_gui.ui.context import PageContext


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something on a page that closing the window would end: it can be finished first, or dropped."""

    title: str
    text: str
    finish_word: str
    finish: Callable[[Callable[[], None]], None]
    """Called with what to do when it is finished."""
    drop_word: str
    drop: Callable[[], None]


class Page(QWidget):
    """A page of the window. Override what the page can do; the rest does nothing."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        # A page that comes to the front takes the focus itself, so that no field looks as if it were in use.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def open_with(self, argument: Any) -> None:
        """Take what `context.navigate(key, argument)` was called with; called before `refresh`."""

    def refresh(self) -> None:
        """Read again: called each time the page comes to the front, and by F5."""

    def leave(self) -> None:
        """Another page comes to the front."""

    def settle(self, then: Callable[[], object]) -> None:
        """The window closes: keep what was written last, then call `then`; when that fails, do not call it."""
        then()

    def unfinished(self) -> Unfinished | None:
        """What closing the window would end."""
        return None

    def start_search(self) -> None:
        """Ctrl+F: go to the search box."""

    def start_new(self) -> bool:
        """Ctrl+N: begin a new thing of this page's kind; False lets the window begin a new campaign."""
        return False

    def go_back(self) -> None:
        """Esc: leave what is open on the page, or the page."""

    def send(self) -> None:
        """Ctrl+Return: send."""

    def accept_files(self, paths: Sequence[str]) -> bool:  # noqa: ARG002 - for those who override it
        """Take files dropped on the window; False when the page has no use for them."""
        return False
