"""Merge fields in a message of blocks: they go where the cursor was last, and are changed where they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from mailer_gui.operations import blocks as operations
from mailer_gui.ui.pages.campaign.blocks.merge_fields import ask_fallback
from mailer_gui.ui.widgets.chip_line import ChipLine

if TYPE_CHECKING:
    from mailer_gui.ui.pages.campaign.blocks.canvas import Canvas


class Chips(QObject):
    """Remembers who had the cursor: a line at the side of `editor` (`line`), or its canvas."""

    def __init__(self, editor: QWidget, canvas: Callable[[], Canvas | None]) -> None:
        super().__init__(editor)
        self._editor, self._canvas = editor, canvas
        self.line: ChipLine | None = None
        QApplication.instance().focusChanged.connect(self._remember)  # type: ignore[union-attr]  # there is one

    def insert(self, tag: str) -> None:
        """Put a field where the cursor was last."""
        canvas = self._canvas()
        if self.line is not None:
            self.line.insert(tag)
            self.line.setFocus()
        elif canvas is not None:
            canvas.insert_chip(tag)

    def change(self, field: str, fallback: str) -> None:
        """Ask for another fallback of a chip on the canvas."""

        def put(fresh: str) -> None:
            canvas = self._canvas()
            if canvas is not None:
                canvas.insert_chip(operations.tag_of(field, fresh), replace=True)

        ask_fallback(self._editor, field, fallback, put)

    def change_in(self, line: ChipLine, field: str, fallback: str) -> None:
        """Ask for another fallback of the chip that is selected in a line."""
        ask_fallback(self._editor, field, fallback, lambda fresh: line.insert(operations.tag_of(field, fresh)))

    def _remember(self, _before: QWidget | None, now: QWidget | None) -> None:
        canvas = self._canvas()
        if isinstance(now, ChipLine) and self._editor.isAncestorOf(now):
            self.line = now
            now.destroyed.connect(self._forget)
        elif canvas is not None and now is not None and (now is canvas or canvas.isAncestorOf(now)):
            self.line = None

    def _forget(self) -> None:
        self.line = None
