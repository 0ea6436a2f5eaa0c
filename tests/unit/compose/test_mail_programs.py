"""What is written is what Outlook and Gmail need: each sees whole HTML, tables without meaning, pictures with sizes."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mailer_gui.compose.blocks.writer import html_of_document
from mailer_gui.model.block_kinds import COLUMNS, KINDS, LAYOUTS
from mailer_gui.model.blocks import Document, Place, new_block
from mailer_gui.operations import starters

GMAIL_STYLES, GMAIL_CLIPS = 8192, 102 * 1024
_EMPTY = frozenset(("br", "hr", "img", "input", "link", "meta"))
_FOR_OTHERS = re.compile(r"<!--\[if !mso[^\]]*\]><!-->(.*?)<!--<!\[endif\]-->", re.DOTALL)
_FOR_OUTLOOK = re.compile(r"<!--\[if [^\]]*\]>(.*?)<!\[endif\]-->", re.DOTALL)
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def every_kind() -> Document:
    """Give a message with every kind of block, alone and in columns of every layout."""
    document = Document(preview="What is new", language="en")
    for kind in KINDS:
        document = document.inserted(new_block(kind, document.new_id(), **filled(kind)), Place(99))
    for layout in LAYOUTS:
        outer = new_block(COLUMNS, document.new_id(), layout=layout)
        document = document.inserted(outer, Place(99))
        for column in range(len(outer.columns)):
            for kind in KINDS.keys() - {COLUMNS}:
                inner = new_block(kind, document.new_id(), **filled(kind))
                document = document.inserted(inner, Place(99, outer.id, column))
    return document


def filled(kind: str) -> dict[str, str | int]:
    """Give what a person would add to a block of this kind."""
    found: dict[str, dict[str, str | int]] = {
        "image": {"picture": "cid:a1@picture", "alt": "Rolls", "proportion": 50},
        "button": {"link": "https://shop.example/"},
        "social": {"links": "Website https://shop.example/"},
        "text": {"html": "<p>One</p><ul><li>two</li></ul>"},
    }
    return found.get(kind, {})


class Seen(HTMLParser):
    """What a mail program sees: elements that are open, and the attributes of some."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: dict[str, list[dict[str, str | None]]] = {}
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, []).append(dict(attrs))
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, []).append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def troubles(html: str) -> list[str]:
    """Name what a mail program would get wrong."""
    found = [f"{len(html.encode())} bytes"] if len(html.encode()) > GMAIL_CLIPS else []
    sheets = _SHEET.findall(html)
    found += ["too much style for Gmail"] if sum(map(len, sheets)) > GMAIL_STYLES else []
    found += [f"style not whole: {one[:40]}" for one in sheets if one.count("{") != one.count("}")]
    found += [one for one in ("color-scheme", "PixelsPerInch", "viewport", "xmlns:o", "<title>N") if one not in html]
    by_program = {
        "Outlook": _FOR_OUTLOOK.sub(r"\1", _FOR_OTHERS.sub("", html)),
        "others": _FOR_OUTLOOK.sub("", _FOR_OTHERS.sub(r"\1", html)),
    }
    for name, part in by_program.items():
        seen = Seen(part)
        found += [f"{name}: a condition is left"] if "[if" in part or "endif" in part else []
        found += [f"{name}: not closed {seen.wrong} {seen.open}"] if seen.wrong or seen.open else []
        for picture in seen.found.get("img", []):
            is_sized = (picture.get("width") or "").isdigit() and (picture.get("height") or "").isdigit()
            if not is_sized or picture.get("alt") is None or "display:block" not in (picture.get("style") or ""):
                found.append(f"{name}: picture {picture}")
        found += [
            f"{name}: a table that means something"
            for one in seen.found.get("table", [{}])  # no table at all is none of ours
            if one.get("role") != "presentation"
        ]
        found += [f"{name}: a link to nowhere" for one in seen.found.get("a", []) if not one.get("href")]
        for bullets in (*seen.found.get("ul", []), *seen.found.get("ol", [])):
            if "margin-left:24px" not in (bullets.get("style") or ""):
                found.append(f"{name}: signs of a list are cut")
    return found


@pytest.mark.parametrize("name", [*starters.NAMES, "every kind"])
def test_outlook_and_gmail_get_what_they_need(name: str) -> None:
    if name == "every kind":
        document = every_kind()
    else:
        pictures = {one: f"cid:a{number}@picture" for number, one in enumerate(starters._raw(name)["pictures"])}
        document = starters.document(name, pictures)
    assert troubles(html_of_document(document, "News, {{ name | default: 'friend' }}")) == []


def test_the_check_finds_what_is_wrong() -> None:
    good = html_of_document(replace(every_kind(), blocks=every_kind().blocks[:4]), "News")
    assert troubles(good) == []
    for old, new in (
        ('role="presentation"', ""),
        ("<![endif]-->", ""),
        ("margin-left:24px", ""),
        ('width="552"', 'width="100%"'),
        (" alt=", " title="),
        ("</style>", "p {</style>"),
        ('href="https://shop.example/"', 'href=""'),
        ("</td>", ""),
    ):
        assert old in good, old
        assert troubles(good.replace(old, new, 1)), old


def test_a_title_is_the_subject_without_its_fields() -> None:
    for subject, title in (
        ("Bread & rolls, {{ name | default: 'friend' }}", "Bread &amp; rolls, friend"),
        ("{% if vip %}Yours{% endif %}", ""),
    ):
        assert f"<title>{title}</title>" in html_of_document(Document(), subject)


def test_what_follows_the_preview_is_out_of_sight() -> None:
    html = html_of_document(Document((new_block("text", "b1"),), preview="Come by"))
    hidden = html.split("Come by", 1)[1].split("</div>", 1)[0]
    assert hidden.count("&#847;") == 60
    assert "Come by" not in html_of_document(Document((new_block("text", "b1"),)))
