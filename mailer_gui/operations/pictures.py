"""Pictures inside a message: taken from files, the clipboard or pasted HTML into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError

if TYPE_CHECKING:
    from mailer_gui.model.messages import Attachment
    from mailer_gui.operations.workspace import Workspace


def add(ws: Workspace, path: Path) -> Attachment:
    """Take a picture file; show it with `<img src="cid:...">` and its content id. Raises InputError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file {path} cannot be read: {error.strerror or error}.") from error
    return add_bytes(ws, path.name, content)


def add_bytes(ws: Workspace, name: str, content: bytes) -> Attachment:
    """Take a picture that was pasted or dropped. Raises InputError when mail programs cannot show it."""
    from mailer_gui.store.pictures import add_picture

    return add_picture(ws.attachments, name, content)


def embed(ws: Workspace, html: str, folder: Path | None = None) -> tuple[str, tuple[Attachment, ...]]:
    """Take the pictures that HTML has in itself or in files of `folder`; gives the HTML with content ids, and them."""
    from mailer_gui.store.pictures import embed as taken

    return taken(ws.attachments, html, folder)
