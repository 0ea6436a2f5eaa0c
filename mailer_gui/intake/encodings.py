"""Which encoding a text file is written in: byte order mark, strict UTF-8, UTF-16 without mark, then a guess."""

from __future__ import annotations

import codecs
import locale
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mailer_gui.intake.alphabets import ALPHABETS, plausibility
from mailer_gui.intake.ideographs import plausible
from mailer_gui.intake.mixed import CELLS, is_utf8, mixed
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.work import Cancel, never

ENCODINGS: dict[str, str] = {
    "utf-8": "Unicode (UTF-8)",
    "utf-8-sig": "Unicode (UTF-8 with mark)",
    "utf-16": "Unicode (UTF-16)",
    "utf-16-le": "Unicode (UTF-16, little end first)",
    "utf-16-be": "Unicode (UTF-16, big end first)",
    "utf-32": "Unicode (UTF-32)",
    "utf-32-le": "Unicode (UTF-32, little end first)",
    "utf-32-be": "Unicode (UTF-32, big end first)",
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_u": "Cyrillic (KOI8)",
    "cp866": "Cyrillic (DOS 866)",
    "cp855": "Cyrillic (DOS 855)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1258": "Vietnamese (Windows-1258)",
    "cp874": "Thai (Windows-874)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "iso2022_jp": "Japanese (ISO 2022)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "cp950": "Chinese, traditional (Big5)",
    "cp949": "Korean (Windows-949)",
    "iso2022_kr": "Korean (ISO 2022)",
    "mac_roman": "Western European (Macintosh)",
    "mac_latin2": "Central European (Macintosh)",
    "cp850": "Western European (DOS 850)",
    "cp852": "Central European (DOS 852)",
    "iso8859_5": "Cyrillic (ISO 8859-5)",
    "mac_cyrillic": "Cyrillic (Macintosh)",
    "iso8859_6": "Arabic (ISO 8859-6)",
    "iso8859_7": "Greek (ISO 8859-7)",
    "iso8859_15": "Western European (ISO 8859-15)",
    "mixed_cp1252": "Mixed: Unicode and Western European (Windows-1252)",
    "mixed_cp1250": "Mixed: Unicode and Central European (Windows-1250)",
    "mixed_cp1251": "Mixed: Unicode and Cyrillic (Windows-1251)",
    "mixed_cp932": "Mixed: Unicode and Japanese (Shift-JIS)",
    "mixed_gb18030": "Mixed: Unicode and Chinese (GB 18030)",
}
"""Codec name -> name for people, in the order of a choice list."""

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MULTIBYTE = ("cp932", "gb18030", "euc_jp", "cp950", "cp949")
_LANGUAGE_ENCODING = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr", "sl", "bs"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "sr", "mk"), "cp1251"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    "el": "cp1253",
    "tr": "cp1254",
    "he": "cp1255",
    "ar": "cp1256",
    "fa": "cp1256",
    "th": "cp874",
    "vi": "cp1258",
    "ja": "cp932",
    "ko": "cp949",
    "zh": "gb18030",
}
_OTHERWISE = (
    "cz:cs ua:uk by:be rs:sr si:sl ba:bs ee:et gr:el il:he jp:ja kr:ko cn:zh ir:fa eg:ar sa:ar vn:vi ar:es et:am"
)
_LANGUAGE_OF_COUNTRY: dict[str, str] = dict(re.findall(r"(\w+):(\w+)", _OTHERWISE))
"""Ending of domains -> language, where they differ."""
_COUNTRY = re.compile(rb"@[\w.-]{1,80}\.([a-zA-Z]{2})\b")
_CHUNK = 1 << 20
_SAMPLE = 64 * 1024
_COMMON_ENOUGH = 0.4
"""So many of the characters must be common ones; a wrong encoding gives less than a fifth."""
_DOUBT = 0.25
_FEW = 1.0
"""One or two characters are not enough to believe in another continent."""
_SENSIBLE = 0.5
"""What fits an encoding less is something else read wrongly."""
_NO_LETTERS = frozenset({"Cc", "Cn", "Co", "Cs"})


