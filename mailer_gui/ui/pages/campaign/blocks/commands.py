"""What keys and buttons of the visual editor mean, and the looks of the text at the cursor, which they change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from mailer_gui.ui.pages.campaign.blocks.links import ask_link
from mailer_gui.ui.pages.campaign.blocks.panels import BLOCK

if TYPE_CHECKING:
    from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor


class Commands:
    """Does what one editor is told. `state` is what the canvas says of the cursor: editing, rich, bold, link."""

    def __init__(self, editor: BlocksEditor) -> None:
        self._editor = editor
        self.state: dict[str, Any] = {}

    def show_state(self, state: dict[str, Any]) -> None:
        """The cursor stands in a text of other looks."""
        self.state = state
        self._editor.toolbar.show_state(state)

    def press(self, what: str) -> None:
        """Do what a key or button means; what was typed on the canvas a moment ago belongs to what it is about."""
        if what in ("undo", "redo", "duplicate"):
            self._editor.settle(partial(self.press_settled, what))
        else:
            self.press_settled(what)

    def press_settled(self, what: str) -> None:
        """Do it; everything that was typed before is in the document."""
        editing = self._editor.editing
        if what in ("up", "down"):
            editing.step(-1 if what == "up" else 1)
        elif what == "link":
            self._link()
        elif what == "after":
            self._edit(editing.add("text", html=""))
        elif what == "edit":
            self._edit(editing.chosen)
        else:
            acts = {
                "undo": editing.undo,
                "redo": editing.redo,
                "duplicate": editing.duplicate,
                "delete": editing.remove,
            }
            acts[what]()

    def format(self, what: str) -> None:
        """Change the looks of the chosen words."""
        canvas = self._editor.canvas
        if canvas is None:
            return
        if what == "link":
            ask_link(self._editor, str(self.state.get("link") or ""), partial(canvas.format, "link"))
        else:
            canvas.format(what)

    def _edit(self, block_id: str) -> None:
        if block_id and self._editor.canvas is not None:
            self._editor.canvas.edit(block_id)

    def _link(self) -> None:
        """Ask where the chosen words lead to; a button as a whole leads somewhere, which is said at the side."""
        fields = self._editor.block_panel.fields
        if self.state.get("rich"):
            self.format("link")
        elif fields is not None and "link" in fields.controls:
            self._editor.panels.setCurrentIndex(BLOCK)
            fields.controls["link"].setFocus(Qt.FocusReason.ShortcutFocusReason)
