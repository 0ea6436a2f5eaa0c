"""Excel workbooks for people: every cell is text, so that nothing is a formula and a number stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer_gui.intake.writing import finished_file, shielded
from mailer_gui.model.errors import InputError

MOST_ROWS = 1_048_576
"""A sheet of Excel's has no more rows."""
_LONGEST = 32_767
"""A cell of Excel's has no more characters."""


class Sheet:
    """Rows written one after the other; they never are in memory together."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # it has no types

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self.write(columns)

    def write(self, cells: Iterable[str]) -> None:
        """Write one row."""
        if self._row >= MOST_ROWS:
            raise InputError(
                "These are more people than an Excel workbook can hold.", hint="Export them as CSV, or fewer of them."
            )
        for column, text in enumerate(cells):
            if text:
                self._sheet.write_string(self._row, column, _printable(shielded(text)[:_LONGEST]))
        self._row += 1

    def finish(self) -> None:
        """Write the end."""
        self._book.close()


def _printable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()  # half a character is no XML


@contextmanager
def sheet_file(path: Path, columns: Iterable[str]) -> Iterator[Sheet]:
    """Write a workbook; when anything goes wrong, what was there before stays."""
    with finished_file(path) as part:
        sheet = Sheet(part, columns)
        try:
            yield sheet
        finally:
            sheet.finish()
