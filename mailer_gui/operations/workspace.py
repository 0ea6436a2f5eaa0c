"""Opening the workspace: the folder that holds the database, attachments and logs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mailer_gui import log, paths
from mailer_gui.model.errors import InputError, StoreError

if TYPE_CHECKING:
    from mailer_gui.store.database import Store

_WINDOW_CACHE_KIB = 8_000
"""The window reads in several threads, each with a connection and a cache of its own."""
Workspace: TypeAlias = "Store"
"""An opened workspace. Front doors hand it to operations and never look inside."""


def open_workspace(root: Path | None = None, *, role: str = "", carried: Mapping[int, str] | None = None) -> Workspace:
    """Open (or make) the workspace; None means the default one. With a role, this process logs into it.

    `carried` is what the parent process alone knew (`carried(ws)` there).

    Raises StoreError when the folder or the database cannot be used.
    """
    from mailer_gui.store.database import open_store

    # Absolute, because the processes that are started for it stand in another folder.
    folder = (root if root is not None else paths.default_workspace()).absolute()
    if role == "window":
        from mailer_gui.store import memory

        memory.keep_together()
    store = open_store(folder, cache_kib=_WINDOW_CACHE_KIB) if role == "window" else open_store(folder)
    if role:
        try:
            log.configure(store.paths.log, role)
        except OSError as problem:
            store.close()
            raise StoreError(
                f"The log in {store.paths.logs} cannot be written: {problem.strerror or problem}.",
                hint="Choose another folder for the workspace, or ask for the right to write in this one.",
            ) from problem
    if carried:
        store.secrets.remember(carried)
    return store


def keep_own_files(ws: Workspace, out: Path) -> None:
    """Raise InputError when writing there would harm the workspace itself."""
    if ws.paths.is_own(out):
        raise InputError(
            f"{out} belongs to the workspace itself, so nothing is written there.",
            hint="Choose another name or another folder.",
        )


def refuse_database(ws: Workspace, path: Path) -> None:
    """Raise InputError when a file that is to be read is the database itself: reading it would drop our locks on it."""
    if ws.paths.is_database(path):
        raise InputError(f"“{path.name}” is this address book itself.", hint="Choose another file.")


def carried(ws: Workspace) -> dict[int, str]:
    """Give the passwords that only this process knows, for a child that works on its behalf."""
    return ws.secrets.remembered()
