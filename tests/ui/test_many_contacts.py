"""Many contacts at once: fields set, lists moved, duplicates merged, people erased, trouble told."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import FieldType
from mailer_gui.ui.pages.contacts.duplicates_dialog import DuplicatesDialog
from mailer_gui.ui.pages.contacts.erase_dialog import EraseDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.pages.contacts.reading import Query
from mailer_gui.ui.pages.contacts.set_field_dialog import SetFieldDialog
from mailer_gui.ui.widgets.seeking import FirstRows
from mailer_gui.ui.widgets.toasts import Toast
from mailer_gui.ui.window import Window
from tests.ui.contacts_page import LONG_MS, InWorkspace, addresses, contacts_page, fields_of, undo  # noqa: F401 - a fixture is known where it is imported
from tests.ui.hands import press_key


def action(menu: QMenu, words: str) -> None:
    """Choose something in a menu."""
    next(one for one in menu.actions() if one.text() == words).trigger()


def test_a_field_of_the_chosen_people_is_set_and_undone(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    page.table.selectAll()
    menu = QMenu()
    page.people.fill_menu(menu)
    action(menu, "Set a field…")
    form = next(one for one in window.dialogs() if isinstance(one, SetFieldDialog))
    assert form.ok.text() == "Empty it for 4 people"
    form.field.setEditText("plan")
    assert isinstance(form.editor, QLineEdit)
    form.editor.setText("gold")
    assert form.ok.text() == "Set it for 4 people"
    form.finish()
    qtbot.waitUntil(lambda: in_workspace(fields_of).get("plan") == "gold", timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: "plan" not in in_workspace(fields_of), timeout=LONG_MS)


def test_people_are_moved_from_list_to_list(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    qtbot.waitUntil(lambda: bool(page.overview.lists), timeout=LONG_MS)
    friends = page.overview.lists[0].id
    page.people.bulk.add_to_list(page.people.ids() or [page.model.ids[3]], "Others")
    qtbot.waitUntil(lambda: len(page.overview.lists) == 2, timeout=LONG_MS)
    page.open_with({"list": friends})
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1"], timeout=LONG_MS)
    page.table.selectAll()
    menu = QMenu()
    page.people.fill_menu(menu)
    moves = next(one.menu() for one in menu.actions() if one.text() == "Move to list")
    assert isinstance(moves, QMenu)
    action(moves, "Others")
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p1"], timeout=LONG_MS)


def test_the_keyboard_goes_from_the_field_to_its_value_and_not_to_the_buttons(qtbot: QtBot, window: Window) -> None:
    form = SetFieldDialog(window, 3, ["city", "plan"], {"plan": FieldType.YES_NO}, lambda _name, _value: None)
    form.open()
    for place in (1, 0):
        form.field.setCurrentIndex(place)
        form.field.setFocus()
        qtbot.waitUntil(form.editor.isVisible, timeout=LONG_MS)
        press_key(form.field, Qt.Key.Key_Tab)
        assert form.focusWidget() is form.editor or form.editor.isAncestorOf(form.focusWidget())
    form.reject()


def test_the_keyboard_is_in_the_table_after_many_were_changed_and_after_undo_by_mouse(
    qtbot: QtBot, window: Window, page: ContactsPage
) -> None:
    page.table.setFocus()
    page.table.selectAll()
    page.chosen.add_button.setFocus()
    page.people.bulk.add_to_list(page.people.ids(), "Others")
    toast = window.findChild(Toast)
    assert isinstance(toast, Toast)
    qtbot.waitUntil(toast._undo.isVisible, timeout=LONG_MS)
    page.table.clearSelection()
    assert window.focusWidget() is page.table
    QTest.mouseClick(toast._undo, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is page.table


def test_a_long_list_of_lists_has_a_bar_to_scroll_with(qtbot: QtBot, page: ContactsPage) -> None:
    page.lists.combo.addItems([f"List {number}" for number in range(60)])
    page.lists.combo.showPopup()
    qtbot.waitUntil(page.lists.combo.view().verticalScrollBar().isVisible, timeout=LONG_MS)
    page.lists.combo.hidePopup()


@pytest.mark.slow
def test_duplicates_are_found_compared_merged_and_undone(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    def add(ws: Any) -> None:
        from mailer_gui.operations import contacts

        contacts.add(ws, "maria.silva@gmail.com", {"first_name": "Maria", "city": "Porto"})
        contacts.add(ws, "mariasilva@gmail.com", {"plan": "gold"})

    in_workspace(add)
    page.refresh()
    page.people.bulk.find_duplicates()
    qtbot.waitUntil(lambda: any(isinstance(one, DuplicatesDialog) for one in window.dialogs()), timeout=LONG_MS)
    form = next(one for one in window.dialogs() if isinstance(one, DuplicatesDialog))
    qtbot.waitUntil(lambda: form.comparison.keep is not None, timeout=LONG_MS)
    assert form.merge_button.text() == "Merge into maria.silva@gmail.com"
    form.comparison.choices.button(1).setChecked(True)
    assert form.merge_button.text() == "Merge into mariasilva@gmail.com"
    assert "gold" in form.comparison.outcome() and "Porto" in form.comparison.outcome()
    form.merge()
    qtbot.waitUntil(form.empty.isVisible, timeout=LONG_MS)
    form.banner.action.click()
    qtbot.waitUntil(lambda: form.model.rowCount() == 1 and form.comparison.keep is not None, timeout=LONG_MS)
    assert not form.banner.isVisible()
    form.comparison.choices.button(1).setChecked(True)
    form.merge()
    qtbot.waitUntil(form.empty.isVisible, timeout=LONG_MS)
    form.reject()
    qtbot.waitUntil(lambda: "mariasilva" in addresses(page) and "maria.silva" not in addresses(page), timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: "maria.silva" in addresses(page), timeout=LONG_MS)


def _compares_the_chosen(form: DuplicatesDialog) -> bool:
    group, keep = form.group(), form.comparison.keep
    return group is not None and keep is not None and keep.id in group.ids


@pytest.mark.slow
def test_merges_are_taken_back_one_after_the_other(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    def add(ws: Any) -> None:
        from mailer_gui.operations import contacts

        for name in ("maria.silva", "mariasilva", "olga.kim", "olgakim"):
            contacts.add(ws, f"{name}@gmail.com", {"city": "Porto"})

    in_workspace(add)
    page.refresh()
    page.people.bulk.find_duplicates()
    qtbot.waitUntil(lambda: any(isinstance(one, DuplicatesDialog) for one in window.dialogs()), timeout=LONG_MS)
    form = next(one for one in window.dialogs() if isinstance(one, DuplicatesDialog))
    before = form.model.rows()
    assert len(before) == 2
    for left in (1, 0):
        qtbot.waitUntil(lambda: form.comparison.keep is not None and form.merge_button.isEnabled(), timeout=LONG_MS)
        qtbot.waitUntil(lambda: _compares_the_chosen(form), timeout=LONG_MS)
        form.merge()
        qtbot.waitUntil(lambda left=left: form.model.rowCount() == left, timeout=LONG_MS)  # type: ignore[misc]  # the same
    form.banner.action.click()
    qtbot.waitUntil(lambda: form.model.rowCount() == 1 and form.banner.isVisible(), timeout=LONG_MS)
    form.banner.action.click()
    qtbot.waitUntil(lambda: form.model.rowCount() == 2, timeout=LONG_MS)
    assert form.model.rows() == before
    assert not form.banner.isVisible()


def test_the_keyboard_goes_to_what_can_be_done_when_a_table_gets_empty(qtbot: QtBot, page: ContactsPage) -> None:
    page.search.setText("ana")
    qtbot.waitUntil(lambda: page.model.complete and page.query.search == "ana", timeout=LONG_MS)
    page.table.setFocus()
    page.table.selectAll()
    page.people.delete(page.people.ids())
    qtbot.waitUntil(page.empty.show_all.isVisible, timeout=LONG_MS)
    assert page.window().focusWidget() is page.empty.show_all


def test_a_person_is_erased_only_after_typing_the_address(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    page.person.show_panel(True)
    page.table.selectRow(1)
    qtbot.waitUntil(lambda: page.panel.contact is not None, timeout=LONG_MS)
    page.panel.asked.emit("erase")
    form = next(one for one in window.dialogs() if isinstance(one, EraseDialog))
    form.finish()
    assert form.isVisible() and not form.erase.isEnabled()
    form.typed.setText(" P1@Example.org")
    form.erase.click()
    qtbot.waitUntil(lambda: addresses(page) == ["p0", "p2", "p3"], timeout=LONG_MS)
    toast = window.findChild(Toast)
    assert isinstance(toast, Toast)
    assert toast._text.text() == "Erased."  # nothing about campaigns: there was none

    def suppressed(ws: Any) -> bool:
        from mailer_gui.operations import suppressions

        return suppressions.of_address(ws, "p1@example.org") is not None

    assert in_workspace(suppressed)


def test_trouble_while_reading_is_said_in_place_of_the_table(
    qtbot: QtBot, page: ContactsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailer_gui.model.errors import StoreError

    def broken(*_arguments: Any) -> Any:
        raise StoreError("The disk cannot be read.", hint="Look at the cable.")

    with monkeypatch.context() as patched:
        patched.setattr(Query, "ids", broken)
        page.refresh()
        qtbot.waitUntil(page.empty.again.isVisible, timeout=LONG_MS)
        assert page.empty.isVisible()
    page.empty.again.click()
    qtbot.waitUntil(lambda: not page.empty.isVisible() and len(addresses(page)) == 4, timeout=LONG_MS)


def test_everybody_is_chosen_also_while_they_are_still_being_read(qtbot: QtBot, page: ContactsPage) -> None:
    page.model.load(lambda _ws: array("q", range(1, 9)), lambda _ws: FirstRows(array("q", range(1, 4)), wait=True))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3 and not page.model.complete, timeout=LONG_MS)
    page.table.selectAll()
    assert page.table.selected_count() == 0
    qtbot.waitUntil(lambda: page.table.selected_count() == 8, timeout=LONG_MS)
    assert list(page.people.ids()) == list(range(1, 9))
