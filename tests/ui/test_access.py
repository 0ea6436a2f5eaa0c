"""Everything on screen can be named by a screen reader and survives a right-to-left language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.model.blocks import Condition
from mailer_gui.model.segments import Group
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.account import AccountDialog
from mailer_gui.ui.dialogs.checking.dialog import CheckDialog
from mailer_gui.ui.dialogs.importing.dialog import ImportDialog
from mailer_gui.ui.pages.accounts import AccountsPage
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.contacts.contact_dialog import ContactDialog
from mailer_gui.ui.pages.practice.trouble import OFF, TroubleDialog
from mailer_gui.ui.pages.segments.builder import GroupBox, subjects
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.pages.suppressions.add_dialog import AddDialog
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit)
PAGES = (
    "campaigns",
    "contacts",
    "accounts",
    "reports",
    "practice",
    "settings",
    "first_run",
    "segments",
    "suppressions",
)


def nameless(root: QWidget) -> list[str]:
    """List the controls that a screen reader could not name."""
    found = []
    for control in root.findChildren(QWidget):
        inner = isinstance(control.parent(), QComboBox | QAbstractSpinBox) or control.objectName().startswith("qt_")
        if not isinstance(control, CONTROLS) or isinstance(control, QHeaderView) or inner or control.isHidden():
            continue
        if control.window() is not root.window() or isinstance(control.parent(), QLineEdit | QAbstractItemView):
            continue
        interface = QAccessible.queryAccessibleInterface(control)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            found.append(f"{type(control).__name__} in {type(control.parent()).__name__}")
    return found


def some_people(ws: Any) -> None:
    from mailer_gui.operations import contacts

    contacts.add(ws, "ana@example.org", {"first_name": "Ana"})


@pytest.mark.parametrize("key", PAGES)
def test_every_control_of_a_page_has_a_name(qtbot: QtBot, window: Window, in_workspace: InWorkspace, key: str) -> None:
    in_workspace(some_people)
    window.navigate(key)
    if isinstance(page := window.page(key), AccountsPage):
        qtbot.waitUntil(lambda: bool(page.cards()))
    QApplication.processEvents()
    assert nameless(window.page(key)) == []


def test_every_control_of_the_visual_editor_has_a_name(qtbot: QtBot, context: PageContext) -> None:
    draft = Draft(context, context.tasks)
    editor = BlocksEditor(context, draft)
    editor._seen = True  # without its canvas, which names its blocks itself
    qtbot.addWidget(editor)
    editor.show()
    for kind in KINDS:
        editor.editing.add(kind)
        editor.editing.set_condition(editor.editing.chosen, Condition("vip", "is", "yes"))
        assert nameless(editor) == [], kind
    editor.panels.setCurrentIndex(1)
    editor.palette_side.setCurrentIndex(1)
    assert nameless(editor) == []


@pytest.mark.parametrize("kind", ["account", "contact", "trouble", "import", "check", "suppress"])
def test_every_control_of_a_dialog_has_a_name(qtbot: QtBot, window: Window, kind: str) -> None:
    dialog: QWidget
    if kind == "account":
        dialog = AccountDialog(window, window.tasks, lambda _account: None)
    elif kind == "contact":
        dialog = ContactDialog(window, window.tasks, lambda _contact: None)
    elif kind == "import":
        dialog = ImportDialog(window, window.context, None, lambda _result: None)
        for pane in (dialog.file, dialog.columns, dialog.outcome, dialog.done_bar):
            pane.show()
    elif kind == "check":
        dialog = CheckDialog(window, window.context, None, "", lambda: None)
        dialog.findings.show()
    elif kind == "suppress":
        dialog = AddDialog(window, window.tasks, lambda _count: None)
    else:
        dialog = TroubleDialog(window, OFF, lambda _behaviour: None)
    dialog.show()
    QApplication.processEvents()
    assert nameless(dialog) == []


def test_pages_turn_around_for_right_to_left(qtbot: QtBot, window: Window, look: QApplication) -> None:
    window.navigate("accounts")
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    page = window.page("accounts")
    assert window.sidebar.mapToGlobal(window.sidebar.rect().topLeft()).x() > page.mapToGlobal(page.rect().topLeft()).x()
    window.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_every_control_of_a_rule_has_a_name(look: QApplication) -> None:
    box = GroupBox(Known(), Group())
    for _words, subject in subjects(Known()):
        if subject is not None:
            box.add_rule(subject)
    box.add_group()
    box.show()
    assert nameless(box) == []
