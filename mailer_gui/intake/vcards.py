"""Contact cards (vCard 2.1, 3.0 and 4.0, as programs really write them) cut into properties.

Own code, because the library for it breaks soft line breaks and refuses every ninth file of real programs.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mailer_gui.intake.encodings import likely_encoding
from mailer_gui.intake.mixed import is_utf8

_NAME = re.compile(rb"^\s*(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:[^\":]|\"[^\"]*\")*)?):(.*)$", re.DOTALL)
_PARAMETER = re.compile(r";((?:[^;\"]|\"[^\"]*\")*)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARETS = {"^n": "\n", "^^": "^", "^'": '"'}
_CARET = re.compile(r"\^[n^']")
_TYPES_ALONE = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B"})
_LONGEST = 200_000
"""Bytes of a value that is still text; what is longer is a picture."""
_NO_TEXT = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "AGENT"})


class Property(NamedTuple):
    """One line of a card: `EMAIL;TYPE=work;PREF=1:ana@example.org`."""

    name: str
    """In capitals, without its group."""
    types: frozenset[str]
    """TYPE and what stands without a name, in capitals."""
    preference: int
    """1 is the best; 101 is none."""
    text: str
    """The value, decoded but still with its backslashes."""
    parameters: dict[str, str]


@dataclass(slots=True)
class Card:
    """One contact: the line where it begins, its version and its properties."""

    line: int
    version: str = "3.0"
    properties: list[Property] = field(default_factory=list)


def cards(lines: Iterable[bytes], encoding: str) -> Iterator[Card]:
    """Read cards one after the other; `encoding` is what the bytes are where a card does not say it itself."""
    card: Card | None = None
    nested = 0
    for number, logical in _logical(lines):
        bare = logical.strip().upper()
        if bare.startswith(b"BEGIN:VCARD"):
            if card is not None and card.properties and nested == 0 and not _inside_agent(card):
                yield card  # its end is missing
                card = None
            if card is None:
                card = Card(number)
            else:
                nested += 1
        elif card is None:
            continue
        elif bare.startswith(b"END:VCARD"):
            if nested:
                nested -= 1
                continue
            yield card
            card = None
        elif not nested:
            _take(card, logical, encoding)
    if card is not None and card.properties:
        yield card


def _inside_agent(card: Card) -> bool:
    return card.properties[-1].name == "AGENT"


def _take(card: Card, logical: bytes, encoding: str) -> None:
    found = _NAME.match(logical)
    if found is None:
        return
    name = found[1].decode("ascii").upper()
    if name == "VERSION":
        card.version = found[3].decode("ascii", "replace").strip()
        return
    if name in _NO_TEXT or len(found[3]) > _LONGEST:
        if name == "AGENT":
            card.properties.append(Property(name, frozenset(), 101, "", {}))
        return
    parameters, types = _parameters(found[2].decode("utf-8", "replace"))
    text = _decoded(found[3], parameters, encoding)
    card.properties.append(Property(name, frozenset(types), _preference(parameters, types), text, parameters))


def _parameters(told: str) -> tuple[dict[str, str], set[str]]:
    parameters: dict[str, str] = {}
    types: set[str] = set()
    for part in _PARAMETER.findall(told):
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if not equals:
            if name in _TYPES_ALONE:
                parameters["ENCODING"] = name
            elif name:
                types.add(name)
            continue
        value = _CARET.sub(lambda mark: _CARETS[mark[0]], value.strip().replace('"', ""))
        if name == "TYPE":
            types.update(one.strip().upper() for one in value.split(",") if one.strip())
        else:
            parameters[name] = value
    return parameters, types


def _preference(parameters: dict[str, str], types: set[str]) -> int:
    told = parameters.get("PREF", "")
    if told.isdecimal():
        return max(1, min(100, int(told)))
    return 1 if "PREF" in types else 101


def _logical(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Put folded lines and those with soft breaks together; give each with the number of its first."""
    current: list[bytes] = []
    start = size = 0
    soft = quoted = False
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip(b"\r\n")
        if current and soft and size < _LONGEST and not line.upper().startswith(b"END:VCARD"):
            current[-1] = current[-1][:-1]
            current.append(line if not _cut_letter(current[-1], line) else line.lstrip())
        elif current and line[:1] in (b" ", b"\t"):
            if size < _LONGEST:
                current.append(line[1:])
        else:
            if current:
                yield start, b"".join(current)
            current, start, size = [line], number, 0
            quoted = _is_quoted(line)
        size += len(line)
        soft = quoted and line.endswith(b"=")
    if current:
        yield start, b"".join(current)


def _is_quoted(line: bytes) -> bool:
    head = line.partition(b":")[0].upper()
    return b"QUOTED-PRINTABLE" in head


def _cut_letter(before: bytes, after: bytes) -> bool:
    """Say whether the space after a soft break only folds the line: it stands inside one letter's bytes."""
    found = re.search(rb"=([0-9A-Fa-f]{2})$", before)
    return bool(found and int(found[1], 16) >= 0x80 and re.match(rb"\s+=[89ABab]", after))


def _decoded(value: bytes, parameters: dict[str, str], encoding: str) -> str:
    way = parameters.get("ENCODING", "").upper()
    if way == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value)
        if encoding == "utf-8" and not is_utf8(value):  # the file is all ASCII, so it says nothing of these bytes
            encoding = likely_encoding(value)
    elif way in ("BASE64", "B"):
        try:
            value = binascii.a2b_base64(value)
        except binascii.Error:
            return ""
    return _text(value, parameters.get("CHARSET", ""), encoding)


def _text(value: bytes, told: str, encoding: str) -> str:
    """Decode as the card says, else as UTF-8, else as the whole file seems to be; a card can be wrong about itself."""
    for name in (told, "utf-8", encoding):
        if name:
            try:
                return value.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    return value.decode(told if _known(told) else encoding, "replace")


def _known(name: str) -> bool:
    try:
        return bool(name) and bool("a".encode(name))
    except (LookupError, TypeError, ValueError):
        return False


def plain(text: str, version: str = "3.0") -> str:
    """Take the backslashes out of a value. In 2.1 only semicolons have them, by the book."""
    if "\\" not in text:
        return text
    if version.startswith("2"):
        return re.sub(r"\\([;,:\\nN])", lambda mark: "\n" if mark[1] in "nN" else mark[1], text)
    return _ESCAPED.sub(lambda mark: "\n" if mark[1] in "nN" else mark[1], text)


def parts(text: str, mark: str = ";") -> list[str]:
    """Cut a value at each mark that has no backslash before it; the backslashes stay."""
    found: list[str] = [""]
    for piece in re.split(rf"(\\.|{re.escape(mark)})", text, flags=re.DOTALL):
        if piece == mark:
            found.append("")
        else:
            found[-1] += piece
    return found
