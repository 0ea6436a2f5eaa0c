"""The visual editor in a real web view: what is typed, pressed and dragged arrives in the document, cleaned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailer_gui.model.blocks import Block, Document, new_block
from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.draft import Draft

LONG_MS = 30_000
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
        self.editor.refresh()
        self.editor.show()
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


@pytest.fixture
def stage(qtbot: QtBot, context: PageContext) -> Stage:
    return Stage(qtbot, context, document())


def test_the_canvas_shows_the_blocks_and_runs_no_script_of_the_message(qtbot: QtBot, context: PageContext) -> None:
    wicked = "<p onclick='hit()'>a<script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\"></p>"
    bad = replace(new_block("text", "b1"), values={**new_block("text", "b1").values, "html": wicked})
    stage = Stage(qtbot, context, Document((bad, new_block("divider", "b2"))))
    stage.until(lambda: stage.ask("document.querySelectorAll('.block').length") == 2)
    assert stage.ask("document.querySelector('.rich').innerHTML") == "<p>a</p>"
    assert stage.ask("document.title") in ("", "about:blank")
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
