"""Everybody can use it: names for screen readers, long words, right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mailer_gui.ui.app import make_window, pages
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit, QAbstractItemView)
LONG_MS = 15_000


class Pseudo(QTranslator):
    """Makes every text a third longer, with accents, so that cut words and forgotten translations show."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        return "Ü" + text + "ßé" * (len(text) // 6 + 1) if context == "Mailer" else None  # type: ignore[return-value]  # None: no translation


def walk(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> Iterator[str]:
    """Bring every page to the front, and every step of a campaign."""
    for entry in pages():
        if entry.key != "campaign":
            window.navigate(entry.key)
            qtbot.wait(150)
            yield entry.key

    def prepare(ws: Any) -> int:
        from mailer_gui.operations import demo

        return demo.prepare(ws, 5)

    campaign_id = in_workspace(prepare)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    qtbot.waitUntil(lambda: page.writing.draft.campaign.id == campaign_id, timeout=LONG_MS)
    for step in Step:
        page.writing.go_to(step)
        qtbot.wait(150)
        yield f"campaign, {step.value}"


def visible(window: Window, kinds: tuple[type[QWidget], ...]) -> list[QWidget]:
    return [w for w in window.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible() and w.width() > 0]


def described(widget: QWidget) -> str:
    chain: list[str] = []
    current: QObject | None = widget
    while current is not None and len(chain) < 4:
        chain.append(type(current).__name__)
        current = current.parent()
    return " < ".join(chain)


def own_controls(window: Window) -> list[QWidget]:
    """The controls that a person reaches; not the inner parts of Qt's own ones."""
    inner = ("qt_spinbox_lineedit", "qt_scrollarea_viewport", "ScrollLeftButton", "ScrollRightButton")
    found = []
    for widget in visible(window, CONTROLS):
        parent = widget.parentWidget()
        if widget.objectName() in inner or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(parent, QLineEdit | QComboBox | QAbstractItemView):
            continue
        found.append(widget)
    return found


def test_every_control_has_a_name(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    nameless = []
    for page in walk(qtbot, window, in_workspace):
        for widget in own_controls(window):
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is not None and not interface.text(QAccessible.Text.Name).strip():
                nameless.append(f"{page}: {described(widget)}")
    assert sorted(set(nameless)) == []


@pytest.fixture
def pseudo(look: QApplication) -> Iterator[QApplication]:
    translator = Pseudo()
    look.installTranslator(translator)
    yield look
    look.removeTranslator(translator)


def cut_buttons(window: Window) -> list[str]:
    found = []
    for widget in visible(window, (QPushButton,)):
        assert isinstance(widget, QPushButton)
        needed = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
        if widget.width() < needed:
            found.append(widget.text())
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "direction",
    [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft],
    ids=["left-to-right", "right-to-left"],
)
def test_long_words_break_no_layout(
    qtbot: QtBot, pseudo: QApplication, workspace: Path, in_workspace: InWorkspace, direction: Qt.LayoutDirection
) -> None:
    pseudo.setLayoutDirection(direction)
    window = make_window(workspace)
    qtbot.addWidget(window)
    window.may_close = True
    try:
        window.show()
        window.resize(1000, 640)
        qtbot.waitUntil(lambda: bool(window.current), timeout=LONG_MS)
        broken = []
        for page in walk(qtbot, window, in_workspace):
            if window.width() > 1000:
                broken.append(f"{page} needs {window.width()} pixels")
                window.resize(1000, 640)
            broken += [f"{page}: “{text}” is cut" for text in cut_buttons(window)]
        assert broken == []
    finally:
        window.tasks.close()
        pseudo.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