@dataclass(slots=True)
class FileFacts:
    """What one pass over the bytes of a file says."""

    size: int = 0
    lines: int = 0
    """The rows cannot be more."""
    head: bytes = b""
    is_utf8: bool = True
    utf8_sample: bytearray = field(default_factory=bytearray)
    """Lines that hold bytes beyond ASCII and are UTF-8, from the whole file."""
    other_sample: bytearray = field(default_factory=bytearray)
    """Lines that hold bytes beyond ASCII and are not UTF-8."""


def scan(path: Path, cancel: Cancel = never) -> FileFacts:
    """Read the file once, whole, in constant memory. A special letter may first come in the last row."""
    facts = FileFacts(size=path.stat().st_size)
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = returns = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if cancel():
                raise Cancelled("Stopped while the file was read. Nothing was changed.")
            if not facts.head:
                facts.head = chunk[: 1 << 16]
            newlines += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            last = chunk[-1:]
            if facts.is_utf8:
                facts.is_utf8 = _decodes(decoder, chunk)
            if not chunk.isascii():
                _collect(facts, chunk)
    if facts.is_utf8:
        facts.is_utf8 = _decodes(decoder, b"", final=True)
    facts.lines = max(newlines, returns) + (last not in b"\r\n\0")
    return facts


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _collect(facts: FileFacts, chunk: bytes) -> None:
    if len(facts.other_sample) > _SAMPLE or (facts.is_utf8 and len(facts.utf8_sample) > _SAMPLE):
        return  # nothing new can come, or it would come too late to matter
    lines = chunk.split(b"\n") if b"\n" in chunk else chunk.split(b"\r")
    if len(chunk) == _CHUNK and len(lines) > 2:
        lines = lines[1:-1]  # the first and the last may be cut inside a letter
    for line in lines:
        if not line.isascii():
            _sort(facts, line[:4096])


def _sort(facts: FileFacts, line: bytes) -> None:
    """Put a line with bytes beyond ASCII to its like; cell by cell where not all of it is UTF-8."""
    if is_utf8(line):
        if len(facts.utf8_sample) <= _SAMPLE:
            facts.utf8_sample += line + b"\n"
        return
    cells = CELLS.split(line)
    alone = [cell for cell in cells if not cell.isascii() and is_utf8(cell)]
    facts.utf8_sample += b"".join(cell + b"\n" for cell in alone)
    facts.other_sample += b"".join(cell for cell in cells if cell not in alone) + b"\n"


def detect(facts: FileFacts, language: str | None = None) -> str:
    """Guess the encoding. `language` (two letters, default: the person's) decides between equals."""
    for mark, name in _MARKS:
        if facts.head.startswith(mark):
            return name
    wide = _wide_without_mark(facts.head)
    if wide:
        return wide
    if b"\x1b$" in facts.head and facts.head.isascii():
        return "iso2022_kr" if b"\x1b$)C" in facts.head else "iso2022_jp"
    if facts.is_utf8:
        return "utf-8"
    language = _language_of_addresses(facts.head) or (language if language is not None else _own_language())
    if facts.utf8_sample:
        name, fit = _guess(bytes(facts.other_sample), language)
        if name in _MULTIBYTE and _is_chance(facts):
            return name
        if _fit(bytes(facts.utf8_sample), name) < _SENSIBLE:  # so it is no chance that those lines are valid UTF-8
            # A few damaged letters do not make a UTF-8 file something else; their rows are refused one by one.
            return mixed(name) if fit >= _SENSIBLE else "utf-8"
    return _guess(bytes(facts.utf8_sample + facts.other_sample), language)[0]


def likely_encoding(value: bytes) -> str:
    """Guess the encoding of a few words that are not UTF-8."""
    return _guess(value, _own_language())[0]


