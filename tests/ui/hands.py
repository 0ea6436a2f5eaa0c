"""Real mouse and key events, as a person's hands make them: on widgets, in menus, and on the canvas of the editor."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from tests.ui.real_run import until

PATIENCE = 15.0


def click(widget: QWidget | None, at: QPoint | None = None) -> None:
    """Click a widget that a person can see."""
    assert widget is not None
    assert widget.isVisible(), widget
    assert widget.isEnabled(), widget
    over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    assert over is None or over is widget.window() or over.isAncestorOf(widget), f"{over} is in front of {widget}"
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center())


def press_key(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in a window that has the keyboard; shortcuts are silent in any other.

    The window manager gives the keyboard to a window a while after it is shown. (`QTest.qWaitForWindowActive` asks the
    QWindow, and a dialog's says yes while its parent has the keyboard.)
    """
    window = widget.window()
    end = time.monotonic() + PATIENCE
    while not window.isActiveWindow() and time.monotonic() < end:
        QTest.qWait(1)
    assert window.isActiveWindow(), f"{QApplication.activeWindow()} has the keyboard, not {window}"
    QTest.keyClick(widget, key, modifiers)


def button(owner: QWidget, words: str) -> QPushButton | None:
    """Find a button by its words, where it is shown."""
    return next((one for one in owner.findChildren(QPushButton) if one.text() == words and one.isVisible()), None)


def replace_text(widget: QWidget, words: str) -> None:
    """Click into a field and type over what is in it."""
    click(widget)
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, words)


async def choose_from_menu(opener: QWidget, words: str) -> None:
    """Open a menu by a click, and click the entry that begins with these words once it is there.

    An open menu has a loop of its own, so somebody has to stand ready before it opens.
    """
    waiting = QTimer()

    def look() -> None:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return
        action = next((one for one in menu.actions() if one.text().startswith(words)), None)
        if action is not None and menu.actionGeometry(action).isValid():
            waiting.stop()
            click(menu, menu.actionGeometry(action).center())

    waiting.timeout.connect(look)
    waiting.start(20)
    click(opener)
    await until(lambda: not waiting.isActive())


class Sight:
    """The canvas, as eyes and hands meet it: places of what it shows, clicks and keys at these places."""

    def __init__(self, editor: BlocksEditor) -> None:
        assert editor.canvas is not None
        self._view = editor.canvas
        self._hands = self._view.focusProxy() or self._view

    async def place(self, selector: str) -> QPointF:
        """Give the middle of an element, once nothing moves any more; it is scrolled to, as a wheel would."""
        from mailer_gui.ui.pages.campaign.blocks.canvas import _WORLD

        answers: list[str] = []
        script = (
            f"(e => {{ if (!e) return ''; e.scrollIntoView({{block: 'nearest'}}); const b = e.getBoundingClientRect();"
            f" return `${{b.x + b.width / 2}} ${{b.y + b.height / 2}}`; }})(document.querySelector(`{selector}`))"
        )
        while len(answers) < 2 or not answers[-1] or answers[-1] != answers[-2]:
            before = len(answers)
            self._view.page().runJavaScript(script, _WORLD, lambda answer: answers.append(str(answer)))
            await until(lambda: len(answers) > before)  # noqa: B023 - waited for at once
        x, y = answers[-1].split()
        return QPointF(float(x), float(y))

    async def click(self, selector: str) -> None:
        """Click an element."""
        QTest.mouseClick(
            self._hands,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            (await self.place(selector)).toPoint(),
        )

    async def drag(self, selector: str, onto: str, *, below: int) -> None:
        """Drag an element below the middle of another one."""
        start, end = await self.place(selector), await self.place(onto) + QPointF(0, below)
        start = await self.place(selector)
        self._mouse(QEvent.Type.MouseMove, start, held=False)
        self._mouse(QEvent.Type.MouseButtonPress, start)
        for step in range(1, 9):
            self._mouse(QEvent.Type.MouseMove, start + (end - start) * step / 8)
        self._mouse(QEvent.Type.MouseButtonRelease, end)

    def _mouse(self, kind: QEvent.Type, at: QPointF, *, held: bool = True) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        buttons = left if held and kind is not QEvent.Type.MouseButtonRelease else none
        everywhere = QPointF(self._hands.mapToGlobal(at.toPoint()))
        cause = none if kind is QEvent.Type.MouseMove else left
        QApplication.postEvent(
            self._hands, QMouseEvent(kind, at, everywhere, cause, buttons, Qt.KeyboardModifier.NoModifier)
        )

    def type(self, words: str) -> None:
        """Type where the cursor is."""
        QTest.keyClicks(self._hands, words)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the cursor is."""
        QTest.keyClick(self._hands, key, modifiers)
