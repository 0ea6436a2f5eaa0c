"""What was not edited stays as it was, whatever its line ends are."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from mailer_gui.ui.pages.campaign.exact_text import ExactText, shown

PIECES = st.lists(st.sampled_from(["a", "b", "\r\n", "\n", "\u00a0", "é", "😀", "\u2028", "<p>"]), max_size=20).map(
    "".join
)


@given(PIECES, PIECES, PIECES, st.text("y\n", max_size=4))
@example("a\r\n", "b", "\r\nc", "\n")
def test_an_edit_changes_its_place_alone(before: str, old: str, after: str, middle: str) -> None:
    exact, new = ExactText(before + old + after), f"x{middle}z"
    edited = exact.edited(shown(before) + new + shown(after))
    assert edited in (before + new + after, before + new.replace("\n", "\r\n") + after)
    assert exact.raw == edited


def test_line_ends_of_new_lines_are_like_most_others() -> None:
    exact = ExactText("a\r\nb\r\nc")
    assert exact.edited("a\nb\nnew\nc") == "a\r\nb\r\nnew\r\nc"
    assert exact.edited("a\nb\nc") == "a\r\nb\r\nc"
    assert ExactText("a\nb").edited("a\nx\nb") == "a\nx\nb"


@given(PIECES)
def test_qt_gives_back_what_it_was_given(qapp: QApplication, text: str) -> None:
    editor = QPlainTextEdit()
    editor.setPlainText(text)
    assert ExactText(text).edited(editor.document().toRawText()) == text
