"""What every way of writing a message has in common: a widget that shows one kind of body and tells what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import Attachment, Message


class BodyEditor(QWidget):
    """One way of writing. `changed` holds parts of the message as `Draft.set_message` takes them.

    `pictures_given` is emitted for pictures that were dropped or pasted: paths (str), or the bytes of one (bytes).
    What comes back by `insert_picture` is among the message's images already.
    """

    changed = Signal(dict)
    pictures_given = Signal(list)
    takes_pictures = False
    wide = False
    """True for an editor that is a preview itself and wants the room of both sides."""

    def show_message(self, message: Message) -> None:
        """Show a message of this kind. What is shown already is left alone, the cursor too; nothing is emitted."""
        raise NotImplementedError

    def settle(self, then: Callable[[], object]) -> None:
        """Tell every change that is still under way, then call `then`; most editors tell at once, and call at once."""
        then()

    def insert_field(self, tag: str) -> None:
        """Put a merge tag where the cursor is."""
        raise NotImplementedError

    def insert_picture(self, picture: Attachment) -> None:
        """Show a picture where the cursor is; only asked of editors that take pictures."""
        raise NotImplementedError

    def show_mistakes(self, mistakes: Sequence[TemplateError]) -> None:
        """Mark the mistakes of this body; there may be none, or some without a place."""

    def go_to(self, line: int, column: int) -> None:  # noqa: ARG002 - where there are lines, the editor has its own
        """Put the cursor on a mistake's place, both from 1."""
        self.setFocus()
