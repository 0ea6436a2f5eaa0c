"""The document that is being edited: what is chosen in it, every change to it, and the way back."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.block_kinds import COLUMNS, KINDS, Value
from mailer_gui.model.blocks import MOST_BLOCKS, Block, Condition, Document, Place, new_block

PAUSE = 1.2
"""Changes of one thing that follow each other faster than this, in seconds, are undone together."""

Step = tuple[Document, str]
"""A document and the block that was chosen in it."""


class Editing(QObject):
    """Holds the document. `changed(document, source)` names the block whose canvas shows the change already, or ""."""

    changed = Signal(object, str)
    chose = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document()
        self.chosen = ""
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._last = ("", 0.0)

    def start(self, document: Document) -> None:
        """Begin with another document; there is nothing to undo in it."""
        self._past, self._future, self._last = [], [], ("", 0.0)
        self.document = document
        self.choose("")
        self.changed.emit(document, "")

    @property
    def can_undo(self) -> bool:
        """True when there is something to undo."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """True when something was undone."""
        return bool(self._future)

    @property
    def block(self) -> Block | None:
        """The chosen block."""
        return self.document.find(self.chosen) if self.chosen else None

    def choose(self, block_id: str) -> None:
        """Choose a block, or none."""
        if block_id != self.chosen:
            self.chosen = block_id
            self._last = ("", 0.0)
            self.chose.emit(block_id)

    def apply(self, document: Document, merged: str = "", source: str = "") -> None:
        """Take a changed document; changes with the same word `merged` are undone together unless there is a pause."""
        if document == self.document:
            return
        now = time.monotonic()
        name, at = self._last
        if not (merged and merged == name and now - at < PAUSE and self._past):
            self._past.append((self.document, self.chosen))
        self._last = (merged, now)
        self._future = []
        self._put(document, source)

    def undo(self) -> None:
        """Go back by one change."""
        if self._past:
            self._future.append((self.document, self.chosen))
            self._last = ("", 0.0)
            self._turn(self._past.pop())

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._future:
            self._past.append((self.document, self.chosen))
            self._last = ("", 0.0)
            self._turn(self._future.pop())

    def _turn(self, step: Step) -> None:
        """Show how it was, and choose what was chosen then: keys need a block to be at."""
        document, chosen = step
        self._put(document)
        if chosen and document.find(chosen) is not None:
            self.choose(chosen)

    def _put(self, document: Document, source: str = "") -> None:
        self.document = document
        if self.chosen and document.find(self.chosen) is None:
            self.choose("")
        self.changed.emit(document, source)

    def set_value(self, block_id: str, name: str, value: Value, source: str = "") -> None:
        """Change one property of a block."""
        self.apply(self.document.with_values(block_id, **{name: value}), f"{block_id} {name}", source)

    def set_theme(self, name: str, value: Value) -> None:
        """Change a colour or font of the whole message."""
        self.apply(self.document.with_theme(**{name: value}), f"theme {name}")

    def set_preview(self, text: str) -> None:
        """Change the words that stand after the subject in a list of mail."""
        self.apply(replace(self.document, preview=text), "preview")

    def set_language(self, code: str) -> None:
        """Say in which language the message is written."""
        self.apply(replace(self.document, language=code))

    def set_condition(self, block_id: str, condition: Condition | None) -> None:
        """Show a block only to some, or to everybody."""
        block = self.document.find(block_id)
        if block is not None:
            self.apply(self.document.with_block(replace(block, condition=condition)), f"{block_id} condition")

    def next_place(self, kind: str) -> Place:
        """Give where a new block goes: after the chosen one, else at the end but before a footer there."""
        place = self.document.place_of(self.chosen) if self.chosen else None
        if place is None:
            count = len(self.document.blocks)
            has_footer = count > 0 and self.document.blocks[-1].kind == "footer" and kind != "footer"
            return Place(count - 1 if has_footer else count)
        if kind == COLUMNS and place.parent:
            outer = self.document.place_of(place.parent)
            return Place(outer.index + 1 if outer else 0)
        return replace(place, index=place.index + 1)

    def add(self, kind: str, place: Place | None = None, **values: Value) -> str:
        """Add a block, choose it, and give its id; "" when there is no room for another."""
        if kind not in KINDS or sum(1 for _ in self.document.walk()) >= MOST_BLOCKS:
            return ""
        block = new_block(kind, self.document.new_id(), **values)
        where = self.next_place(kind) if place is None else place
        self.apply(self.document.inserted(block, where))
        if self.document.find(block.id) is None:
            return ""
        self.choose(block.id)
        return block.id

    def remove(self) -> None:
        """Leave the chosen block out and choose the one that stood after it, else the one before."""
        ids = [block.id for block in self.document.walk()]
        block = self.block
        if block is None:
            return
        inside = {one.id for column in block.columns for one in column}
        at = ids.index(block.id)
        rest = [one for one in ids[at + 1 :] if one not in inside] + ids[:at][::-1]
        self.apply(self.document.removed(block.id))
        self.choose(rest[0] if rest else "")

    def duplicate(self) -> None:
        """Put a copy of the chosen block after it and choose the copy."""
        block = self.block
        if block is None:
            return
        more = 1 + sum(len(column) for column in block.columns)
        if sum(1 for _ in self.document.walk()) + more > MOST_BLOCKS:
            return
        self.apply(self.document.duplicated(self.chosen))
        place = self.document.place_of(self.chosen)
        if place is not None:
            self.choose(_neighbours(self.document, place)[place.index + 1].id)

    def move(self, block_id: str, place: Place) -> None:
        """Move a block to a place."""
        self.apply(self.document.moved(block_id, place))
        self.choose(block_id)

    def step(self, by: int) -> None:
        """Move the chosen block up (-1) or down (1): within its column, to the next column, out of the columns."""
        place = self.document.place_of(self.chosen)
        if place is None:
            return
        around = _neighbours(self.document, place)
        to = place.index + by
        if 0 <= to < len(around):
            self.move(self.chosen, replace(place, index=to if by < 0 else to + 1))
        elif place.parent:
            self._step_out(place, by)

    def _step_out(self, place: Place, by: int) -> None:
        parent, outer = self.document.find(place.parent), self.document.place_of(place.parent)
        if parent is None or outer is None:
            return
        column = place.column + by
        if 0 <= column < len(parent.columns):
            index = len(parent.columns[column]) if by < 0 else 0
            self.move(self.chosen, Place(index, parent.id, column))
        else:
            self.move(self.chosen, Place(outer.index if by < 0 else outer.index + 1))


def _neighbours(document: Document, place: Place) -> tuple[Block, ...]:
    parent = document.find(place.parent) if place.parent else None
    return parent.columns[place.column] if parent is not None else document.blocks
