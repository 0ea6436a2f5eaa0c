"""The preview in dark colours shows a message's own ones, and turns the colours of a message that brings none."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from mailer_gui.model.blocks import Document, new_block
from mailer_gui.operations.blocks import as_html
from mailer_gui.ui.widgets.dark_page import brings_dark, in_light_or_dark
from mailer_gui.ui.widgets.html_view import HtmlView, web_engine_can_run

ASKING = (
    "<style>:root { color-scheme: light dark; }\n@media (prefers-color-scheme: dark) { p { color: #fff } }\n"
    "@media ( Prefers-Color-Scheme:light ) { p { color: #000 } }</style><p>@media (prefers-color-scheme: dark)</p>"
)


def test_the_question_for_the_colours_of_the_system_is_answered() -> None:
    dark = in_light_or_dark(ASKING, dark=True)
    assert "only dark; }\n@media (min-width: 0px) { p { color: #fff }" in dark
    assert "@media (max-width: 0px) { p { color: #000 }" in dark
    assert dark.endswith("<p>@media (prefers-color-scheme: dark)</p>"), "words stay words"
    light = in_light_or_dark(ASKING, dark=False)
    assert "only light; }\n@media (max-width: 0px) { p { color: #fff }" in light
    assert "@media (min-width: 0px) { p { color: #000 }" in light


@pytest.mark.parametrize(
    ("html", "is_own"),
    [
        (ASKING, True),
        ("<p>(prefers-color-scheme: dark)</p>", False),
        ("<style>@media (prefers-color-scheme: light) { p { color: red } }</style>", False),
        ('<picture><source media="(prefers-color-scheme: dark)" srcset="cid:a"></picture>', True),
    ],
)
def test_pages_that_bring_dark_colours_are_known(html: str, is_own: bool) -> None:
    assert brings_dark(html) is is_own


@pytest.mark.slow
def test_what_is_seen_are_the_messages_own_dark_colours(qtbot: QtBot, screen: str) -> None:
    if not web_engine_can_run():
        pytest.skip("needs the web engine")
    box = new_block("spacer", "b1", height=120, background="#7a1f1f")
    quiet = new_block("spacer", "b2", height=120)
    shown = HtmlView()
    qtbot.addWidget(shown)
    shown.resize(700, 400)
    shown.show()

    def colours() -> tuple[str, str, str]:
        """Give what the page shows around the paper, in the coloured box, and on the paper."""
        picture = shown._holder.grab().toImage()
        names = [QColor(picture.pixel(x, y)).name() for x, y in ((10, 200), (350, 80), (350, 200))]
        return names[0], names[1], names[2]

    shown.show_html(as_html(Document((box, quiet))))
    qtbot.waitUntil(lambda: colours() == ("#f3f4f6", "#7a1f1f", "#ffffff"), timeout=15_000)
    shown.set_dark(dark=True)
    qtbot.waitUntil(lambda: colours() == ("#16181c", "#7a1f1f", "#1f2226"), timeout=15_000)
    shown.show_html("<body bgcolor='#ffffff' style='margin:0'><div style='height:400px'></div></body>")
    qtbot.waitUntil(lambda: QColor(colours()[1]).lightness() < 60, timeout=15_000)
    shown.set_dark(dark=False)
    qtbot.waitUntil(lambda: colours()[1] == "#ffffff", timeout=15_000)
