"""In dark colours every text of a message of blocks can be read on what is behind it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.compose.blocks.dark import INK, PAPER, dark_button, dark_ground, dark_ink, dark_line
from mailer_gui.compose.blocks.writer import html_of_document, readable_on
from mailer_gui.compose.contrast import colour, ratio
from mailer_gui.model.blocks import Block, Document, new_block
from mailer_gui.operations import starters

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def contrast(one: str, other: str) -> float:
    first, second = colour(one), colour(other)
    assert first is not None and second is not None
    return ratio(first, second)


@given(COLOURS, COLOURS)
def test_text_can_be_read_and_dark_colours_stay(ink: str, behind: str) -> None:
    ground = dark_ground(behind)
    assert contrast(dark_ink(ink, ground), ground) >= 4.5 or dark_ink(ink, ground) == "#ffffff"
    assert dark_ground(ground) == ground
    if contrast(ink, ground) >= 4.5:
        assert dark_ink(ink, ground) == ink


@given(COLOURS, COLOURS)
def test_buttons_can_be_seen_and_lines_are_quiet(fill: str, line: str) -> None:
    shown, label = dark_button(fill, readable_on(fill), PAPER)
    assert contrast(shown, PAPER) >= 1.6
    assert contrast(label, shown) >= 4.4
    assert contrast(dark_line(line, PAPER), PAPER) > 1.1


def test_white_and_the_usual_ink() -> None:
    assert (dark_ground("#ffffff", PAPER), dark_ground("#fff0e0"), dark_ground("#222222")) == (
        PAPER,
        "#342c23",
        "#222222",
    )
    assert dark_ink(INK, PAPER) == INK


def dark_rules(document: Document) -> dict[str, str]:
    """Give what the media query says, by class."""
    html = html_of_document(document)
    inside = re.search(r"@media \(prefers-color-scheme: dark\) \{\n(.*?)\n\}", html, re.DOTALL)
    assert inside is not None
    return dict(re.findall(r"\.(d\d+) div \{ color: (#[0-9a-f]{6})", inside[1]))


def test_a_text_in_a_light_box_becomes_readable() -> None:
    """A box in columns had light words on its light background."""
    inner = new_block("text", "b2", html="<p>When</p>")
    made = Block("b1", "columns", {**new_block("columns", "b1").values, "background": "#f6f5fd"}, ((inner,), ()))
    html = html_of_document(Document((made,)))
    assert re.search(r"\.d\d+, \.d\d+ > table \{ background: #2[0-9a-f]{5} !important", html)
    assert INK in dark_rules(Document((made,))).values()


@pytest.mark.parametrize("key", starters.NAMES)
def test_outlook_hears_the_same_rules(key: str) -> None:
    html = html_of_document(starters.document(key, {}))
    asked = set(re.findall(r"^\.(d\d+) ", html, re.MULTILINE))
    told = set(re.findall(r"\[data-ogs[bc]\] \.(d\d+)[ ,]", html))
    assert asked <= told
    assert set(re.findall(r'class="(d\d+)', html)) <= told
