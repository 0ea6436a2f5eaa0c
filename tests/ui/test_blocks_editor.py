"""The visual editor in a real web view: what is typed, pressed and dragged arrives in the document, cleaned."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.blocks import Block, Condition, Document, new_block
from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.operations.blocks import as_html
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.blocks.languages import own_language
from mailer_gui.ui.pages.campaign.blocks.palette import KIND_FORMAT
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.widgets.chip_line import ChipLine
from mailer_gui.ui.widgets.dialogs import Dialog

LONG_MS = 10_000
ORDER = "[...document.querySelectorAll('#paper > .block')].map(b => b.dataset.id).join()"
pytestmark = pytest.mark.slow


def document() -> Document:
    return Document(
        (
            new_block("heading", "b1", html="Fresh from the oven"),
            new_block("text", "b2", html="<p>Dear friend</p>"),
            new_block("button", "b3", label="See more"),
            replace(new_block("columns", "b4"), columns=((new_block("text", "b5"),), ())),
        )
    )


class Stage:
    """An editor that is shown, and ways to look into its page."""

    def __init__(self, qtbot: QtBot, context: PageContext, shown: Document) -> None:
        self.qtbot = qtbot
        self.draft = Draft(context, context.tasks)
        message = Message(subject="x", kind=BodyKind.BLOCKS, source=shown.dump())
        self.draft.campaign = Campaign(7, "x", CampaignState.DRAFT, message=message)
        self.draft._timer.setInterval(10_000_000)  # no campaign of this id is there to be kept
        self.editor = BlocksEditor(context, self.draft)
        self.editor.resize(1000, 640)
        qtbot.addWidget(self.editor)
        self.editor.changed.connect(lambda parts: self.draft.set_message(**parts))
        self.editor.show_message(message)
        self.editor.show()
        qtbot.waitUntil(lambda: self.editor.canvas is not None, timeout=LONG_MS)
        assert self.editor.canvas is not None
        self.canvas = self.editor.canvas
        qtbot.waitUntil(lambda: self.canvas._is_ready, timeout=LONG_MS)

    @property
    def document(self) -> Document:
        return self.editor.editing.document

    def block(self, block_id: str) -> Block:
        found = self.document.find(block_id)
        assert found is not None
        return found

    def ask(self, script: str) -> Any:
        """Run a script in the world of ours and give its answer."""
        from mailer_gui.ui.pages.campaign.blocks.canvas import _WORLD

        answers: list[Any] = []
        self.canvas.page().runJavaScript(script, _WORLD, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=LONG_MS)
        return answers[0]

    def until(self, fact: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(fact()), timeout=LONG_MS)

    def type(self, text: str) -> None:
        """Type where the cursor is, as the web engine sees keys."""
        target = self.canvas.focusProxy() or self.canvas
        for sign in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.postEvent(target, QKeyEvent(kind, ord(sign.upper()), Qt.KeyboardModifier.NoModifier, sign))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Press a key as the web engine sees it."""
        target = self.canvas.focusProxy() or self.canvas
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(target, QKeyEvent(kind, key, modifiers))

    def middle(self, selector: str) -> QPointF:
        """Give the middle of an element, in the view's pixels."""
        box = f"document.querySelector(`{selector}`).getBoundingClientRect()"
        x, y = map(float, str(self.ask(f"(b => `${{b.x + b.width / 2}} ${{b.y + b.height / 2}}`)({box})")).split())
        return QPointF(x, y)

    def mouse(self, kind: QEvent.Type, at: QPointF) -> None:
        """Move or press the mouse as the web engine sees it."""
        target = self.canvas.focusProxy() or self.canvas
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind is QEvent.Type.MouseMove else left
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        everywhere = QPointF(target.mapToGlobal(at.toPoint()))
        event = QMouseEvent(kind, at, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.postEvent(target, event)


@pytest.fixture
def stage(qtbot: QtBot, context: PageContext) -> Stage:
    return Stage(qtbot, context, document())


def test_the_canvas_shows_the_blocks_and_runs_no_script_of_the_message(qtbot: QtBot, context: PageContext) -> None:
    wicked = "<p onclick='hit()'>a<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\"></p>"
    bad = replace(new_block("text", "b1"), values={**new_block("text", "b1").values, "html": wicked})
    stage = Stage(qtbot, context, Document((bad, new_block("divider", "b2"))))
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 2)
    assert stage.ask("document.querySelector('.rich').innerHTML") == "<p>a</p>"
    assert stage.ask("document.title") != "hit"
    assert stage.ask("performance.getEntriesByType('resource').length") == 0


