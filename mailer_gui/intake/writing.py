"""CSV files for people: safe against formulas, whole or not there at all, with errors in words."""

from __future__ import annotations

import csv
import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer_gui.model.errors import DiskFullError, InputError, MailerError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How formulas begin, also on East Asian keyboards; some spreadsheets skip spaces before them."""
NULL = "\\N"
"""How databases write into a text file that there is nothing."""


def safe(value: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula. `plain` takes it away again."""
    return f"'{value}" if _is_special(value) else value


def _is_special(value: str) -> bool:
    bare = value.lstrip("'")
    return bare.startswith(_FORMULA) or bare.lstrip().startswith(_FORMULA) or bare == NULL


def plain(value: str) -> str:
    """Give the value that `safe` was given; other apostrophes stay."""
    return value[1:] if value.startswith("'") and _is_special(value) else value


def shielded(value: str) -> str:
    """Guard what `plain` would change, for files in which nothing is a formula."""
    return f"'{value}" if plain(value) != value else value


class CsvFile:
    """Rows written to a file in UTF-8 with a mark, so that Excel reads the accents."""

    def __init__(self, path: Path, columns: Iterable[str], delimiter: str = ",") -> None:
        self._path = path
        self._part = _unfinished(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("w", encoding="utf-8-sig", newline="", errors="replace")
        except OSError as problem:
            raise not_written(path, problem) from problem
        self._writer = csv.writer(self._file, delimiter=delimiter)
        self.write(columns)

    def write(self, cells: Iterable[str]) -> None:
        """Write one row."""
        try:
            self._writer.writerow(map(safe, cells))
        except OSError as problem:
            raise not_written(self._path, problem) from problem

    def finish(self) -> None:
        """Put the finished file in its place."""
        try:
            self._file.close()
            self._part.replace(self._path)
        except OSError as problem:
            raise not_written(self._path, problem) from problem

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self._file.close()
        except OSError:
            pass  # it is thrown away anyway
        finally:
            self._part.unlink(missing_ok=True)


@contextmanager
def csv_file(path: Path, columns: Iterable[str], delimiter: str = ",") -> Iterator[CsvFile]:
    """Write a CSV file; when anything goes wrong, what was there before stays."""
    file = CsvFile(path, columns, delimiter)
    try:
        yield file
        file.finish()
    except BaseException:
        file.discard()
        raise


def _unfinished(path: Path) -> Path:
    """Name the file while it is written. A folder is refused now, not when everything is written."""
    if path.is_dir():
        raise InputError(f"“{path}” is a folder, not a file.", hint="Add the name of a file.")
    return path.with_name(f".{path.name}.part")


def not_written(path: Path, problem: OSError) -> MailerError:
    """Give the error for people when a file could not be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(
            f"There is no space left for the file “{path}”. It was not written.", hint="Free some space and try again."
        )
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return InputError(f"The file “{path}” may not be written by you.", hint="Choose another place.")
    return InputError(f"The file “{path}” cannot be written ({problem.strerror or problem}).")


@contextmanager
def finished_file(path: Path) -> Iterator[Path]:
    """Give a place to write a file that comes to its own only when it is whole."""
    part = _unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise not_written(path, problem) from problem


@contextmanager
def text_file(path: Path) -> Iterator[Callable[[str], object]]:
    """Write a text file in UTF-8, piece by piece; when anything goes wrong, what was there before stays."""
    part = _unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
                yield file.write
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise not_written(path, problem) from problem
