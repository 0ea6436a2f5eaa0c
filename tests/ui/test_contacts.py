"""The contacts page: search, lists, adding, changing, and deleting with undo, as a person does it."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from mailer_gui.ui.pages.contacts.contact_dialog import ContactDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.widgets.toasts import Toast
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


def fill(ws: Any) -> None:
    from mailer_gui.operations import contacts, lists

    names = (("Ana", "Souza"), ("Jürgen", "Köhler"), ("Li", "Wei"), ("", ""))
    for place, (first, last) in enumerate(names):
        fields = {"first_name": first, "last_name": last} if first else {}
        contacts.add(ws, f"p{place}@example.org", fields)
    lists.add_members(ws, lists.get_or_create(ws, "Friends").id, contacts.ids(ws)[:2])


@pytest.fixture
def page(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> ContactsPage:
    """The page with four people, two of them on a list."""
    in_workspace(fill)
    window.navigate("contacts")
    found = window.page("contacts")
    assert isinstance(found, ContactsPage)
    qtbot.waitUntil(lambda: addresses(found) == ["p0", "p1", "p2", "p3"], timeout=LONG_MS)
    return found


def addresses(page: ContactsPage) -> list[str]:
    """Give the names before the @ of everybody in the table, None rows left out."""
    rows = [page.model.row_at(row) for row in range(page.model.rowCount())]
    return [row.contact.address.partition("@")[0] for row in rows if row is not None]


def dialog(window: Window) -> ContactDialog:
    found = [one for one in window.dialogs() if isinstance(one, ContactDialog)]
    assert len(found) == 1
    return found[0]


def undo(window: Window) -> None:
    toast = window.findChild(Toast)
    assert isinstance(toast, Toast)
    toast._undo.click()


def test_an_empty_address_book_says_what_belongs_there(qtbot: QtBot, window: Window) -> None:
    window.navigate("contacts")
    page = window.page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)
    qtbot.waitUntil(lambda: not page.new.isVisible())
    assert page._import_first.isVisible()
    assert not page._show_all.isVisible()


def test_search_finds_people_as_one_types(qtbot: QtBot, page: ContactsPage) -> None:
    page.search.setText("köhler")
    qtbot.waitUntil(lambda: addresses(page) == ["p1"], timeout=LONG_MS)
    page.search.setText("nobody at all")
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)
    page._show_all.click()
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
    page._open_row(0)
    form = dialog(window)
    form.edits["first_name"].setText("Anna")
    form.edits["last_name"].setText("  ")
    form.save()

    def fields(ws: Any) -> Any:
        from mailer_gui.operations import contacts

        return contacts.rows(ws, contacts.ids(ws)[:1])[0].fields

    qtbot.waitUntil(lambda: in_workspace(fields) == {"first_name": "Anna"}, timeout=LONG_MS)


def test_deleting_is_undone(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.table.selectRow(1)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
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
    menu = QMenu()
    page._fill_menu(menu, [2])
    next(action for action in menu.actions() if action.text() == "Never mail again").trigger()

    def marked() -> bool:
        row = page.model.row_at(2)
        return row is not None and row.suppressed

    qtbot.waitUntil(marked, timeout=LONG_MS)
    again = QMenu()
    page._fill_menu(again, [2])
    next(action for action in again.actions() if action.text().startswith("Allow mail again")).trigger()
    window.dialogs()[0].reject()
    undo(window)
    qtbot.waitUntil(lambda: not marked(), timeout=LONG_MS)


def test_copy_puts_rows_on_the_clipboard(page: ContactsPage) -> None:
    page.table.selectRow(0)
    page.table.copy()
    assert "p0@example.org" in QGuiApplication.clipboard().text()


def test_export_writes_a_file(
    qtbot: QtBot, page: ContactsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    from mailer_gui.ui.pages.contacts import actions

    out = tmp_path / "people.csv"
    monkeypatch.setattr(actions, "save_file", lambda *arguments: arguments[-1](str(out)))
    page.export()
    qtbot.waitUntil(out.exists, timeout=LONG_MS)
    assert "Köhler" in out.read_text("utf-8-sig")
    qtbot.waitUntil(lambda: not window.tasks.jobs(), timeout=LONG_MS)


def test_choosing_all_of_a_million_is_quick(page: ContactsPage, qtbot: QtBot) -> None:
    page.model._fetch = lambda _ws, ids: [None for _ in ids]
    page.model.beginResetModel()
    page.model.ids = array("q", range(1_000_000))
    page.model._pages.clear()
    page.model.endResetModel()
    import time

    started = time.perf_counter()
    page.table.selectAll()
    page.table.viewport().repaint()
    assert time.perf_counter() - started < 1.0
    assert page.table.selected_count() == 1_000_000
