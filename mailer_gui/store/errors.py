"""Turns what SQLite and the file system say into errors for people; the only place that does."""

from __future__ import annotations

import errno
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, TimeoutError

from mailer_gui.model.errors import DiskFullError, MailerError, StoreError, TooNewError, WorkspaceBusyError

_log = logging.getLogger(__name__)
_ENOUGH = 1_000_000
"""With fewer free bytes than this, an input/output error is a full disk."""


@contextmanager
def translated(root: Path) -> Iterator[None]:
    """Raise `MailerError`s in place of the errors of SQLite, SQLAlchemy and the file system."""
    try:
        yield
    except DBAPIError as error:
        raise store_error(error.orig or error, root) from error
    except (sqlite3.Error, OSError, TimeoutError) as error:
        raise store_error(error, root) from error


def store_error(error: BaseException, root: Path) -> MailerError:
    """Give the error for people that stands for this one."""
    if isinstance(error, TimeoutError):
        return _busy(root)
    if isinstance(error, OSError):
        return _of_file_system(error, root)
    return _of_sqlite(getattr(error, "sqlite_errorcode", 0) or 0, error, root)


def _of_file_system(error: OSError, root: Path) -> StoreError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(root)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _read_only(root)
    return StoreError(
        f"The workspace folder {root} cannot be used: {error.strerror or error}.",
        hint="Choose another folder for the workspace.",
    )


def _of_sqlite(code: int, error: BaseException, root: Path) -> StoreError:
    primary = code & 0xFF
    if primary == sqlite3.SQLITE_FULL or (primary == sqlite3.SQLITE_IOERR and _is_full(root)):
        if not _is_full(root):
            _log.error("the database says that it is full, but there is space on the disk", exc_info=error)
        return _full(root)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _busy(root)
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return _full(root) if _is_full(root) else _read_only(root)
    if primary == sqlite3.SQLITE_NOTADB:
        return not_a_database(root)
    if primary == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            f"The database in {root} is damaged.",
            title="The database is damaged",
            hint="Restore the folder from a backup, or choose another folder for the workspace.",
        )
    _log.error("unexpected database error", exc_info=error)
    return StoreError(
        f"The database in {root} could not be used: {error}.",
        hint="Try again. If it happens again, look into the log.",
    )


def not_a_database(root: Path) -> StoreError:
    """Give the error for a file in the database's place that is something else."""
    return StoreError(
        f"The file mailer.db in {root} is not a Mailer database.",
        title="Not a workspace",
        hint="Choose another folder for the workspace, or move that file away.",
    )


def too_new(root: Path) -> TooNewError:
    """Give the error for a workspace that a newer version of the program has used."""
    return TooNewError(
        f"The workspace {root} was last used by a newer version of Mailer. Nothing was changed.",
        hint="Install the newest version of Mailer, or choose another folder for the workspace.",
    )


def _full(root: Path) -> DiskFullError:
    return DiskFullError(
        f"There is no space left on the disk that holds {root}. The last change was not saved; nothing else is lost.",
        hint="Free some space and try again.",
    )


def _busy(root: Path) -> WorkspaceBusyError:
    return WorkspaceBusyError(
        f"Another program has been using the workspace {root} for too long.",
        hint="Close other programs that use it and try again.",
    )


def _read_only(root: Path) -> StoreError:
    return StoreError(
        f"Mailer may not write in the folder {root}.",
        title="The workspace cannot be written",
        hint="Choose another folder for the workspace, or ask for the right to write in this one.",
    )


def _is_full(root: Path) -> bool:
    try:
        return shutil.disk_usage(root).free < _ENOUGH
    except OSError:
        return False
