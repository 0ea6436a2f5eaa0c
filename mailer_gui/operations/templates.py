"""Templates: messages to begin with, kept, read from files and written to files."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.model.templates import Template
from mailer_gui.operations.workspace import keep_own_files

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_LOOK = 1
"""Counts up when templates begin to look different."""


def all(ws: Workspace) -> list[Template]:
    """Give all templates by name."""
    return ws.templates.all()


def get(ws: Workspace, template_id: int) -> Template:
    """Give one template, or raise NotFoundError."""
    return ws.templates.get(template_id)


def by_name(ws: Workspace, name: str) -> Template:
    """Give the template of this name, or raise NotFoundError."""
    return ws.templates.by_name(name)


def save(ws: Workspace, name: str, message: Message, template_id: int = 0) -> Template:
    """Keep a message as a template (id 0: a new one). What belongs to one campaign alone, its From, stays out."""
    return ws.templates.save(name, replace(message, from_name="", from_address="", reply_to=""), template_id)


def rename(ws: Workspace, template_id: int, name: str) -> Template:
    """Give a template another name; InputError when that is taken."""
    return ws.templates.save(name, ws.templates.get(template_id).message, template_id)


def remove(ws: Workspace, template_id: int) -> None:
    """Delete a template. Campaigns that were begun with it stay as they are."""
    ws.templates.remove(template_id)


def thumbnail(ws: Workspace, template: Template) -> Path:
    """Give where the small picture of a template is kept: named by what it shows, so that it is never stale."""
    shown = hashlib.sha256(f"{_LOOK} {template.message!r}".encode("utf-8", "replace")).hexdigest()
    return Path(ws.paths.thumbnails) / f"{shown[:32]}.png"


def specimen(ws: Workspace, message: Message) -> tuple[str, dict[str, tuple[str, bytes]]]:
    """Give a message as a page for nobody in particular, and its pictures (content id -> media type and bytes).

    In the place of a merge field stands its fallback, or its name. Raises InputError when it cannot be read.
    """
    from mailer_gui.compose.bodies import written_html
    from mailer_gui.compose.specimen import specimen_of

    html = written_html(message) or f"<pre style='font-size:24px;white-space:pre-wrap'>{escape(message.text)}</pre>"
    pictures = {one.content_id: (one.media_type, ws.attachments.read(one.sha256)) for one in message.images}
    return specimen_of(html), pictures


def read_file(ws: Workspace, path: Path) -> Message:
    """Read a message from an HTML, MJML, Markdown, text, zip or eml file, its pictures and attachments with it."""
    from mailer_gui.intake.message_files import read_message
    from mailer_gui.store.pictures import embed

    read = read_message(path)
    html, images = embed(ws.attachments, read.html, read.folder, read.pictures)
    attachments = tuple(ws.attachments.add_bytes(name, content) for name, content in read.files)
    return Message(
        read.subject, html, read.text, kind=read.kind, source=read.source, images=images, attachments=attachments
    )


def import_file(ws: Workspace, path: Path, name: str = "") -> Template:
    """Keep the message of a file as a new template, named like the file; taken names get a number."""
    message = read_file(ws, path)
    return ws.templates.save(name.strip() or ws.templates.free_name(path.stem), message)


def export(ws: Workspace, template_id: int, out: Path) -> Path:
    """Write a template to a file that `import_file` reads again; gives its path.

    `out` may be a folder. HTML with pictures becomes a zip, HTML without .html, Markdown .md, plain text .txt; of a
    letter the HTML is written.
    """
    template = ws.templates.get(template_id)
    return export_message(ws, template.name, template.message, out)


def export_message(ws: Workspace, name: str, message: Message, out: Path) -> Path:
    """Write a message that is no template as `export` does."""
    suffix, files = _written(ws, message)
    if out.is_dir():
        stem = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "template"
        out = out / f"{stem}{suffix}"
    elif out.suffix.lower() not in (suffix, ".htm" if suffix == ".html" else suffix):
        out = out.with_name(out.name + suffix)
    keep_own_files(ws, out)
    _write(out, files)
    return out


def _written(ws: Workspace, message: Message) -> tuple[str, dict[str, bytes]]:
    """Give the suffix and what goes into the file: one part, or several for a zip."""
    from mailer_gui.compose.bodies import written_html
    from mailer_gui.compose.pictures import Reference, replaced

    if message.kind is BodyKind.MARKDOWN and not message.images:
        return ".md", {"message.md": message.source.encode()}
    if message.kind is BodyKind.PLAIN:
        return ".txt", {"message.txt": message.text.encode()}
    names = {
        f"cid:{image.content_id}": f"images/{number}-{image.name}" for number, image in enumerate(message.images, 1)
    }

    def address(reference: Reference) -> str | None:
        return names.get(reference.value.strip())

    files = {"index.html": replaced(written_html(message), address).encode()}
    if not message.images:
        return ".html", files
    pictures = {names[f"cid:{image.content_id}"]: ws.attachments.read(image.sha256) for image in message.images}
    return ".zip", {**files, **pictures}


def _write(out: Path, files: dict[str, bytes]) -> None:
    from mailer_gui.intake.writing import not_written

    part = out.with_name(f".{out.name}.part")
    try:
        if out.suffix.lower() == ".zip":
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
        else:
            part.write_bytes(next(iter(files.values())))
        part.replace(out)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise not_written(out, problem) from problem
