"""The contacts page: search, lists, adding, changing, and deleting with undo, as a person does it."""

from __future__ import annotations

import time
from array import array
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from mailer_gui.ui.pages.contacts.export_dialog import ExportDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.window import Window
from tests.ui.contacts_page import LONG_MS, InWorkspace, addresses, contacts_page, dialog, undo  # noqa: F401 - a fixture is known where it is imported
from tests.ui.hands import press_key


def test_an_empty_address_book_says_what_belongs_there(qtbot: QtBot, window: Window) -> None:
    window.navigate("contacts")
    page = window.page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not page.new.isVisible())
    assert page.empty.import_first.isVisible()
    assert not page.empty.show_all.isVisible()


def test_search_finds_people_as_one_types(qtbot: QtBot, page: ContactsPage) -> None:
    page.search.setText("köhler")
    qtbot.waitUntil(lambda: addresses(page) == ["p1"], timeout=LONG_MS)
    page.search.setText("nobody at all")
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)
    page.empty.show_all.click()
    qtbot.waitUntil(lambda: len(addresses(page)) == 4, timeout=LONG_MS)


def test_a_list_is_shown_by_itself(qtbot: QtBot, page: ContactsPage) -> None:
    qtbot.waitUntil(lambda: page.lists.combo.count() == 2, timeout=LONG_MS)
    page.lists.combo.setCurrentIndex(1)
    page.lists.combo.activated.emit(1)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1"], timeout=LONG_MS)


def test_headers_sort(qtbot: QtBot, page: ContactsPage) -> None:
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: addresses(page) == ["p3", "p2", "p1", "p0"], timeout=LONG_MS)


def test_somebody_is_added_and_a_mistake_is_said(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.start_new()
    form = dialog(window)
    form.address.setText("not an address")
    form.save()
    qtbot.waitUntil(form.banner.isVisible, timeout=LONG_MS)
    form.address.setText("new@example.org")
    form.edits["first_name"].setText("Zoë")
    form.save()
    qtbot.waitUntil(lambda: "new" in addresses(page), timeout=LONG_MS)


def test_somebody_is_changed_and_empty_fields_go(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    page.person.open_row(0)
    qtbot.waitUntil(lambda: "last_name" in page.panel.form.editors, timeout=LONG_MS)
    for name, text in (("first_name", "Anna"), ("last_name", "  ")):
        editor = page.panel.form.editors[name]
        assert isinstance(editor, QLineEdit)
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, text)
        press_key(editor, Qt.Key.Key_Return)

    def fields(ws: Any) -> Any:
        from mailer_gui.operations import contacts

        return contacts.rows(ws, contacts.ids(ws)[:1])[0].fields

    qtbot.waitUntil(lambda: in_workspace(fields) == {"first_name": "Anna"}, timeout=LONG_MS)


def test_deleting_is_undone(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.table.selectRow(1)
    page.table.setFocus()
    press_key(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p2", "p3"], timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1", "p2", "p3"], timeout=LONG_MS)


def test_people_leave_a_list_and_come_back(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    qtbot.waitUntil(lambda: page.lists.combo.count() == 2, timeout=LONG_MS)
    page.open_with({"list": page.overview.lists[0].id})
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1"], timeout=LONG_MS)
    page.table.selectAll()
    assert page.chosen.isVisible()
    page.chosen.remove_from_list.emit()
    qtbot.waitUntil(lambda: not addresses(page), timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1"], timeout=LONG_MS)


def test_never_mail_again_is_marked_and_undone(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.table.selectRow(2)
    menu = QMenu()
    page.people.fill_menu(menu)
    next(action for action in menu.actions() if action.text() == "Never mail again").trigger()

    def marked() -> bool:
        row = page.model.row_at(2)
        return row is not None and row.suppressed

    qtbot.waitUntil(marked, timeout=LONG_MS)
    again = QMenu()
    page.people.fill_menu(again)
    next(action for action in again.actions() if action.text().startswith("Allow mail again")).trigger()
    window.dialogs()[0].reject()
    undo(window)
    qtbot.waitUntil(lambda: not marked(), timeout=LONG_MS)


def test_copy_puts_rows_on_the_clipboard(qtbot: QtBot, page: ContactsPage) -> None:
    page.table.selectRow(0)
    page.table.copy()
    qtbot.waitUntil(lambda: "p0@example.org" in QGuiApplication.clipboard().text(), timeout=LONG_MS)


@pytest.mark.slow
def test_export_writes_a_file(
    qtbot: QtBot, page: ContactsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    from mailer_gui.ui.pages.contacts import actions

    out = tmp_path / "people.vcf"
    monkeypatch.setattr(actions, "save_file", lambda *arguments: arguments[-1](str(out)))
    page.table.selectRow(1)
    page.people.export()
    form = next(one for one in window.dialogs() if isinstance(one, ExportDialog))
    assert [radio.text() for radio in form.choices.buttons()] == ["The chosen ones: 1 person", "Everybody: 4 people"]
    form.format.setCurrentIndex(form.format.findData("vcf"))
    form.finish()
    qtbot.waitUntil(lambda: out.exists() and not window.tasks.jobs(), timeout=LONG_MS)
    text = out.read_text("utf-8")
    assert "Köhler" in text and text.count("BEGIN:VCARD") == 1


def test_choosing_all_of_a_million_is_quick(page: ContactsPage, qtbot: QtBot) -> None:
    page.model._fetch = lambda _ws, ids: [None for _ in ids]
    page.model.beginResetModel()
    page.model.ids = array("q", range(1_000_000))
    page.model._pages.clear()
    page.model.endResetModel()
    started = time.thread_time()  # what a busy machine does not lengthen
    page.table.selectAll()
    page.table.viewport().repaint()
    assert time.thread_time() - started < 1.0
    assert page.table.selected_count() == 1_000_000


def test_the_down_arrow_leads_from_the_search_to_what_was_found(qtbot: QtBot, page: ContactsPage) -> None:
    page.start_search()
    press_key(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.selected_parts() == [(0, 0)]


def test_the_keyboard_undoes_what_the_notice_says(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.table.selectRow(1)
    press_key(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p2", "p3"], timeout=LONG_MS)
    qtbot.waitUntil(window._toast.isVisible, timeout=LONG_MS)
    press_key(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1", "p2", "p3"], timeout=LONG_MS)


def test_typing_in_the_table_searches(qtbot: QtBot, page: ContactsPage) -> None:
    page.table.setFocus()
    press_key(page.table, Qt.Key.Key_L)
    assert page.search.text() == "l"
    assert page.search.hasFocus()


def test_only_those_who_are_never_mailed_are_shown(qtbot: QtBot, page: ContactsPage, in_workspace: InWorkspace) -> None:
    def block(ws: Any) -> None:
        from mailer_gui.operations import suppressions

        suppressions.add(ws, "p2@example.org")

    in_workspace(block)
    page.lists.state.setCurrentText("Never mailed")
    page.lists.state.activated.emit(page.lists.state.currentIndex())
    qtbot.waitUntil(lambda: addresses(page) == ["p2"], timeout=LONG_MS)