def _is_chance(facts: FileFacts) -> bool:
    """Say whether a few lines in an East Asian encoding are valid UTF-8 by chance: its shortest letters are alike."""
    text = facts.utf8_sample.decode("utf-8", "replace")
    letters = sum(letter > "\x7f" for letter in text)
    return max(text, default="") < "\u0800" and letters * 50 < len(facts.other_sample)


def _language_of_addresses(head: bytes) -> str:
    """Give the language of the country where most mailboxes with a country in their address are; mostly none."""
    countries = Counter(found.lower().decode() for found in _COUNTRY.findall(head))
    country, count = countries.most_common(1)[0] if countries else ("", 0)
    known = _LANGUAGE_OF_COUNTRY.get(country, country)
    return known if count > 1 and count * 2 > sum(countries.values()) and known in _LANGUAGE_ENCODING else ""


def _wide_without_mark(head: bytes) -> str:
    """Know UTF-16 and UTF-32 by where the zero bytes of commas, digits and line ends stand."""
    nulls = head.count(0)
    if len(head) < 4 or nulls * 50 < len(head):
        return ""
    places = [head[i::4].count(0) for i in range(4)]
    quarter = len(head) // 4
    # Of four bytes, the highest is zero in every letter there is, the next in nearly every one that is written.
    for name, (highest, next_one) in (("utf-32-le", (3, 2)), ("utf-32-be", (0, 1))):
        if quarter and places[highest] >= quarter and places[next_one] >= 0.9 * quarter:
            return name
    even, odd = places[0] + places[2], places[1] + places[3]
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > 20 * others:
            text = head[: len(head) // 2 * 2].decode(name, "replace")
            strange = sum(unicodedata.category(c) in _NO_LETTERS and c not in "\r\n\t" for c in text)
            strange += text.count("\ufffd")
            lines = "\n" in text or "\r" in text or not (head.count(b"\n") or head.count(b"\r"))
            if lines and strange * 50 <= len(text):
                return name
    return ""


def _guess(sample: bytes, language: str) -> tuple[str, float]:
    """Give the likeliest of the old encodings and how well the sample fits it."""
    preferred = _LANGUAGE_ENCODING.get(language, "cp1252")
    scores = {name: _score(sample, name, preferred) for name in ALPHABETS}
    single = max(scores, key=lambda name: scores[name])
    few = _FEW / max(1, sum(c > 127 for c in sample))
    several = {
        name: plausible(_whole(sample, name), name) + (0.1 if name == preferred else -few) for name in _MULTIBYTE
    }
    double = max(several, key=lambda name: several[name])
    if several[double] >= _COMMON_ENOUGH and several[double] > scores[single] - _DOUBT:
        return double, several[double]
    return single, scores[single]


def _fit(sample: bytes, name: str) -> float:
    """Say how well a sample fits one of the old encodings."""
    return plausible(_whole(sample, name), name) if name in _MULTIBYTE else _score(sample, name, "")


def _whole(sample: bytes, name: str) -> str:
    """Decode the sample if all of it is valid; lines are cut at 4096 bytes, so the last letter of one may not be."""
    try:
        return sample.decode(name)
    except UnicodeDecodeError:
        text = sample.decode(name, "replace")
        return text if text.count("\ufffd") * 200 < len(text) else ""


def _score(sample: bytes, name: str, preferred: str) -> float:
    text = sample.decode(name, "replace")
    return plausibility(text, name, preferred) - 3 * text.count("\ufffd") / max(1, sum(c > 127 for c in sample))


def _own_language() -> str:
    name = locale.getlocale()[0] or ""
    return name.partition("_")[0].lower()[:2]


def check_encoding(name: str) -> str:
    """Give the codec's name for what a person chose, or a clear error."""
    try:
        codecs.lookup(name)
        "a".encode(name)
    except (LookupError, ValueError, TypeError):
        raise InputError(f"The encoding “{name}” is not known.") from None
    return name
