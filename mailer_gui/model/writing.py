"""What the window knows of a message while it is written: a letter's paragraphs, and the fields that people have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mailer_gui.model.errors import InputError, TooNewError

LETTER_VERSION = 1
LETTER_KINDS = ("paragraph", "heading", "subheading", "bullet", "number")


@dataclass(frozen=True, slots=True)
class LetterRun:
    """Characters of a letter that look the same; a line break inside a paragraph is a newline.

    A `link` is https, http, mailto, tel or a merge field; others are dropped when the letter becomes HTML.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """A paragraph, a heading or one item of a list: `kind` is one of LETTER_KINDS."""

    kind: str = "paragraph"
    runs: tuple[LetterRun, ...] = ()

    @property
    def text(self) -> str:
        """The characters without their looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person wrote, in order."""

    blocks: tuple[LetterBlock, ...] = ()

    def dump(self) -> str:
        """Give the JSON that is kept as the message's source."""
        blocks = [
            {
                "kind": block.kind,
                "runs": [
                    {
                        "text": run.text,
                        **({"bold": True} if run.bold else {}),
                        **({"italic": True} if run.italic else {}),
                        **({"link": run.link} if run.link else {}),
                    }
                    for run in block.runs
                ],
            }
            for block in self.blocks
        ]
        return json.dumps({"version": LETTER_VERSION, "blocks": blocks}, ensure_ascii=False)

    @classmethod
    def load(cls, source: str) -> Letter:
        """Read what `dump` gave; an empty source is an empty letter. Raises InputError, TooNewError."""
        if not source.strip():
            return cls()
        try:
            raw = json.loads(source)
            if raw["version"] > LETTER_VERSION:
                raise TooNewError("This letter was written with a newer version of the program.", hint="Update first.")
            return cls(tuple(_block(one) for one in raw["blocks"]))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise InputError("This letter is damaged and cannot be read.") from error


def _block(raw: dict[str, Any]) -> LetterBlock:
    kind = str(raw.get("kind", "paragraph"))
    return LetterBlock(kind if kind in LETTER_KINDS else "paragraph", tuple(_run(one) for one in raw.get("runs", ())))


def _run(raw: dict[str, Any]) -> LetterRun:
    return LetterRun(str(raw["text"]), bool(raw.get("bold")), bool(raw.get("italic")), str(raw.get("link", "")))


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A field of an audience: an example of its values, and how many of `people` have something in it."""

    name: str
    example: str
    having: int
    people: int

    @property
    def lacking(self) -> int:
        """How many people have nothing in it."""
        return self.people - self.having


@dataclass(frozen=True, slots=True)
class Lack:
    """A field that the message needs and people lack; `people` are the first of them: contact id, name, address."""

    field: str
    count: int
    people: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class FilesLook:
    """What looking for everybody's own files found: `lacking` people of `people` have a problem, each with a sentence;
    `problems` are the first of them as (contact's address, sentence)."""

    people: int = 0
    files: int = 0
    lacking: int = 0
    problems: tuple[tuple[str, str], ...] = ()
