"""What a file that is no text seems to be, said in words."""

from __future__ import annotations

import zipfile
from pathlib import Path

_UNPACK = "Unpack it, then import the CSV file that is inside."
_SAVE = "Save it as CSV in the program it comes from, then import that."
_STARTS = (
    (b"%PDF", "a PDF document", ""),
    (b"\x89PNG", "a picture (PNG)", ""),
    (b"\xff\xd8\xff", "a picture (JPEG)", ""),
    (b"GIF8", "a picture (GIF)", ""),
    (b"BM", "a picture (BMP)", ""),
    (b"RIFF", "a picture, sound or film", ""),
    (b"ID3", "a sound (MP3)", ""),
    (b"\x1f\x8b", "a compressed file (gzip)", _UNPACK),
    (b"BZh", "a compressed file (bzip2)", _UNPACK),
    (b"\xfd7zXZ", "a compressed file (xz)", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a compressed folder (7z)", _UNPACK),
    (b"Rar!", "a compressed folder (RAR)", _UNPACK),
    (b"SQLite format 3\0", "a database (SQLite)", ""),
    (b"\x7fELF", "a program", ""),
    (b"MZ", "a program (Windows)", ""),
    (b"{\\rtf", "a text document (RTF)", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Excel or Office file", _SAVE),
)
_MEMBERS = (
    ("xl/", "an Excel workbook (.xlsx)", _SAVE),
    ("word/", "a Word document (.docx)", ""),
    ("ppt/", "a PowerPoint file (.pptx)", ""),
    ("content.xml", "an OpenDocument file (.ods)", _SAVE),
    ("Index/", "a Numbers or Pages file", _SAVE),
)
_TEXTS = (
    (b"<!doctype html", "a web page (HTML)", ""),
    (b"<html", "a web page (HTML)", ""),
    (b"<?xml", "an XML file", ""),
    (b"begin:vcard", "a file of contact cards (vCard)", _SAVE),
)
# Pictures' two-letter marks are also how a text may begin; these need a zero byte beside them.
_WEAK = (b"BM", b"MZ", b"ID3", b"RIFF")


def what_it_seems(path: Path, head: bytes, *, wide: bool) -> tuple[str, str]:
    """Say what the file seems to be instead of a table, and the next step; both empty when it is text.

    `wide` is UTF-16 or UTF-32, whose zero bytes are no bad sign.
    """
    if head.startswith(b"PK\x03\x04"):
        return _inside(path)
    for start, words, hint in _STARTS:
        if head.startswith(start) and (start not in _WEAK or b"\0" in head):
            return words, hint
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    for start, words, hint in _TEXTS:
        if text.startswith(start):
            return words, hint
    if text.startswith((b"[{", b"[\n", b"[ {", b'{"', b"{\n")):
        return "a JSON file", ""
    control = sum(head.count(c) for c in range(32) if c not in (0, 9, 10, 11, 12, 13, 26, 27))
    if not wide and (control * 20 > len(head) or head.count(0) * 5 > len(head)):
        return "something else than text", ""
    return "", ""


def _inside(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):  # damaged, or of a kind Python cannot read
        names = []
    for start, words, hint in _MEMBERS:
        if any(name.startswith(start) for name in names):
            return words, hint
    return "a compressed folder (zip)", _UNPACK