def test_typing_in_place_changes_the_document_and_undo_takes_it_back(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    stage.editor.editing.choose("b1")
    stage.canvas.edit("b1")
    stage.until(lambda: stage.ask("document.activeElement.dataset.name || ''") == "html")
    stage.type(" now")
    stage.until(lambda: stage.block("b1").values["html"] == "Fresh from the oven now")
    assert "oven now" in stage.draft.message.source
    assert stage.document != document()
    stage.editor.editing.undo()
    assert stage.document == document()
    stage.until(lambda: stage.ask("document.querySelector('[data-id=b1] .rich').textContent") == "Fresh from the oven")


def test_keys_move_copy_and_delete_a_block(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    stage.editor.editing.choose("b2")
    alt, control, plain = (
        Qt.KeyboardModifier.AltModifier,
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.canvas.setFocus()
    stage.press(Qt.Key.Key_Up, alt)
    stage.until(lambda: [one.id for one in stage.document.blocks] == ["b2", "b1", "b3", "b4"])
    stage.until(lambda: stage.ask(ORDER) == "b2,b1,b3,b4")
    stage.press(Qt.Key.Key_D, control)
    stage.until(lambda: len(stage.document.blocks) == 5 and stage.editor.editing.chosen == stage.document.blocks[1].id)
    stage.until(lambda: stage.ask("document.querySelector('.chosen').dataset.id") == stage.document.blocks[1].id)
    stage.press(Qt.Key.Key_Delete, plain)
    stage.until(lambda: len(stage.document.blocks) == 4)
    stage.press(Qt.Key.Key_Down, plain)
    stage.until(lambda: stage.editor.editing.chosen == "b3")
    stage.press(Qt.Key.Key_Z, control)
    stage.until(lambda: len(stage.document.blocks) == 5)


def test_a_block_is_dragged_by_its_handle_into_a_column(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    handle, column = stage.middle("[data-id=b3] > .handle"), stage.middle("[data-id=b4] [data-column='1']")
    stage.mouse(QEvent.Type.MouseButtonPress, handle)
    for step in range(1, 9):
        stage.mouse(QEvent.Type.MouseMove, handle + (column - handle) * step / 8)
    stage.until(lambda: stage.ask("document.getElementById('line').style.display") == "block")
    stage.mouse(QEvent.Type.MouseButtonRelease, column)
    stage.until(lambda: stage.block("b4").columns[1] and stage.block("b4").columns[1][0].id == "b3")
    stage.until(lambda: stage.ask("!!document.querySelector('[data-id=b4] [data-column=\"1\"] > [data-id=b3]')"))


def test_a_kind_is_dropped_from_the_palette(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    carried = QMimeData()
    carried.setData(KIND_FORMAT, b"divider")
    at = stage.middle("[data-id=b2]")
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    stage.canvas.dragMoveEvent(QDragMoveEvent(at.toPoint(), actions, carried, left, none))
    stage.until(lambda: stage.ask("document.getElementById('line').style.display") == "block")
    stage.canvas.dropEvent(QDropEvent(QPointF(at.x(), at.y() - 8), actions, carried, left, none))
    stage.until(lambda: stage.document.blocks[1].kind == "divider")
    assert stage.editor.editing.chosen == stage.document.blocks[1].id


def test_bold_links_and_fields_go_where_the_cursor_is(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    stage.editor.editing.choose("b2")
    stage.canvas.edit("b2")
    stage.until(lambda: stage.editor.commands.state.get("rich"))
    stage.ask(
        "const r=document.createRange(); const t=document.querySelector('[data-id=b2] p').firstChild;"
        "r.setStart(t,0); r.setEnd(t,4); getSelection().removeAllRanges(); getSelection().addRange(r); 1"
    )
    stage.canvas.format("bold")
    stage.until(lambda: stage.block("b2").values["html"] == "<p><strong>Dear</strong> friend</p>")
    stage.canvas.format("link", "https://shop.example/")
    linked = '<a href="https://shop.example/">'
    stage.until(lambda: linked in str(stage.block("b2").values["html"]))
    stage.canvas.edit("b2")
    stage.canvas.insert_chip("{{ city | default: 'your town' }}")
    chip = '<span data-field="city" data-fallback="your town"></span>'
    stage.until(lambda: str(stage.block("b2").values["html"]).endswith(f"friend{chip}</p>"))
    assert stage.ask("document.querySelector('[data-id=b2] .chip').textContent") == "city, or “your town”"
    stage.press(Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)  # the chip beside the cursor is asked about
    stage.until(lambda: stage.editor.findChildren(Dialog))
    dialog = stage.editor.findChildren(Dialog)[0]
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText("town")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Change").click()
    chip = chip.replace("your town", "town")
    stage.until(lambda: str(stage.block("b2").values["html"]).endswith(f"friend{chip}</p>"))
    stage.press(Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
    stage.until(lambda: chip not in str(stage.block("b2").values["html"]))


def test_what_is_pasted_is_cleaned(stage: Stage) -> None:
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 5)
    stage.editor.editing.choose("b2")
    stage.canvas.edit("b2")
    stage.until(lambda: stage.editor.commands.state.get("rich"))
    data = QMimeData()
    data.setHtml(
        "<h2 style='color:red' onclick='x()'>Loud</h2><script>x()</script><p class=MsoNormal>"
        "<b style='font-weight:normal'>thin, <span style='font-weight:700'>bold</span></b></p>"
    )
    data.setText("Loud bold")
    QApplication.clipboard().setMimeData(data)
    stage.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    stage.until(lambda: "Loud" in str(stage.block("b2").values["html"]))
    html = str(stage.block("b2").values["html"])
    assert "thin, <strong>bold</strong>" in html
    assert "script" not in html
    assert "style" not in stage.ask("document.querySelector('[data-id=b2] .rich').innerHTML")


def test_a_blank_message_is_in_the_language_of_its_writer(stage: Stage) -> None:
    stage.draft.campaign = replace(stage.draft.campaign, id=8, message=Message(kind=BodyKind.BLOCKS))
    stage.editor.show_message(stage.draft.message)
    assert stage.draft.message.source == ""
    stage.editor.editing.add("text")
    assert Document.load(stage.draft.message.source).language == own_language() != ""
    box = stage.editor.panels.prepare_theme().language
    assert box.currentData() == own_language()
    box.setCurrentIndex(box.findData("pt-BR"))
    box.activated.emit(box.currentIndex())
    assert '<html lang="pt-BR"' in as_html(Document.load(stage.draft.message.source))


def test_the_outline_and_the_panel_change_the_same_document(stage: Stage) -> None:
    outline, panel = stage.editor.palette_side.outline, stage.editor.block_panel
    outline.setCurrentIndex(outline.model().index(2, 0))
    assert stage.editor.editing.chosen == "b3"
    assert panel.fields is not None
    label = panel.fields.controls["label"]
    assert isinstance(label, ChipLine)
    label.setFocus()
    label.insert(" {{ city }}")
    assert stage.block("b3").values["label"] == "{{ city }}See more" or "{{ city }}" in str(
        stage.block("b3").values["label"]
    )
    stage.editor.editing.set_condition("b3", Condition("vip", "is", "yes"))
    stage.until(
        lambda: stage.ask("(document.querySelector('[data-id=b3] .shown-if')||{}).textContent") == "Only if vip is yes"
    )
    assert "Only if vip is yes" in outline.model().index(2, 0).data()
    stage.editor.editing.set_theme("accent", "#7a4a28")
    stage.until(
        lambda: "rgb(122, 74, 40)" in stage.ask("getComputedStyle(document.querySelector('.button')).background")
    )


def test_a_newcomers_message_arrives_as_it_was_previewed(
    screen: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))  # what it prefers is not for other tests
    command = [sys.executable, "-m", "tests.ui.newcomer", str(workspace), "--pictures", str(tmp_path / "pictures")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("pixels differ") == 3
