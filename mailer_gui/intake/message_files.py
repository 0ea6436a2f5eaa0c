"""Reads messages that others made: HTML, MJML, Markdown and text files, a zip with pictures, a saved e-mail."""

from __future__ import annotations

import codecs
import io
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import BodyKind

LARGEST = 50_000_000
"""Bytes that one file, or a zip when it is unpacked, may have."""
MOST_ENTRIES = 2_000
_LINKED_STYLE = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
_SKIPPED = ("__macosx/", ".ds_store")


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """What a file gave. `pictures`: the address in the HTML -> name and bytes; `files`: attachments by name."""

    kind: BodyKind
    subject: str = ""
    html: str = ""
    text: str = ""
    source: str = ""
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    folder: Path | None = None
    """Where relative pictures lie, when they were not in the file itself."""


def read_message(path: Path) -> ReadMessage:
    """Read a message by the suffix of its file. Raises InputError with what is wrong."""
    read = {
        ".html": _html,
        ".htm": _html,
        ".zip": _zip,
        ".eml": _eml,
        ".mjml": _mjml,
        ".md": _markdown,
        ".markdown": _markdown,
        ".txt": _text,
    }.get(path.suffix.lower())
    if read is None:
        raise InputError(
            f"“{path.name}” is no message that can be read.",
            hint="Choose an HTML, MJML, Markdown, text, zip or eml file.",
        )
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"“{path.name}” is too large for a message.")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    return read(path, content)


def _html(path: Path, content: bytes) -> ReadMessage:
    html = _decoded(content)
    return ReadMessage(BodyKind.HTML, _title(html), html, folder=path.resolve().parent)


def _markdown(path: Path, content: bytes) -> ReadMessage:
    return ReadMessage(BodyKind.MARKDOWN, source=_decoded(content), folder=path.resolve().parent)


def _text(_path: Path, content: bytes) -> ReadMessage:
    return ReadMessage(BodyKind.PLAIN, text=_decoded(content))


def _mjml(path: Path, content: bytes) -> ReadMessage:
    """Turn MJML into HTML; what it would include from other files is not read."""
    import mrml  # a compiled library: not at start-up

    try:
        html = str(mrml.to_html(_decoded(content)).content)
    except OSError as error:
        raise InputError(f"“{path.name}” cannot be understood as MJML: {_reason(error)}.") from error
    return ReadMessage(BodyKind.HTML, _title(html), html, folder=path.resolve().parent)


def _reason(error: OSError) -> str:
    return (str(error).strip() or "it is damaged").rstrip(".")


def _title(html: str) -> str:
    found = re.search(r"<title[^>]*>(.*?)</title>", html, re.IGNORECASE | re.DOTALL)
    return " ".join(found.group(1).split())[:200] if found else ""


def _zip(path: Path, content: bytes) -> ReadMessage:
    entries = _entries(path, content)
    pages = [name for name in entries if name.lower().endswith((".html", ".htm", ".mjml"))]
    if not pages:
        raise InputError(f"There is no HTML file in “{path.name}”.")
    page = min(pages, key=lambda name: (name.count("/"), not _stem(name).startswith("index"), name))
    made = (_mjml if page.lower().endswith(".mjml") else _html)(path / PurePosixPath(page).name, entries[page])
    base = PurePosixPath(page).parent
    html = _LINKED_STYLE.sub(lambda link: _style(link.group(), base, entries), made.html)
    pictures = {}
    for name, data in entries.items():
        if name not in pages:
            for address in _addresses(PurePosixPath(name), base):
                pictures[address] = (PurePosixPath(name).name, data)
    return ReadMessage(BodyKind.HTML, made.subject, html, pictures=pictures)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.lower()


def _entries(path: Path, content: bytes) -> dict[str, bytes]:
    """Give the files of a zip by name; one that would unpack to too much is refused before it does."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir() and not _is_skipped(one)]
            if len(infos) > MOST_ENTRIES or sum(one.file_size for one in infos) > LARGEST:
                raise InputError(f"“{path.name}” is too large for a message when it is unpacked.")
            entries = {}
            for one in infos:
                with archive.open(one) as file:
                    entries[one.filename.replace("\\", "/").lstrip("/")] = file.read(one.file_size + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError) as error:  # RuntimeError: locked, unknown
        raise InputError(f"“{path.name}” is damaged or locked and cannot be unpacked.") from error
    return entries


def _is_skipped(info: zipfile.ZipInfo) -> bool:
    name = info.filename.lower()
    is_link = stat.S_ISLNK(info.external_attr >> 16)
    return is_link or info.file_size == 0 or name.startswith(_SKIPPED[0]) or name.endswith(_SKIPPED[1])


def _addresses(name: PurePosixPath, base: PurePosixPath) -> tuple[str, ...]:
    """Give how a page in `base` may write the address of an entry."""
    if name.is_relative_to(base):
        return (str(name.relative_to(base)), f"./{name.relative_to(base)}")
    up = len(base.parts)
    return "../" * up + str(name), f"/{name}"


def _style(link: str, base: PurePosixPath, entries: Mapping[str, bytes]) -> str:
    """Put a style sheet of the zip into the page: mail programs load none."""
    found = _HREF.search(link)
    if "stylesheet" not in link.lower() or found is None:
        return link
    name = str(base / unquote(found.group(1)).removeprefix("./"))
    return f"<style>\n{_decoded(entries[name])}\n</style>" if name in entries else link


def _eml(path: Path, content: bytes) -> ReadMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    if not message.keys():
        raise InputError(f"“{path.name}” is not a saved e-mail.")
    html, text = _body(message, "html"), _body(message, "plain")
    pictures, files = {}, []
    for part in message.walk():
        if part.is_multipart() or (part.get_content_type() in ("text/html", "text/plain") and not part.get_filename()):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        name = part.get_filename() or "file"
        mark = str(part["Content-ID"] or "").strip().strip("<>")
        if mark and f"cid:{mark}" in html:
            pictures[f"cid:{mark}"] = (name, data)
        else:
            files.append((name, data))
    subject = " ".join(str(message["Subject"] or "").split())
    if html:
        return ReadMessage(BodyKind.HTML, subject, html, pictures=pictures, files=tuple(files))
    return ReadMessage(BodyKind.PLAIN, subject, text=text, files=tuple(files))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):  # an unknown character set
        data = part.get_payload(decode=True)
        return _decoded(data) if isinstance(data, bytes) else ""


_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.-]+)""", re.IGNORECASE
)


def _decoded(content: bytes) -> str:
    """Decode by the mark at the start, as UTF-8, by what an HTML page says of itself, else as Windows does."""
    declared = _CHARSET.search(content[:4096])
    candidates = [name for mark, name in _BOMS if content.startswith(mark)]
    candidates += ["utf-8", declared.group(1).decode("ascii") if declared else "cp1252"]
    for name in candidates:
        try:
            return content.decode(name).replace("\r\n", "\n")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace").replace("\r\n", "\n")
