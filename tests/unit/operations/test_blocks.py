"""What comes from the canvas is cleaned, what goes to it holds no script, and only pictures in use stay."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.model.blocks import Document, Place, new_block
from mailer_gui.model.messages import Attachment
from mailer_gui.operations import blocks
from tests.unit.compose.test_blocks import DOCUMENTS

WORDS = {
    "picture": "Choose",
    "remote": "Remote",
    "address": "Address",
    "links": "Links",
    "drop": "Drop",
    "with_fallback": "{field}, or “{fallback}”",
}
CHIP = '<span data-field="first_name" data-fallback="friend"></span>'


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def shown(kind: str, **values: str | int | bool) -> str:
    return blocks.canvas_html(new_block(kind, "b1", **values), WORDS)


def test_a_chip_says_what_it_is_and_comes_back_as_it_was() -> None:
    on_canvas = blocks.chipped(f"<p>Dear {CHIP}</p>", WORDS)
    assert "first name, or “friend”</span>" in on_canvas
    assert 'contenteditable="false"' in on_canvas
    assert blocks.clean(on_canvas) == f"<p>Dear {CHIP}</p>"


def test_what_a_browser_makes_of_typing_becomes_what_we_keep() -> None:
    typed = '<p>a<b style="font-size: 28px">b</b></p><div>c&nbsp;<i>d</i><br></div><p onclick="x()">e</p>'
    assert blocks.clean(typed) == "<p>a<strong>b</strong></p><p>c\xa0<em>d</em><br></p><p>e</p>"


def test_a_label_is_one_line_without_looks() -> None:
    assert blocks.plain(f"See <b>the</b> {CHIP}<div>bread &amp; rolls</div>") == (
        "See the {{ first_name | default: 'friend' }} bread & rolls"
    )


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_texts_that_were_not_touched_come_back_equal(document: Document) -> None:
    for block in document.walk():
        html = blocks.canvas_html(block, WORDS)
        if block.kind in ("text", "footer"):
            inner = re.search(r'data-name="html"[^>]*>(.*?)</div>', html, re.DOTALL)
            assert inner is not None
            back = blocks.clean(inner[1]) if inner[1] != "<p><br></p>" else ""
            assert back == block.values["html"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(KINDS)), st.text(max_size=30))
def test_no_text_breaks_out_of_its_place(kind: str, text: str) -> None:
    wicked = f'{text}"\'><script>x()</script><img src=x onerror=x()><a href="javascript:x()">'
    block = new_block(kind, "b1")
    values = {name: wicked if isinstance(value, str) else value for name, value in block.values.items()}
    styles = {name: block.values[name] for name in values if name not in ("html", "label", "alt", "links", "picture")}
    html = blocks.canvas_html(replace(block, values={**values, **styles}), WORDS)
    elements = Elements()
    elements.feed(html)
    assert {tag for tag, _ in elements.found} <= {"div", "span", "small", "p", "br", "u", "hr", "a"}
    for _, attributes in elements.found:
        assert not any(name.startswith("on") for name in attributes)
        assert not attributes.get("href", "").startswith("javascript")


def test_pictures_that_nothing_shows_stay_out_of_the_message() -> None:
    used, unused = (Attachment(f"{sign}.png", sign * 64, 1, "image/png") for sign in "ab")
    picture = new_block("image", "b1", picture=f"cid:{used.content_id}")
    document = Document().inserted(picture, Place(0)).duplicated("b1")
    assert blocks.used_pictures(document, (unused, used)) == (used,)


def test_first_words_name_a_block() -> None:
    assert blocks.first_words(new_block("text", "b1", html=f"<p>Dear {CHIP},</p><p>how are you</p>")) == (
        "Dear [first name], how are you"
    )
    assert blocks.first_words(new_block("divider", "b1")) == ""
    assert len(blocks.first_words(new_block("heading", "b1", html="word " * 30))) == 40


def test_a_line_is_split_at_its_fields() -> None:
    line = "Hello {{ first_name | default: 'friend' }} of {{ ['Home town'] }}{% if a %}x{% endif %}"
    assert blocks.pieces(line) == [
        "Hello ",
        ("first_name", "friend", "{{ first_name | default: 'friend' }}"),
        " of ",
        ("Home town", "", "{{ ['Home town'] }}"),
        "{% if a %}x{% endif %}",
    ]
    assert blocks.pieces("") == []


def test_unfinished_links_stay_while_they_are_typed() -> None:
    assert blocks.social_lines("Our shop https://shop.example\n https://\nhttps://a.example") == [
        ("Our shop", "https://shop.example"),
        ("", "https://"),
        ("", "https://a.example"),
    ]
    assert "Our shop" in shown("social", links="Our shop https://shop.example")
