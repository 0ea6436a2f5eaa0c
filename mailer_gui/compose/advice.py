"""Looks over a message as mail programs and spam filters do, and says what is worth a thought."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from mailer_gui.compose.bodies import written_html
from mailer_gui.compose.contrast import Palette, ratio
from mailer_gui.compose.inline import prepared_html
from mailer_gui.compose.plain import derived_text
from mailer_gui.compose.spam_words import WORDS
from mailer_gui.model.messages import Message

GMAIL_CLIPS_AT = 102 * 1024
"""Bytes of HTML from which Gmail hides the rest behind a link, the unsubscribe link included."""
LONGEST_SUBJECT = 70
HEAVY_PICTURE, HEAVY_PICTURES = 500_000, 1_500_000
FEWEST_WORDS = 20
READABLE, READABLE_LARGE = 4.5, 3.0
"""Contrast of text and background that people can read: WCAG 2.1, 1.4.3."""
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(?:[/?#:]\S*)?$", re.IGNORECASE)
_SHORTENERS = frozenset(
    ["bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly"]
)
_REMOVED = {
    "script": "scripts",
    "form": "forms",
    "iframe": "embedded pages",
    "object": "embedded objects",
    "embed": "embedded objects",
    "video": "videos",
    "audio": "sounds",
}
_GOOD_SCHEMES = ("https", "http", "mailto", "tel", "sms", "cid")


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to think about: `code` names it, `title` says it, `hint` says why and what to do."""

    code: str
    title: str
    hint: str


@dataclass(slots=True)
class _Seen:
    """What one pass over the HTML saw."""

    links: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0
    without_alt: int = 0
    removed: set[str] = field(default_factory=set)
    stylesheets: int = 0
    words: int = 0
    faint: list[tuple[str, float]] = field(default_factory=list)


def advice(message: Message) -> list[Advice]:
    """List what is worth a thought in a message that has no mistakes; nothing for a clean one."""
    html = written_html(message)
    found = [*_subject(message.subject)]
    text = message.text
    if html.strip():
        sent = prepared_html(html)
        seen = _look(sent)
        found += [*_structure(seen, sent), *_links(seen.links)]
        text = text if text.strip() else derived_text(html)
        if not _TAG.sub("", text).strip():
            hint = "Mail programs that show no HTML would show nothing. Write some text."
            found.append(Advice("no-text", "The plain text of the message is empty", hint))
    else:
        found += _links([(url, "") for url in re.findall(r"\bhttps?://[^\s<>\"]+", text)])
    return [*found, *_pictures(message), *_spammy(message.subject, text)]


def _subject(subject: str) -> Iterator[Advice]:
    plain = _TAG.sub("", subject).strip()
    if len(plain) > LONGEST_SUBJECT:
        hint = f"It has {len(plain)} characters. Phones show about 40, most programs about 70: the end is cut off."
        yield Advice("subject-long", "The subject is long", hint)
    words = _WORD.findall(plain)
    loud = [word for word in words if word.isupper() and len(word) > 3]
    letters = [letter for letter in plain if letter.isalpha()]
    mostly_upper = len(letters) >= 8 and sum(letter.isupper() for letter in letters) > 0.6 * len(letters)
    if mostly_upper or len(loud) >= 3 or re.search(r"[!?]{2,}", plain):
        hint = "Capital letters and rows of ! or ? read like shouting, and spam filters count them."
        yield Advice("subject-shouting", "The subject shouts", hint)
    if re.match(r"(?:re|fwd?|aw|wg)\s*:", plain, re.IGNORECASE):
        hint = "It looks like an answer and is none. People and spam filters take it for a trick."
        yield Advice("subject-reply", f"The subject begins with “{plain.partition(':')[0]}:”", hint)


