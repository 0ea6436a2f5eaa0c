"""A letter in the window: what is shown is what is kept, and nothing foreign gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.model.writing import LETTER_KINDS, LetterBlock, LetterRun
from mailer_gui.operations.writing import letter_blocks, letter_source
from mailer_gui.ui.pages.campaign.letter import LetterBody, link_target
from mailer_gui.ui.pages.campaign.letter_text import blocks_of, show_blocks
from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.widgets.dialogs import Dialog

WORDS = st.text(st.sampled_from("ab é😀{}|\n"), min_size=1, max_size=6)
RUNS = st.builds(LetterRun, WORDS, st.booleans(), st.booleans(), st.sampled_from(["", "https://shop.example"]))
LETTERS = st.lists(
    st.builds(LetterBlock, st.sampled_from(LETTER_KINDS), st.lists(RUNS, max_size=3).map(tuple)), min_size=1, max_size=5
)


def joined(block: LetterBlock) -> LetterBlock:
    """Neighbours that look the same are one."""
    runs: list[LetterRun] = []
    for run in block.runs:
        if runs and (runs[-1].bold, runs[-1].italic, runs[-1].link) == (run.bold, run.italic, run.link):
            runs[-1] = LetterRun(runs[-1].text + run.text, run.bold, run.italic, run.link)
        else:
            runs.append(run)
    return LetterBlock(block.kind, tuple(runs))


@pytest.fixture
def body(qtbot: QtBot, look: QApplication) -> LetterBody:
    made = LetterBody()
    qtbot.addWidget(made)
    made.show()
    return made


def written(body: LetterBody) -> list[LetterBlock]:
    return blocks_of(body.editor.document())


@given(LETTERS)
def test_what_is_shown_is_what_is_kept(qapp: QApplication, letter: list[LetterBlock]) -> None:
    document = QTextDocument()
    show_blocks(document, letter)
    assert blocks_of(document) == [joined(block) for block in letter]


@pytest.mark.slow
def test_showing_a_letter_is_no_change_of_it(qtbot: QtBot, body: LetterBody) -> None:
    changes: list[dict[str, object]] = []
    body.changed.connect(changes.append)
    source = letter_source([LetterBlock("bullet", (LetterRun("a", link="https://shop.example"),))])
    body.show_message(Message(kind=BodyKind.LETTER, source=source))
    theme().use(ThemeMode.DARK)
    theme().use(ThemeMode.LIGHT)
    qtbot.wait(30)
    assert changes == []
    assert letter_source(written(body)) == source


def test_it_is_written_with_keys_and_buttons(body: LetterBody) -> None:
    kept: list[str] = []
    body.changed.connect(lambda parts: kept.append(parts["source"]))
    body.kinds.setCurrentIndex(1)
    body.kinds.activated.emit(1)
    QTest.keyClicks(body.editor, "Hi")
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    QTest.keyClicks(body.editor, "see ")
    body.bold.click()
    QTest.keyClicks(body.editor, "this")
    body.bold.click()
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    body.bullets.click()
    QTest.keyClicks(body.editor, "one")
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    QTest.keyClicks(body.editor, "two")
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    body.insert_field('{{ first_name | default: "friend" }}')
    assert list(letter_blocks(kept[-1])) == [
        LetterBlock("heading", (LetterRun("Hi"),)),
        LetterBlock("paragraph", (LetterRun("see "), LetterRun("this", bold=True))),
        LetterBlock("bullet", (LetterRun("one"),)),
        LetterBlock("bullet", (LetterRun("two"),)),
        LetterBlock("paragraph", (LetterRun('{{ first_name | default: "friend" }}'),)),
    ]


def test_a_marked_word_becomes_a_link(body: LetterBody) -> None:
    body.editor.insertPlainText("our page")
    cursor = body.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.PreviousWord, QTextCursor.MoveMode.KeepAnchor)
    body._set_link(cursor, "shop.example/new")
    assert written(body) == [
        LetterBlock("paragraph", (LetterRun("our "), LetterRun("page", link="https://shop.example/new")))
    ]


def test_what_is_pasted_keeps_only_what_a_letter_has(body: LetterBody) -> None:
    data = QMimeData()
    data.setHtml(
        "<html><head><style>p { color: red }</style><script>alert(1)</script></head><body>"
        "<h1>Title</h1><p style='font-size:40px;color:red'>A <b>bold</b> "
        "<a href='javascript:alert(1)'>bad</a> <a href='https://shop.example'>good</a></p>"
        "<ol><li>one</li></ol><table><tr><td>cell</td></tr></table><img src='file:///etc/passwd'></body></html>"
    )
    body.editor.insertFromMimeData(data)
    found = [block for block in written(body) if block.text.strip()]
    assert found[:3] == [
        LetterBlock("heading", (LetterRun("Title"),)),
        LetterBlock(
            "paragraph",
            (
                LetterRun("A "),
                LetterRun("bold", bold=True),
                LetterRun(" bad "),
                LetterRun("good", link="https://shop.example"),
            ),
        ),
        LetterBlock("number", (LetterRun("one"),)),
    ]
    kept = letter_source(found)
    assert "cell" in kept and not any(word in kept for word in ("script", "alert", "passwd", "red", "file:"))
    assert body.editor.document().toHtml().count("40px") == 0


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("shop.example", "https://shop.example"),
        ("http://shop.example", "http://shop.example"),
        ("ana@shop.example", "mailto:ana@shop.example"),
        ("+44 20 7946 0000", "tel:+442079460000"),
        ("{{ unsubscribe_url }}", "{{ unsubscribe_url }}"),
    ],
)
def test_links_are_completed(typed: str, target: str) -> None:
    assert link_target(typed) == target


@pytest.mark.slow
def test_ctrl_k_is_a_link_though_the_window_has_it_too(qtbot: QtBot, look: QApplication) -> None:
    window = QWidget()
    elsewhere: list[bool] = []
    QShortcut(QKeySequence("Ctrl+K"), window, lambda: elsewhere.append(True))
    body, line = LetterBody(), QLineEdit("subject")
    layout = QVBoxLayout(window)
    layout.addWidget(line)
    layout.addWidget(body)
    qtbot.addWidget(window)
    window.show()
    body.editor.setPlainText("our shop")
    body.editor.selectAll()
    body.editor.setFocus()
    qtbot.waitUntil(lambda: window.isActiveWindow() and body.editor.hasFocus(), timeout=15_000)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(window.findChildren(Dialog)), timeout=15_000)
    assert not elsewhere
    assert body.editor.toPlainText() == "our shop"
    window.findChildren(Dialog)[0].reject()
    qtbot.waitUntil(window.isActiveWindow, timeout=15_000)
    line.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: elsewhere == [True], timeout=15_000)
