"""A message made of blocks: our own document, as the visual editor shows it and a draft keeps it.

Standard library only: the window, the command line and compose all read it. Documents never change; `replaced`,
`inserted`, `moved` and `removed` give new ones, so that undo is keeping the old one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mailer_gui.model.block_kinds import COLUMNS, KINDS, THEME, Value, clean_values
from mailer_gui.model.errors import InputError, TooNewError

VERSION = 1
MOST_BLOCKS = 500
_ID = re.compile(r"[a-z0-9]{1,16}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
OPERATORS = ("filled", "empty", "is", "is_not", "contains", "more", "less")


@dataclass(frozen=True, slots=True)
class Condition:
    """Show a block only to some: `field` is a merge field, `operator` one of OPERATORS; some of them need a `value`."""

    field: str
    operator: str = "filled"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` is a key of KINDS, `values` what its properties say (all of them, in their own types).

    Only columns have `columns`: the blocks of each, from left to right; these hold no columns again.
    """

    id: str
    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)
    columns: tuple[tuple[Block, ...], ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A message made of blocks. `theme`: colours and fonts for the whole; `preview`: the words after the subject.

    `language`: the code of the language that it is written in (en, pt-BR), or nothing where nobody said.
    """

    blocks: tuple[Block, ...] = ()
    theme: Mapping[str, Value] = field(default_factory=lambda: clean_values(THEME, {}))
    preview: str = ""
    language: str = ""

    def dump(self) -> str:
        """Give the JSON that is kept as the message's source."""
        raw = {
            "version": VERSION,
            "preview": self.preview,
            **({"language": self.language} if self.language else {}),
            "theme": dict(self.theme),
            "blocks": [_raw(block) for block in self.blocks],
        }
        return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def load(cls, source: str) -> Document:
        """Read what `dump` gave, of this version or an older one; an empty source is an empty document.

        Values that are not possible become the usual ones. Raises InputError for what is no document, TooNewError.
        """
        if not source.strip():
            return cls()
        try:
            raw = json.loads(source)
            version = raw["version"]
            if version > VERSION:
                raise TooNewError("This message was made with a newer version of the program.", hint="Update first.")
            for step in range(version, VERSION):
                raw = MIGRATIONS[step](raw)
            names = _Names()
            blocks = tuple(_block(one, names, inside=False) for one in raw["blocks"])
            theme = clean_values(THEME, raw.get("theme", {}))
            return cls(blocks, theme, str(raw.get("preview", "")), _language(raw.get("language", "")))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise InputError("This message is damaged and cannot be read.") from error

    def walk(self) -> Iterator[Block]:
        """Yield every block, those in columns after the columns themselves."""
        for block in self.blocks:
            yield block
            for column in block.columns:
                yield from column

    def find(self, block_id: str) -> Block | None:
        """Give the block with this id."""
        return next((block for block in self.walk() if block.id == block_id), None)

    def new_id(self) -> str:
        """Give an id that no block has."""
        taken = {block.id for block in self.walk()}
        number = len(taken) + 1
        while f"b{number}" in taken:
            number += 1
        return f"b{number}"

    def with_block(self, block: Block) -> Document:
        """Put another block in the place of the one with its id."""
        return self._mapped(lambda one: block if one.id == block.id else one)

    def with_values(self, block_id: str, **values: Value) -> Document:
        """Change properties of one block; impossible values become the usual ones."""
        block = self.find(block_id)
        if block is None:
            return self
        wanted = clean_values(KINDS[block.kind].properties, {**block.values, **values})
        return self.with_block(_reshaped(replace(block, values=wanted)))

    def with_theme(self, **values: Value) -> Document:
        """Change colours or fonts of the whole."""
        return replace(self, theme=clean_values(THEME, {**self.theme, **values}))

    def inserted(self, block: Block, place: Place) -> Document:
        """Put a new block at a place; columns never go into columns."""
        if place.parent and block.kind == COLUMNS:
            return self
        if not place.parent:
            return replace(self, blocks=_put(self.blocks, place.index, block))
        parent = self.find(place.parent)
        if parent is None or not 0 <= place.column < len(parent.columns):
            return self
        columns = list(parent.columns)
        columns[place.column] = _put(columns[place.column], place.index, block)
        return self.with_block(replace(parent, columns=tuple(columns)))

    def removed(self, block_id: str) -> Document:
        """Leave a block out."""
        blocks = tuple(
            replace(one, columns=tuple(tuple(b for b in column if b.id != block_id) for column in one.columns))
            for one in self.blocks
            if one.id != block_id
        )
        return replace(self, blocks=blocks)

    def moved(self, block_id: str, place: Place) -> Document:
        """Move a block to a place, counted as the document stands before the move."""
        block, now = self.find(block_id), self.place_of(block_id)
        if block is None or now is None or place.parent == block_id or (place.parent and block.kind == COLUMNS):
            return self
        same = (now.parent, now.column) == (place.parent, place.column)
        index = place.index - 1 if same and now.index < place.index else place.index
        return self.removed(block_id).inserted(block, replace(place, index=index))

    def duplicated(self, block_id: str) -> Document:
        """Put a copy of a block, with ids of its own, after it."""
        block, place = self.find(block_id), self.place_of(block_id)
        if block is None or place is None:
            return self
        names = _Names({one.id for one in self.walk()})
        return self.inserted(_renamed(block, names), replace(place, index=place.index + 1))

    def place_of(self, block_id: str) -> Place | None:
        """Give where a block stands."""
        for index, block in enumerate(self.blocks):
            if block.id == block_id:
                return Place(index)
            for number, column in enumerate(block.columns):
                for inner, one in enumerate(column):
                    if one.id == block_id:
                        return Place(inner, block.id, number)
        return None

    def _mapped(self, change: Callable[[Block], Block]) -> Document:
        return replace(
            self,
            blocks=tuple(
                change(replace(one, columns=tuple(tuple(map(change, column)) for column in one.columns)))
                if one.columns
                else change(one)
                for one in self.blocks
            ),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands or goes: before the block at `index`, in the document or in a column of `parent`."""

    index: int
    parent: str = ""
    column: int = 0


def new_block(kind: str, block_id: str, **values: Value) -> Block:
    """Make a block with the usual values; columns come with empty columns."""
    return _reshaped(Block(block_id, kind, clean_values(KINDS[kind].properties, values)))


def _reshaped(block: Block) -> Block:
    """Give columns as many columns as their layout says; what stood in more of them moves to the last."""
    if block.kind != COLUMNS:
        return block
    wanted = str(block.values["layout"]).count("-") + 1
    columns = list(block.columns)[:wanted] + [()] * (wanted - len(block.columns))
    for extra in block.columns[wanted:]:
        columns[-1] = (*columns[-1], *extra)
    return replace(block, columns=tuple(columns))


def _put(blocks: tuple[Block, ...], index: int, block: Block) -> tuple[Block, ...]:
    index = max(0, min(index, len(blocks)))
    return (*blocks[:index], block, *blocks[index:])


class _Names:
    """Gives every block an id of its own."""

    def __init__(self, taken: set[str] | None = None) -> None:
        self._taken = taken if taken is not None else set()
        self._next = 1

    def of(self, wished: object) -> str:
        """Give the wished id when it is free, else a new one."""
        name = wished if isinstance(wished, str) and _ID.fullmatch(wished) else ""
        while not name or name in self._taken:
            name, self._next = f"b{self._next}", self._next + 1
        self._taken.add(name)
        if len(self._taken) > MOST_BLOCKS:
            raise InputError(f"A message can have at most {MOST_BLOCKS} blocks.")
        return name


def _renamed(block: Block, names: _Names) -> Block:
    columns = tuple(tuple(_renamed(one, names) for one in column) for column in block.columns)
    return replace(block, id=names.of(None), columns=columns)


def _raw(block: Block) -> dict[str, Any]:
    raw: dict[str, Any] = {"id": block.id, "kind": block.kind, "values": dict(block.values)}
    if block.columns:
        raw["columns"] = [[_raw(one) for one in column] for column in block.columns]
    if block.condition is not None:
        shown = block.condition
        raw["condition"] = {"field": shown.field, "operator": shown.operator, "value": shown.value}
    return raw


def _block(raw: Mapping[str, Any], names: _Names, *, inside: bool) -> Block:
    kind = raw["kind"]
    if kind not in KINDS or (inside and kind == COLUMNS):
        raise InputError("This message holds a block that this program does not know.", hint="Update first.")
    values = clean_values(KINDS[kind].properties, raw.get("values", {}))
    name = names.of(raw.get("id"))
    columns = tuple(
        tuple(_block(one, names, inside=True) for one in column)
        for column in (raw.get("columns", ()) if kind == COLUMNS else ())
    )
    return _reshaped(Block(name, kind, values, columns, _condition(raw.get("condition"))))


def _language(raw: object) -> str:
    return raw if isinstance(raw, str) and _LANGUAGE.fullmatch(raw) else ""


def _condition(raw: Mapping[str, Any] | None) -> Condition | None:
    if not raw or not str(raw.get("field", "")).strip():
        return None
    operator = str(raw.get("operator", "filled"))
    return Condition(str(raw["field"]), operator if operator in OPERATORS else "filled", str(raw.get("value", "")))


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From each older version to the next: number of the older one -> what changes its raw JSON."""
