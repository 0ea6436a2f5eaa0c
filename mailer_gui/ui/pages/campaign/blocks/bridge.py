"""What the page of the canvas and the window tell each other, over a QWebChannel."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from mailer_gui.model.blocks import Place
from mailer_gui.operations import blocks as operations
from mailer_gui.ui.pages.campaign.blocks import words


class Bridge(QObject):
    """What page and window tell each other. `told` goes to the page; the slots are called from there."""

    told = Signal(str)
    is_ready = Signal()
    was_chosen = Signal(str)
    was_edited = Signal(str, str, str, bool, int)
    was_left = Signal(str)
    was_settled = Signal(int)
    was_moved = Signal(str, object)
    was_pressed = Signal(str)
    was_dropped = Signal(str, object, str)
    picture_wanted = Signal(str)
    picture_missing = Signal(str)
    picture_pasted = Signal()
    chip_wanted = Signal(str, str)
    state_changed = Signal(object)

    def tell(self, command: str, /, **more: Any) -> None:
        """Tell the page something."""
        self.told.emit(json.dumps({"do": command, **more}, ensure_ascii=False))

    @Slot()
    def ready(self) -> None:
        """The page has its script."""
        self.is_ready.emit()

    @Slot(str)
    def chosen(self, block_id: str) -> None:
        """A block was chosen, or none."""
        self.was_chosen.emit(block_id)

    @Slot(str, str, str, bool, int)
    def edited(self, block_id: str, name: str, html: str, plain: bool, number: int) -> None:
        """A text was changed in place, in the document of this number."""
        self.was_edited.emit(block_id, name, html, plain, number)

    @Slot(str)
    def left(self, block_id: str) -> None:
        """The text of a block was left."""
        self.was_left.emit(block_id)

    @Slot(int)
    def settled(self, asked: int) -> None:
        """Everything that was typed before this was asked for is handed over."""
        self.was_settled.emit(asked)

    @Slot(str, int, str, int)
    def moved(self, block_id: str, index: int, parent: str, column: int) -> None:
        """A block was dragged to another place."""
        self.was_moved.emit(block_id, Place(index, parent, column))

    @Slot(str)
    def pressed(self, what: str) -> None:
        """A key was pressed that means something for the whole."""
        self.was_pressed.emit(what)

    @Slot(str, int, str, int, str)
    def dropped(self, what: str, index: int, parent: str, column: int, over: str) -> None:
        """Something was dropped at a place, over a block or none."""
        self.was_dropped.emit(what, Place(index, parent, column), over)

    @Slot(str)
    def pictureWanted(self, block_id: str) -> None:  # noqa: N802 - the page's name for it
        """A picture is to be chosen for a block."""
        self.picture_wanted.emit(block_id)

    @Slot(str)
    def pictureMissing(self, content_id: str) -> None:  # noqa: N802 - the page's name for it
        """The page shows a picture whose bytes it does not have."""
        self.picture_missing.emit(content_id)

    @Slot()
    def pastedPicture(self) -> None:  # noqa: N802 - the page's name for it
        """The clipboard has a picture and no text."""
        self.picture_pasted.emit()

    @Slot(str, str)
    def chipWanted(self, field: str, fallback: str) -> None:  # noqa: N802 - the page's name for it
        """A chip is to be changed."""
        self.chip_wanted.emit(field, fallback)

    @Slot(str, str, result=str)
    def cleaned(self, html: str, shape: str) -> str:
        """Give pasted HTML as it may stay; `shape` is single (one line), plain (one without looks) or nothing."""
        return operations.pasted(html, words.canvas_words(), shape)

    @Slot(str)
    def state(self, said: str) -> None:
        """The cursor stands in a text of other looks."""
        self.state_changed.emit(json.loads(said))
