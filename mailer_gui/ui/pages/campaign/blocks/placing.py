"""Where new blocks and pictures go: chosen from a file, dropped on the canvas, pasted, or given by the message."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget

from mailer_gui.model.blocks import Place
from mailer_gui.model.messages import Attachment
from mailer_gui.ui.pages.campaign.blocks.editing import Editing
from mailer_gui.ui.pages.campaign.blocks.palette import KIND_FORMAT
from mailer_gui.ui.pages.campaign.blocks.pictures import Pictures
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import choose_file

PICTURES = "*.png *.jpg *.jpeg *.gif"


class Placing:
    """Puts things into the document that is edited."""

    def __init__(self, parent: QWidget, editing: Editing, pictures: Pictures) -> None:
        self._parent, self._editing, self._pictures = parent, editing, pictures

    def ask_picture(self, block_id: str) -> None:
        """Let a file be chosen for a block."""
        filters = tr("Pictures ({endings})").format(endings=PICTURES)
        take = partial(self._set_picture, block_id)
        choose_file(
            self._parent, tr("Choose a picture"), filters, lambda paths: self._pictures.take_file(paths[0], take)
        )

    def take(self, data: QMimeData, block_id: str = "") -> None:
        """Take a picture that was dropped or pasted: for this block or the chosen one, else for a new one."""
        block = self._editing.document.find(block_id) if block_id else self._editing.block
        if block is not None and block.kind == "image":
            self._pictures.take(data, tr("picture"), partial(self._set_picture, block.id))
        else:
            self._pictures.take(data, tr("picture"), self._add_picture)

    def dropped(self, data: QMimeData, place: Place, over: str) -> None:
        """Take what was dropped on the canvas: a kind of block, or a picture, which may be meant for the one below."""
        if data.hasFormat(KIND_FORMAT):
            self._editing.add(bytes(data.data(KIND_FORMAT).data()).decode("ascii", "replace"), place)
            return
        under = self._editing.document.find(over) if over else None
        if under is not None and under.kind == "image":
            self.take(data, under.id)
        else:
            self._pictures.take(data, tr("picture"), partial(self._add_picture, place=place))

    def insert(self, picture: Attachment) -> None:
        """Show a picture in the chosen block when it is one for pictures, else in a new one after it."""
        block = self._editing.block
        chosen = block.id if block is not None and block.kind == "image" else ""
        self._pictures.measure(picture, partial(self._set_picture, chosen) if chosen else self._add_picture)

    def _set_picture(self, block_id: str, picture: str, proportion: int) -> None:
        document = self._editing.document
        self._editing.apply(document.with_values(block_id, picture=picture, proportion=proportion))

    def _add_picture(self, picture: str, proportion: int, place: Place | None = None) -> None:
        self._editing.add("image", place, picture=picture, proportion=proportion)
