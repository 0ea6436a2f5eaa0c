"""Addresses in a text that is no table: a line of recipients, an e-mail's head, sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from mailer_gui.intake.dialects import ADDRESS_CELL, most_frequent
from mailer_gui.intake.rows import Row, RowBatch, batched
from mailer_gui.intake.sources import Source
from mailer_gui.model.imports import ReadOptions

COLUMNS = ("Email", "Name")
_NEVER = r"\s@<>()\[\]{},;:\"“”„«»|\\"
# Bounded, so that a long text without any address takes no longer than another.
ADDRESS = re.compile(
    rf"(?i:mailto:)?([^{_NEVER}/='’][^{_NEVER}]{{0,80}}[@＠][^{_NEVER}/?!=]{{1,250}}\.[^{_NEVER}/?!=.'’]{{2,63}})"
)
_IN_BRACKETS = re.compile(
    r"""(?:"(?P<quoted>(?:[^"\\\n]|\\.){0,200})"|(?P<plain>[^<>@,;"\n]{0,200}?))\s*<\s*(?i:mailto:)?(?P<address>[^\s<>@]{1,200}@[^\s<>@]{1,260})\s*>"""
)
_LABEL = re.compile(r"^\s*(?:to|cc|bcc|an|kopie|para|a|à|de|von|from|reply-to|e-?mail|mail)\s*:\s*", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d_][\w.'’\-]*(?: [^\W\d_][\w.'’\-]*){0,4}$")
_AFTER = re.compile(r"^\s*\(([^()@\n]{1,80})\)")
_WORDS = "hi hello hey dear hallo from to cc mail email e-mail contact kontakt hola bonjour ciao olá von"
_NO_NAMES = frozenset(_WORDS.split())
_HUGE = re.compile(r"[^\s,;<>@＠]{400,}")
"""No word is so long."""
_LONG = 20_000


def is_loose(rows: Sequence[Row], address_column: int | None) -> bool:
    """Say whether a text without a header is rather a list of addresses than a table."""
    cells = [[cell for cell in row if cell.strip()] for _, row, _ in rows]
    counts = [[len(ADDRESS.findall(cell[:_LONG])) if "@" in cell else 0 for cell in row] for row in cells]
    total = sum(map(sum, counts))
    if not total:
        return False
    if total > 1 and all(count for row in counts for count in row) and max(map(len, counts)) > 1:
        return True  # nothing but addresses, several on a line
    own = [row[address_column] for _, row, _ in rows if address_column is not None and address_column < len(row)]
    alone = sum(_is_one(cell) for cell in own)
    widths = [len(row) for _, row, _ in rows]
    width = most_frequent(widths)
    if width > 1 and len(rows) > 1 and alone * 5 >= len(rows) * 4 and widths.count(width) * 5 >= len(rows) * 3:
        return False
    return alone * 5 < total * 4


def _is_one(cell: str) -> bool:
    if len(cell) > _LONG:
        return False
    if ADDRESS_CELL.match(cell):
        return True
    found = _IN_BRACKETS.fullmatch(cell.strip().rstrip(",;"))
    return found is not None and len(ADDRESS.findall(cell[:_LONG])) == 1


def loose_source(path: Path, encoding: str, size: int, lines: int) -> Source:
    """Give every address of a text, with the name beside it."""
    return _source(partial(_from_file, path, encoding), path, size, lines, ReadOptions(encoding=encoding))


def loose_text(path: Path, text: str, size: int, encoding: str) -> Source:
    """Give every address of a text that is in memory."""
    return _source(
        lambda: _batches(text.splitlines()), path, size, text.count("\n") + 1, ReadOptions(encoding=encoding)
    )


def _source(read: Callable[[], Iterator[RowBatch]], path: Path, size: int, lines: int, options: ReadOptions) -> Source:
    note = "This is no table, so every address in the text was taken, with the name beside it."
    return Source(path, "text", read, size, lines, options, columns=COLUMNS, notes=(note,))


def _from_file(path: Path, encoding: str) -> Iterator[RowBatch]:
    with path.open(encoding=encoding, errors="replace") as file:
        yield from _batches(file)


def _batches(lines: Iterable[str]) -> Iterator[RowBatch]:
    return batched(_numbered(lines))


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each person a line of their own, so that an import that was stopped knows between whom; none comes twice."""
    last = 0
    for number, line in enumerate(lines, 1):
        for pair in people_in(line):
            last = max(number, last + 1)
            yield last, list(pair)


def people_in(line: str) -> Iterator[tuple[str, str]]:
    """Give (address, name) for every address of a line, in order."""
    line = _LABEL.sub("", line.replace("\0", ""))
    if "@" not in line and "＠" not in line:
        return
    for piece in _pieces(_HUGE.sub(" ", line) if len(line) > _LONG else line):
        yield from _people_in(piece)


def _pieces(line: str) -> Iterator[str]:
    """Cut a very long line after an address in brackets, else after a comma or a semicolon, else between words."""
    start = 0
    while len(line) - start > _LONG:
        end = start + _LONG
        cuts = (line.rfind(mark, start + 1, end) for mark in (">", ", ", "; ", ",", ";", " "))
        end = next((cut + 1 for cut in cuts if cut > start), end)
        yield line[start:end]
        start = end
    yield line[start:]


def _people_in(line: str) -> Iterator[tuple[str, str]]:
    place = 0
    for found in _IN_BRACKETS.finditer(line) if "<" in line else ():
        yield from _bare(line[place : found.start()])
        name = found["quoted"].replace('\\"', '"') if found["quoted"] is not None else found["plain"] or ""
        words = name.strip(" \t'“”„«»:").split()
        while words and words[0].casefold() in _NO_NAMES:
            del words[0]
        yield found["address"], " ".join(words)
        place = found.end()
    yield from _bare(line[place:])


def _bare(text: str) -> Iterator[tuple[str, str]]:
    found = list(ADDRESS.finditer(text))
    for number, one in enumerate(found):
        start = found[number - 1].end() if number else 0
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        after = _AFTER.match(text[one.end() : end])
        before = re.split(r"[,;\t|]", text[start : one.start()])[-1].strip(" -–—:<(\"'•*")
        name = after[1] if after else before if _is_name(before) else ""
        if not name and len(found) == 1 and not before:  # columns that only spaces divide
            behind = text[one.end() :].strip()
            name = behind if _is_name(behind) else ""
        yield one[1], " ".join(name.split())


def _is_name(text: str) -> bool:
    """Say whether the words before an address are a name: few, each beginning with a capital (or without capitals)."""
    if not _NAME.match(text) or len(text) > 60 or text.casefold() in _NO_NAMES:
        return False
    return all(word[0].isupper() or not word[0].islower() for word in text.split())