class _Reader(HTMLParser):
    """Walks the HTML once: links with their words, pictures, colours."""

    def __init__(self, seen: _Seen) -> None:
        super().__init__(convert_charrefs=True)
        self._seen = seen
        self._palette = Palette()
        self._link: str | None = None
        self._words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._palette.open(tag, values)
        if tag in ("style", "title", "head"):
            self._hidden += 1
        if tag in _REMOVED:
            self._seen.removed.add(_REMOVED[tag])
        if tag == "link" and "stylesheet" in values.get("rel", "").lower():
            self._seen.stylesheets += 1
        if tag == "a" and "href" in values:
            self._link, self._words = values["href"], []
        if tag == "img" and not _is_pixel(values):
            self._seen.pictures += 1
            self._seen.without_alt += "alt" not in values
            self._words.append(values.get("alt", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._palette.close(tag)
        if tag in ("style", "title", "head"):
            self._hidden = max(0, self._hidden - 1)
        if tag == "a" and self._link is not None:
            self._seen.links.append((self._link, " ".join("".join(self._words).split())))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._hidden or not data.strip():
            return
        self._words.append(data)
        self._seen.words += len(_WORD.findall(_TAG.sub(" word ", data)))
        shown = self._palette.shown()
        if shown is not None:
            value = ratio(shown.text, shown.background)
            if value < (READABLE_LARGE if shown.is_large else READABLE):
                self._seen.faint.append((" ".join(data.split())[:40], value))


def _is_pixel(values: dict[str, str]) -> bool:
    return values.get("width", "").strip() in ("0", "1") and values.get("height", "").strip() in ("0", "1")


def _look(html: str) -> _Seen:
    seen = _Seen()
    reader = _Reader(seen)
    reader.feed(html)
    reader.close()
    return seen


def _structure(seen: _Seen, sent: str) -> Iterator[Advice]:
    size = len(sent.encode("utf-8", "replace"))
    if size > GMAIL_CLIPS_AT:
        hint = f"Its HTML has {size / 1024:.0f} KB. Gmail hides what comes after 102 KB, the unsubscribe link included."
        yield Advice("clipped", "Gmail would cut the message off", hint)
    if seen.pictures and seen.words < FEWEST_WORDS:
        hint = "Many people see no pictures until they ask for them, and spam filters distrust such messages. Add text."
        yield Advice("only-pictures", "The message is almost only pictures", hint)
    if seen.without_alt:
        what = "1 picture has" if seen.without_alt == 1 else f"{seen.without_alt} pictures have"
        hint = 'It is shown while the picture is not loaded, and read to people who cannot see. For decoration: alt="".'
        yield Advice("no-alt", f"{what} no alternative text", hint)
    if seen.removed:
        hint = "For safety they are taken out or do not work. Put them on a web page and write a link to it."
        yield Advice("removed", f"Mail programs remove {' and '.join(sorted(seen.removed))}", hint)
    if seen.stylesheets:
        hint = "Mail programs load none. Put the styles into the message, in a <style> element."
        yield Advice("stylesheet", "The message uses a style sheet from elsewhere", hint)
    if seen.faint:
        words, value = min(seen.faint, key=lambda one: one[1])
        hint = f"“{words}” has a contrast of {value:.1f}; from {READABLE} on it is easy to read. Choose another colour."
        yield Advice("contrast", "Some text is hard to read on its background", hint)


def _links(links: list[tuple[str, str]]) -> Iterator[Advice]:
    for code, title, hint in (judged_link(url, words) for url, words in dict.fromkeys(links)):
        if code:
            yield Advice(code, title, hint)


def judged_link(url: str, words: str) -> tuple[str, str, str]:
    """Judge one link: give the code, the title and the hint of what is wrong, or empty ones."""
    plain = url.strip()
    shown = plain if len(plain) <= 60 else plain[:57] + "..."
    if "{{" in plain[:8] or "{%" in plain or (plain.startswith("#") and len(plain) > 1):
        return "", "", ""
    if plain in ("", "#"):
        return "link-empty", f"The link “{words[:40]}” leads nowhere", "Enter the address that it should open."
    bare = _TAG.sub("x", plain)
    scheme, colon, _ = bare.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or scheme.lower() not in _GOOD_SCHEMES:
        return "link-broken", f"This link cannot be opened: “{shown}”", "Begin it with https://."
    if scheme.lower() in ("mailto", "tel", "sms", "cid"):
        return "", "", ""
    try:
        host = (urlsplit(bare).hostname or "").lower()
    except ValueError:
        host = ""
    if not host or " " in bare or ("." not in host and "{" not in plain and host != "localhost"):
        return "link-broken", f"This link cannot be opened: “{shown}”", "Look for a missing or extra character."
    said = _ADDRESS.match(words.strip())
    if said and not _same_site(said.group(1).lower(), host):
        hint = f"It shows {said.group(1)} and opens {host}. Spam filters take this for fraud. Write what it is instead."
        return "link-disguised", "A link shows another address than it opens", hint
    if re.fullmatch(r"[\d.]+|\[.*\]", host):
        return (
            "link-number",
            f"A link opens a bare number: {host}",
            "Spam filters distrust this. Use the name of the site.",
        )
    if host in _SHORTENERS:
        hint = "Spam filters distrust short links, because they hide where they lead. Write the real address."
        return "link-short", f"A link goes through {host}", hint
    if scheme.lower() == "http":
        return "link-plain", f"This link is not encrypted: “{shown}”", "Write https:// if the site offers it; most do."
    return "", "", ""


def _same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _pictures(message: Message) -> Iterator[Advice]:
    heavy = [image for image in message.images if image.size > HEAVY_PICTURE]
    total = sum(image.size for image in message.images)
    for image in heavy:
        hint = "It makes every message slow to send and to load. 1,200 pixels across and JPEG are enough."
        yield Advice("heavy-picture", f"The picture “{image.name}” is heavy: {image.size / 1e6:.1f} MB", hint)
    if total > HEAVY_PICTURES and not heavy:
        hint = "Every message carries all of them. Make them smaller, or fewer."
        yield Advice("heavy-pictures", f"The pictures are heavy together: {total / 1e6:.1f} MB", hint)


def _spammy(subject: str, text: str) -> Iterator[Advice]:
    whole = f"{_TAG.sub(' ', subject)}\n{_TAG.sub(' ', text)}"
    for code, pattern, title, hint in WORDS:
        match = pattern.search(whole)
        if match:
            yield Advice(code, title.format(words=" ".join(match.group().split())[:40]), hint)
