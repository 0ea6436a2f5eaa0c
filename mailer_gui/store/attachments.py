"""Attachments: copies of files in the workspace, each named by its SHA-256, so that approved bytes never change."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from mailer_gui.model.errors import InputError, NotFoundError, StoreError
from mailer_gui.model.messages import Attachment
from mailer_gui.paths import WorkspacePaths, name_of
from mailer_gui.store.durable import sync_folder
from mailer_gui.store.errors import translated

GRACE = 600.0


class Attachments:
    """The attachments of a workspace."""

    def __init__(self, paths: WorkspacePaths) -> None:
        self._paths = paths
        self._root = paths.root
        self._folder = paths.attachments

    def add(self, path: Path) -> Attachment:
        """Copy a file into the workspace. Raises InputError when it cannot be read, or is the database itself."""
        if self._paths.is_database(path):
            raise InputError("This is the address book itself; it is attached to nothing.", hint="Choose another file.")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"The file {path} cannot be read: {error.strerror or error}.", hint="Choose another file."
            ) from error
        return self.add_bytes(name_of(path), content)

    def add_bytes(self, name: str, content: bytes) -> Attachment:
        """Keep bytes under their SHA-256; the same content is kept once. It is whole on disk, or not there."""
        digest = hashlib.sha256(content).hexdigest()
        with translated(self._root):
            if self.has(digest):
                os.utime(self._folder / digest)  # it is wanted anew: no sweep takes it
            else:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                _write(self._folder / digest, content)
        media_type, encoding = mimetypes.guess_type(name)
        kind = media_type if media_type and not encoding else "application/octet-stream"
        return Attachment(name, digest, len(content), kind)

    def sweep(self, in_use: Collection[str]) -> int:
        """Remove what no campaign uses any more; gives how many. What was added just now may not be saved yet."""
        removed = 0
        with translated(self._root):
            for file in self._folder.iterdir() if self._folder.is_dir() else ():
                if file.name not in in_use and time.time() - file.stat().st_mtime > GRACE:
                    file.unlink(missing_ok=True)
                    removed += 1
        return removed

    def remove(self, digests: Collection[str]) -> None:
        """Remove these at once."""
        with translated(self._root):
            for digest in digests:
                (self._folder / digest).unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes are there."""
        return (self._folder / sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """Give the bytes, checked against their SHA-256."""
        if not self.has(sha256):
            raise NotFoundError("An attachment is no longer in the workspace.", hint="Attach the file again.")
        with translated(self._root):
            content = (self._folder / sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError("An attachment in the workspace was changed or damaged.", hint="Attach the file again.")
        return content


def _write(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix="new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
