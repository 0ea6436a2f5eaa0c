"""What the command line prints: tables and sentences for people, or one JSON object for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from mailer_gui.model.work import Progress

EXIT_GOOD = 0
EXIT_INPUT = 2
EXIT_PARTLY = 3
EXIT_NOT_SENT = 4


class Output:
    """Standard output for results, standard error for progress and errors."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    def result(self, data: Mapping[str, Any], *lines: str) -> None:
        """Print the JSON object, or the lines for people."""
        if self.as_json:
            print(json.dumps(data, ensure_ascii=not _writes_every_letter(), default=str))
        else:
            for line in lines:
                print(_plain(line))

    def rows(self, data: Mapping[str, Any], rows: Iterable[Sequence[object]]) -> None:
        """Print the JSON object, or rows with tabs between their cells, for other programs to cut."""
        if self.as_json:
            self.result(data)
        else:
            for row in rows:
                print("\t".join(map(_plain, row)))

    def say(self, line: str) -> None:
        """Tell a person something beside the result; programs do not see it."""
        if not self.as_json:
            print(_plain(line))

    def table(
        self, data: Mapping[str, Any], headers: Sequence[str], rows: Sequence[Sequence[object]], empty: str = ""
    ) -> None:
        """Print the JSON object, or a table; columns headed by `#...` hold numbers and are aligned to the right.

        Where there is nothing to show, `empty` is said instead.
        """
        if self.as_json or (empty and not rows):
            self.result(data, empty)
            return
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for header in headers:
            table.add_column(header.lstrip("#"), justify="right" if header.startswith("#") else "left", overflow="fold")
        for row in rows:
            table.add_row(*(_plain(cell) for cell in row))
        # A pipe has no width; a narrow guess would fold addresses in the middle.
        Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress]:
        """Show a progress bar on standard error where it is a terminal; gives the function that long work calls."""
        if self.as_json or not sys.stderr.isatty():
            yield _quiet
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)

            def report(done: int, total: int | None) -> None:
                bar.update(task, completed=done, total=total)

            yield report


def _writes_every_letter() -> bool:
    """Tell whether standard output can hold any name as it is; a pipe on Windows often cannot."""
    return (sys.stdout.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8")


def _quiet(done: int, total: int | None) -> None:
    """Report nothing."""


def _plain(cell: object) -> str:
    """Give text without anything that could steer a terminal: it may be a server's or a stranger's."""
    return "".join(c if c.isprintable() else " " for c in str(cell))


def error(text: str) -> None:
    """Print one or two sentences on standard error."""
    print(_plain(text), file=sys.stderr)


def when(at: float | None) -> str:
    """Write a time for people in the local zone; empty for None."""
    return "" if at is None else time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def number(value: int) -> str:
    """Write a number with thousands apart: 4,102."""
    return f"{value:,}"


def counted(count: int, one: str, many: str) -> str:
    """Write a number with the words that fit it: 1 person lacks, 4,102 people lack."""
    return f"{number(count)} {one if count == 1 else many}"


def people(count: int) -> str:
    """Write how many people."""
    return counted(count, "person", "people")


def messages(count: int) -> str:
    """Write how many messages."""
    return counted(count, "message", "messages")
