"""Keys and mouse on the canvas of the visual editor, and eyes that look into its page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from tests.benchmarks.watch import until

NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """Keys and mouse, as the window and the web engine see them; and eyes that look into the page."""

    def __init__(self, editor: BlocksEditor) -> None:
        assert editor.canvas is not None
        self.canvas = editor.canvas
        self._target = self.canvas.focusProxy() or self.canvas

    async def ask(self, script: str) -> Any:
        """Run a script in the page and give its answer."""
        from mailer_gui.ui.pages.campaign.blocks.canvas import _WORLD

        answers: list[Any] = []
        self.canvas.page().runJavaScript(script, _WORLD, answers.append)
        await until(lambda: answers)
        return answers[0]

    def key(self, key: int, modifiers: Qt.KeyboardModifier = NONE, sign: str = "") -> None:
        """Press a key on the canvas."""
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(self._target, QKeyEvent(kind, key, modifiers, sign))

    def mouse(self, kind: QEvent.Type, at: QPointF) -> None:
        """Press, move or release the mouse on the canvas."""
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        pressed = none if kind is QEvent.Type.MouseMove else left
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        everywhere = QPointF(self._target.mapToGlobal(at.toPoint()))
        QApplication.postEvent(self._target, QMouseEvent(kind, at, everywhere, pressed, held, NONE))

    def click(self, at: QPointF) -> None:
        """Click on the canvas."""
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self.mouse(kind, at)

    async def middle(self, selector: str) -> QPointF:
        """Scroll an element into view and give its middle."""
        script = f"""(node => {{ node.scrollIntoView({{ block: "center" }}); const box = node.getBoundingClientRect();
          return `${{box.x + box.width / 2}} ${{box.y + box.height / 2}}`; }})(document.querySelector(`{selector}`))"""
        x, y = map(float, str(await self.ask(script)).split())
        return QPointF(x, y)
