"""Takes pictures that HTML shows from the author's computer into the workspace, so that they go with the message."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, unquote_to_bytes

from mailer_gui.compose.pictures import Reference, replaced
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Attachment
from mailer_gui.store.attachments import Attachments

LARGEST = 10_000_000
_DATA = re.compile(r"data:(image/[a-z0-9.+-]+)[^,]*?(;base64)?,(.*)", re.IGNORECASE | re.DOTALL)
_KINDS = {
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"GIF8": ("image/gif", ".gif"),
    b"BM": ("image/bmp", ".bmp"),
}


def add_picture(attachments: Attachments, name: str, content: bytes) -> Attachment:
    """Keep a picture in the workspace. Raises InputError when it is none that mail programs show, or too large."""
    kind, suffix = _kind(content)
    if not kind:
        raise InputError(f"“{name}” is not a picture that mail programs show.", hint="Use a PNG, JPEG or GIF file.")
    if len(content) > LARGEST:
        hint = "Make it smaller: 1,200 pixels across are enough for a message."
        raise InputError(f"The picture “{name}” is too large: {len(content) / 1e6:.0f} MB.", hint=hint)
    stem = re.sub(r"[^\w.-]+", "-", Path(name).stem).strip("-.")[:60] or "picture"
    kept = attachments.add_bytes(f"{stem}{suffix}", content)
    return Attachment(kept.name, kept.sha256, kept.size, kind)


def _kind(content: bytes) -> tuple[str, str]:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", ".webp"
    return next((found for start, found in _KINDS.items() if content.startswith(start)), ("", ""))


def embed(
    attachments: Attachments, html: str, folder: Path | None, known: Mapping[str, tuple[str, bytes]] | None = None
) -> tuple[str, tuple[Attachment, ...]]:
    """Give the HTML with its local pictures shown by content id, and these pictures.

    Local are data in the HTML itself and files, relative ones in `folder` (None: no file is read); `known` gives name
    and bytes for addresses that come from elsewhere. Pictures that cannot be taken stay as they are: the checks
    before Send name them. Everything else in the HTML stays equal.
    """
    taken: dict[str, Attachment] = {}
    given = known or {}

    def new(reference: Reference) -> str | None:
        value = reference.value.strip()
        if not reference.is_picture or not (reference.is_local or value in given):
            return None
        try:
            name, content = given.get(value) or given.get(unquote(value)) or _content(value, folder)
            picture = add_picture(attachments, name, content)
        except (InputError, OSError, ValueError):
            return None
        taken[picture.sha256] = picture
        return f"cid:{picture.content_id}"

    made = replaced(html, new)
    return made, tuple(taken.values())


def _content(value: str, folder: Path | None) -> tuple[str, bytes]:
    data = _DATA.fullmatch(value)
    if data:
        try:
            raw = unquote_to_bytes(data.group(3))
            return "picture", base64.b64decode(raw) if data.group(2) else raw
        except binascii.Error as error:
            raise ValueError("damaged data") from error
    if folder is None:
        raise ValueError("no files are read")
    if value.lower().startswith("file:"):
        path = unquote(re.sub(r"^file:(?://(?:localhost)?)?", "", value, flags=re.IGNORECASE))
        if re.match(r"/[A-Za-z]:", path):
            path = path[1:]
    else:
        path = unquote(value.partition("?")[0].partition("#")[0])
    windows = PureWindowsPath(path)
    file = Path(path) if windows.drive else folder / path.replace("\\", "/")
    return windows.name, file.read_bytes()
