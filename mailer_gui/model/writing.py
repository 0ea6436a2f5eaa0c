"""What the window knows of a message while it is written: a letter's paragraphs, and the fields that people have."""

from __future__ import annotations

from dataclasses import dataclass

LETTER_KINDS = ("paragraph", "heading", "subheading", "bullet", "number")


@dataclass(frozen=True, slots=True)
class LetterRun:
    """Characters of a letter that look the same; a line break inside a paragraph is a newline."""

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
