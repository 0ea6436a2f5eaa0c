"""The keyboard in the visual editor: from part to part, in the order of the eye, and keys that the window has, too."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mailer_gui.ui.pages.campaign.blocks.stops import first_stop

if TYPE_CHECKING:
    from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor

LINK_KEY = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_K)


class Keyboard:
    """Goes through the parts of one editor."""

    def __init__(self, editor: BlocksEditor) -> None:
        self._editor = editor

    def connect(self) -> None:
        """Listen to F6; not earlier, for making shortcuts already sends events to the editor."""
        for keys, by in (("F6", 1), ("Shift+F6", -1)):
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self._editor, partial(self.next_part, by), context=within)

    def keeps(self, event: QEvent) -> bool:
        """Keep a key from the window that means something else here: Esc leaves a text, Ctrl+K links words."""
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if is_escape(event) or (event.keyCombination() == LINK_KEY and self._editor.is_in_text):
            event.accept()
            return True
        return False

    def go_to_canvas(self) -> None:
        """Go to where the cursor was last in the message, else to the chosen block."""
        if self._editor.canvas is not None:
            self._editor.canvas.take_focus()

    def next_part(self, by: int) -> None:
        """Go to the next or previous of palette, canvas and panel."""
        tabs, now = (self._editor.palette_side, self._editor.panels), self._editor.focusWidget()
        at = next((place for place, side in zip((0, 2), tabs, strict=True) if side.isAncestorOf(now)), 1)
        to = (at + by) % 3
        if to == 1:
            self.go_to_canvas()
        else:
            first_stop(tabs[to // 2]).setFocus(Qt.FocusReason.TabFocusReason)

    def order_canvas(self) -> None:
        """Let Tab come to the canvas after what stands left of it: what is made last would come last."""
        if self._editor.canvas is not None:
            self._editor.canvas.stand_after(self._editor.toolbar.night)
        self.order()

    def order(self) -> None:
        """Let Tab go from the canvas to the panel, and through it from top to bottom."""
        canvas = self._editor.canvas
        start = self._editor.toolbar.night if canvas is None else canvas.focusProxy() or canvas
        for before, after in pairwise((start, *self._editor.panels.stops())):
            QWidget.setTabOrder(before, after)


def is_escape(event: QKeyEvent) -> bool:
    """Tell whether a key is Esc alone."""
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
