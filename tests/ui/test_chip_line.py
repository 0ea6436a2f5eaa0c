"""A line with merge fields as chips: each is one thing to cursor, clipboard and text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailer_gui.ui.widgets.chip_line import ChipLine

TAG = '{{ first_name | default: "friend" }}'


@pytest.fixture
def line(qtbot: QtBot, look: QApplication) -> ChipLine:
    made = ChipLine()
    qtbot.addWidget(made)
    made.resize(500, 34)
    made.setText(f"Hello {TAG}, welcome")
    return made


def test_the_text_stays_as_it_was_typed(line: ChipLine) -> None:
    assert line.text() == f"Hello {TAG}, welcome"
    assert line.toPlainText() == "Hello \ufffc, welcome"


def test_a_chip_is_deleted_and_undone_as_one(qtbot: QtBot, line: ChipLine) -> None:
    line.setCursorPosition(len(f"Hello {TAG}"))
    with qtbot.waitSignal(line.textEdited) as edited:
        QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert edited.args == ["Hello , welcome"]
    line.undo()
    assert line.text() == f"Hello {TAG}, welcome"


def test_a_chip_travels_by_the_clipboard(line: ChipLine) -> None:
    line.selectAll()
    line.cut()
    assert QApplication.clipboard().text() == f"Hello {TAG}, welcome"
    assert line.text() == ""
    line.paste()
    assert line.text() == f"Hello {TAG}, welcome"
    assert line.toPlainText().count("\ufffc") == 1


def test_what_is_pasted_stays_one_line(line: ChipLine) -> None:
    line.setText("")
    line.insert("a\nb\r\nc")
    assert line.text() == "a b c"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "a b c"


def test_a_typed_tag_becomes_a_chip_when_the_line_is_left(line: ChipLine) -> None:
    line.setText("")
    QTest.keyClicks(line, "To {{ city }}")
    assert "\ufffc" not in line.toPlainText()
    QApplication.sendEvent(line, QFocusEvent(QEvent.Type.FocusOut))
    assert line.toPlainText() == "To \ufffc"
    assert line.text() == "To {{ city }}"


def test_a_double_click_asks_to_change_the_chip(qtbot: QtBot, line: ChipLine) -> None:
    line.show()
    cursor = QTextCursor(line.document())
    cursor.setPosition(6)
    at = QPointF(line.cursorRect(cursor).center())
    with qtbot.waitSignal(line.chip_wanted) as wanted:
        QTest.mouseDClick(
            line.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, (at + QPointF(20, 0)).toPoint()
        )
    assert wanted.args == ["first_name", "friend"]
    line.insert("{{ city }}")
    assert line.text() == "Hello {{ city }}, welcome"
