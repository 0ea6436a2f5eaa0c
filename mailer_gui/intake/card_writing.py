"""Contact cards for people (vCard 3.0, which every address book and telephone reads).

A field that cards know nothing of is written as X-MAILER-FIELD, which other programs skip and this one reads again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mailer_gui.intake.writing import shielded, text_file
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, display_name

OWN = "X-MAILER-FIELD"
_LINE = 75
"""Bytes of a line; longer ones are folded."""
_TEXTS = {"nickname": "NICKNAME", "job_title": "TITLE", "note": "NOTE", "website": "URL", "birthday": "BDAY"}
_ADR = ("", "", "street", "city", "state", "postcode", "country")
_KNOWN = {FIRST_NAME, LAST_NAME, FULL_NAME, "company", "department", "phone", *_TEXTS, *_ADR}


class Cards:
    """Cards written one after the other."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def write(self, address: str, fields: Mapping[str, str]) -> None:
        """Write one person."""
        for line in card_lines(address, fields):
            self._write(f"{folded(line)}\r\n")


@contextmanager
def card_file(path: Path) -> Iterator[Cards]:
    """Write a file of cards; when anything goes wrong, what was there before stays."""
    with text_file(path) as write:
        yield Cards(write)


def card_lines(address: str, fields: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of a card, not yet folded."""
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    made = "" if fields.get(FULL_NAME) else ";DERIVED=TRUE"  # RFC 9554: nobody has entered it
    yield f"FN{made}:{_escaped(display_name(fields) or address)}"
    yield f"N:{_escaped(fields.get(LAST_NAME, ''))};{_escaped(fields.get(FIRST_NAME, ''))};;;"
    yield f"EMAIL;TYPE=INTERNET:{_escaped(address)}"
    if fields.get("phone"):
        yield f"TEL:{_escaped(fields['phone'])}"
    if fields.get("company") or fields.get("department"):
        yield f"ORG:{_escaped(fields.get('company', ''))};{_escaped(fields.get('department', ''))}"
    if any(fields.get(part) for part in _ADR if part):
        yield f"ADR:{';'.join(_escaped(fields.get(part, '')) for part in _ADR)}"
    for name, prop in _TEXTS.items():
        if fields.get(name):
            yield f"{prop}:{_escaped(fields[name])}"
    for name, value in fields.items():
        if value and (name not in _KNOWN or (name == FULL_NAME and value != display_name(fields))):
            yield f'{OWN};X-NAME="{_parameter(name)}":{_escaped(value)}'
    yield "END:VCARD"


def folded(line: str) -> str:
    """Break a long line where no character is cut in two."""
    pieces, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > _LINE:
            pieces.append(current)
            current, size = " ", 1
        current += letter
        size += width
    return "\r\n".join([*pieces, current])


def _escaped(text: str) -> str:
    text = shielded(text)
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def _parameter(text: str) -> str:
    """Write a parameter's value as RFC 6868 wants it."""
    return text.replace("^", "^^").replace('"', "^'").replace("\n", "^n").replace("\r", "")
