"""What kind of file it is, by its contents and never by its name; of kinds that hold no table, said in words."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

_UNPACK = "Unpack it, then choose the file that is inside."
_SAVE = "Save it as CSV in the program it comes from, then choose that."
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
    (b"!BDN", "a mail folder of Outlook (PST)", "Export the contacts as CSV in Outlook, then choose that."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBERS = (
    ("word/", "a Word document (.docx)", ""),
    ("ppt/", "a PowerPoint file (.pptx)", ""),
    ("Index/", "a Numbers or Pages file", _SAVE),
    ("content.xml", "an OpenDocument text or drawing", ""),
)
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
# Pictures' two-letter marks are also how a text may begin; these need a zero byte beside them.
_WEAK = (b"BM", b"MZ", b"ID3", b"RIFF")
_PAGE = re.compile(
    r"<(?:html|table|tr|body)[\s>]|urn:schemas-microsoft-com:office:spreadsheet|opendocument\.spreadsheet|<a\s[^>]*mailto:",
    re.I,
)
_LDIF = re.compile(r"(?:(?:#.*|version:.*|)\r?\n)*dn::?\s", re.I)
_SYLK = re.compile(r"ID;P[^\r\n]*[\r\n]+(?:[BCFOP];|E[\r\n])", re.I)
_CARD = re.compile(r"(?:^|[\r\n])[ \t]*begin:vcard[ \t]*[\r\n]", re.I)


class Kind(NamedTuple):
    """`name` is a kind that can be read, "locked", or empty: then `seems` says what it is instead of a table."""

    name: str
    seems: str = ""
    hint: str = ""


def kind_of_binary(path: Path, head: bytes) -> Kind | None:
    """Recognise a file that is no text; None when it may be one."""
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_OLE):
        return _compound(path)
    for start, words, hint in _STARTS:
        if head.startswith(start) and (start not in _WEAK or b"\0" in head):
            return Kind("", words, hint)
    return None


def kind_of_text(head: bytes, encoding: str) -> Kind:
    """Recognise what a text is; plain text is taken for a table ("csv")."""
    if not encoding.startswith(("utf-16", "utf-32")):
        head = head.rstrip(b"\0")  # what was left of a block when the disk was full or the program ended
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    start = text[:64].lower()
    if _CARD.search(text[:4096]):
        return Kind("vcard")
    if _LDIF.match(text):
        return Kind("ldif")
    if start.startswith("<") and _PAGE.search(text):
        return Kind("html")
    if _SYLK.match(text):
        return Kind("sylk")
    if start.startswith("<?xml"):
        return Kind("", "an XML file", _SAVE)
    if start.startswith(("[{", "[\n", "[\r", "[ {", '["', "[[", '{"', "{\n", "{\r")):
        return Kind("", "a JSON file", "Save it as CSV in the program it comes from, then choose that.")
    control = sum(head.count(c) for c in range(32) if c not in (0, 1, 9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31))
    wide = encoding.startswith(("utf-16", "utf-32"))
    if not wide and (control * 20 > len(head) or head.count(0) * 5 > len(head)):
        return Kind("", "something else than text")
    return Kind("csv")


def _packed(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
            types = archive.read("[Content_Types].xml")[:100_000] if "[Content_Types].xml" in names else b""
    except Exception:  # damaged in one of many ways, or of a kind Python cannot read
        return _damaged(path)
    if "xl/workbook.bin" in names:
        return Kind("xlsb")
    if b"spreadsheetml" in types or any(name.lower().replace("\\", "/").startswith("xl/") for name in names):
        return Kind("xlsx")
    if b"spreadsheet" in mimetype:
        return Kind("ods")
    for start, words, hint in _MEMBERS:
        if any(name.startswith(start) for name in names):
            return Kind("", words, hint)
    return Kind("", "a compressed folder (zip)", _UNPACK)


def _damaged(path: Path) -> Kind:
    """Take a workbook that is cut off for one by its first member or its name; the reader says that it is damaged."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"opendocument.spreadsheet" in head or path.suffix.lower() == ".ods":
        return Kind("ods")
    if b"xl/" in head or b"[Content_Types].xml" in head or path.suffix.lower() in (".xlsx", ".xlsm"):
        return Kind("xlsx")
    return Kind("", "a compressed folder (zip)", _UNPACK)


def _compound(path: Path) -> Kind:
    """Look for the names of streams in an OLE file; Excel before 2007 and locked workbooks of today are such."""
    found: set[str] = set()
    rest = b""
    wanted = [(name.encode("utf-16-le"), kind) for name, kind in _STREAMS]
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            chunk = rest + chunk
            found.update(kind for name, kind in wanted if name in chunk)
            rest = chunk[-64:]
    for kind in ("locked", "xls"):
        if kind in found:
            return Kind(kind)
    if path.suffix.lower() in (".xls", ".xlt"):
        return Kind("xls")
    return Kind("", "an older Office file", _SAVE)
