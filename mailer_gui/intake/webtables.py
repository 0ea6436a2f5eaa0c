"""Tables of web pages, of the clipboard and of "Excel" files that are a web page or XML inside, as rows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from mailer_gui.intake import encodings
from mailer_gui.intake.rows import batched
from mailer_gui.intake.sources import Source
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.imports import ReadOptions
from mailer_gui.model.work import Cancel

_CHUNK = 1 << 18
_WIDEST = 2_000
_EMPTY_BESIDE = 50
"""OpenDocument fills its rows up to the last column there could be; so many empty cells are no columns."""
_TAGS = {
    **dict.fromkeys(("tr", "row", "table-row"), "row"),
    **dict.fromkeys(("td", "th", "cell", "table-cell", "covered-table-cell"), "cell"),
    **dict.fromkeys(("table", "worksheet"), "table"),
}
_BREAKS = frozenset({"br", "p", "div", "li"})
_SILENT = frozenset({"script", "style", "title", "head", "annotation"})
_TOLD = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?$")
_Cells = list[str]


def page_source(
    path: Path, facts: encodings.FileFacts, encoding: str, wanted: ReadOptions, cancel: Cancel
) -> Source | None:
    """Give the table of a page that has the most addresses, else the most cells; None when it has no table."""
    if not wanted.encoding:
        encoding = _told_encoding(facts, encoding)
    parser = _Tables()
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while chunk := file.read(_CHUNK):
            if cancel():
                raise Cancelled("Stopped while the file was read. Nothing was changed.")
            parser.feed(chunk)
    parser.close()
    tables = [rows for rows in parser.tables if any(any(cells) for cells in rows)]
    if not tables:
        return None
    best = max(tables, key=_worth)
    return Source(
        path=path,
        format="html",
        read=lambda: batched((number, list(cells)) for number, cells in enumerate(best, 1)),
        size=facts.size,
        lines=len(best),
        options=ReadOptions(encoding=encoding),
        notes=("The page has several tables; the one with the most addresses is shown.",) if len(tables) > 1 else (),
    )


def text_of(path: Path, encoding: str) -> str:
    """Give the text of a page without a table, links to mail addresses spelt out."""
    parser = _Tables()
    parser.feed(path.read_text(encoding, "replace"))
    parser.close()
    return "".join(parser.outside)


def _told_encoding(facts: encodings.FileFacts, guessed: str) -> str:
    """Take the encoding that the page names, unless its bytes say otherwise."""
    told = _TOLD.search(facts.head[:4096])
    if told is None or guessed.startswith(("utf-16", "utf-32", "utf-8-sig")) or (facts.is_utf8 and facts.utf8_sample):
        return guessed
    try:
        return encodings.check_encoding(told[1].decode("ascii"))
    except InputError:
        return guessed


def _worth(rows: list[_Cells]) -> tuple[int, int]:
    return sum("@" in cell for cells in rows for cell in cells), sum(map(len, rows))


class _Tables(HTMLParser):
    """Collects the rows of every table, one in another apart, and the text outside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[_Cells]] = []
        self.outside: list[str] = []
        self._open: list[_Open] = []
        self._silent = ""
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow the tables, rows and cells."""
        bare = tag.rpartition(":")[2]
        if bare in _SILENT:
            self._silent = tag
        told = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        kind = _TAGS.get(bare, "")
        if kind == "table" and not (self._open and bare == "table" and self._open[-1].is_sheet):
            self._open.append(_Open(is_sheet=bare == "worksheet"))
            self.tables.append(self._open[-1].rows)
        elif kind and self._open:
            self._open[-1].begin(kind, told)
        elif kind == "row":  # rows without their table, as some programs put them on the clipboard
            self._open.append(_Open(is_sheet=False))
            self.tables.append(self._open[-1].rows)
            self._open[-1].begin(kind, told)
        elif bare in _BREAKS:
            self._write("\n")
        elif tag == "a" and told.get("href", "")[:7].lower() == "mailto:":
            self._link = told["href"][7:].partition("?")[0].strip()

    def handle_endtag(self, tag: str) -> None:
        """Follow the tables, rows and cells."""
        if tag == self._silent:
            self._silent = ""
        bare = tag.rpartition(":")[2]
        kind = _TAGS.get(bare, "")
        if kind == "table" and self._open and self._open[-1].is_sheet == (bare == "worksheet"):
            self._open.pop().end("row")
        elif kind in ("row", "cell") and self._open:
            self._open[-1].end(kind)
        elif tag == "a" and self._link:
            self._write(f" <{self._link}> ", link=self._link)
            self._link = ""
        elif tag in ("p", "div"):
            self._write("\n")

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._silent:
            self._write(data)

    def _write(self, text: str, link: str = "") -> None:
        if self._open:
            self._open[-1].write(text, link)
        else:
            self.outside.append(text)


class _Open:
    """One table while it is read."""

    def __init__(self, *, is_sheet: bool) -> None:
        self.rows: list[_Cells] = []
        self.is_sheet = is_sheet
        self._row: _Cells | None = None
        self._text: list[str] | None = None
        self._wide = self._high = self._again = 1
        self._below: dict[int, tuple[int, str]] = {}

    def begin(self, kind: str, told: dict[str, str]) -> None:
        if kind == "row":
            self.end("row")
            self._row = []
        elif kind == "cell":
            self.end("cell")
            if self._row is None:
                self._row = []
            self._from_above()
            place = told.get("index", "")
            if place.isdecimal():
                self._row += [""] * (min(int(place) - 1, _WIDEST) - len(self._row))
            self._text = []
            self._wide = _span(told.get("colspan") or told.get("mergeacross"), "mergeacross" in told)
            self._high = _span(told.get("rowspan") or told.get("mergedown"), "mergedown" in told)
            self._again = _span(told.get("number-columns-repeated"), more=False)

    def write(self, text: str, link: str) -> None:
        if self._text is not None and not (link and link in "".join(self._text)):
            self._text.append(text)

    def end(self, kind: str) -> None:
        if self._text is not None and self._row is not None:
            value = _tidy("".join(self._text))
            if self._high > 1:
                self._below[len(self._row)] = (self._high - 1, value)
            if value or self._again < _EMPTY_BESIDE:
                self._row += [value] * self._again + [""] * (self._wide - 1)
            self._text, self._wide, self._high, self._again = None, 1, 1, 1
        if kind == "row" and self._row is not None:
            self._from_above()
            if len(self._row) <= _WIDEST:
                self.rows.append(self._row)
            self._row = None

    def _from_above(self) -> None:
        """Fill in cells that reach down from the rows above."""
        assert self._row is not None
        while waiting := self._below.get(len(self._row)):
            left, value = waiting
            if left > 1:
                self._below[len(self._row)] = (left - 1, value)
            else:
                del self._below[len(self._row)]
            self._row.append(value)


def _span(told: str | None, more: bool) -> int:
    """Read how many cells one takes; XML counts those beyond the first."""
    if not told or not told.isdecimal():
        return 1
    return max(1, min(int(told[:6]) + more, _WIDEST))


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n"))
    tidy = "\n".join(filter(None, lines))
    day = _MIDNIGHT.match(tidy)
    return day[1] if day else tidy
