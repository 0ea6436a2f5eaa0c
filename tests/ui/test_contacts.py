"""The contacts page: search, lists, adding, changing, and deleting with undo, as a person does it."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import FieldType
from mailer_gui.ui import preferences
from mailer_gui.ui.dialogs.checking.dialog import CheckDialog
from mailer_gui.ui.pages.contacts import columns
from mailer_gui.ui.pages.contacts.columns_dialog import ColumnsDialog
from mailer_gui.ui.pages.contacts.contact_dialog import ContactDialog
from mailer_gui.ui.pages.contacts.duplicates_dialog import DuplicatesDialog
from mailer_gui.ui.pages.contacts.editors import DateEditor
from mailer_gui.ui.pages.contacts.erase_dialog import EraseDialog
from mailer_gui.ui.pages.contacts.export_dialog import ExportDialog
from mailer_gui.ui.pages.contacts.field_dialog import FieldDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.pages.contacts.reading import Query
from mailer_gui.ui.pages.contacts.set_field_dialog import SetFieldDialog
from mailer_gui.ui.pages.contacts.words import LOOK
from mailer_gui.ui.widgets.seeking import FirstRows
from mailer_gui.ui.widgets.toasts import Toast
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key

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
    for kept in ("contacts_columns", "contacts_details"):
        preferences.remember(kept, "")  # what other tests chose
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
    end = time.monotonic() + 10
    while not toast._undo.isVisible() and time.monotonic() < end:
        QTest.qWait(10)
    toast._undo.click()


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


def fields_of(ws: Any) -> Any:
    from mailer_gui.operations import contacts

    return contacts.rows(ws, contacts.ids(ws)[:1])[0].fields


def show_column(page: ContactsPage, key: str) -> int:
    """Show a column and give its place."""
    keys = page.choice.keys
    page.take_columns(replace(page.choice, keys=keys if key in keys else (*keys, key)))
    return next(place for place, one in enumerate(page.model.columns) if one.key == key)


def test_a_cell_is_edited_in_place_and_undone(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    qtbot.waitUntil(lambda: bool(page.overview.fields), timeout=LONG_MS)
    place = show_column(page, "field:first_name")
    qtbot.waitUntil(lambda: page.model.row_at(0) is not None, timeout=LONG_MS)
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, place))
    press_key(page.table, Qt.Key.Key_F2)
    editor = page.table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert (editor.text(), editor.accessibleName()) == ("Ana", "First name")
    QTest.keyClicks(editor, "Eva")
    press_key(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: in_workspace(fields_of)["first_name"] == "Eva", timeout=LONG_MS)
    qtbot.waitUntil(lambda: page.model.index(0, place).data() == "Eva", timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: in_workspace(fields_of)["first_name"] == "Ana", timeout=LONG_MS)


def test_an_address_that_cannot_be_is_said_beside_it(qtbot: QtBot, page: ContactsPage) -> None:
    page.person.open_row(0)
    qtbot.waitUntil(lambda: "address" in page.panel.form.editors, timeout=LONG_MS)
    editor = page.panel.form.editors["address"]
    assert isinstance(editor, QLineEdit)
    editor.setText("p1@example.org")
    press_key(editor, Qt.Key.Key_Return)
    box = page.panel.form._boxes["address"]
    qtbot.waitUntil(lambda: "already" in box.error.text(), timeout=LONG_MS)


def test_a_click_on_the_words_or_on_the_box_ticks_a_column(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    page.choose_columns()
    form = next(one for one in window.dialogs() if isinstance(one, ColumnsDialog))
    qtbot.waitUntil(form.isActiveWindow, timeout=LONG_MS)
    item = next(
        form.list.item(place) for place in range(form.list.count()) if form.list.item(place).text() == "Changed"
    )
    there = form.list.visualItemRect(item)
    box = QPoint(there.left() + 10, there.center().y())
    for at in (there.center(), there.center(), box, box):
        before = item.checkState()
        QTest.mouseClick(form.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert item.checkState() is not before, at
    press_key(form.list, Qt.Key.Key_Space)
    assert item.checkState() is Qt.CheckState.Checked


def test_columns_are_chosen_ordered_and_remembered(qtbot: QtBot, window: Window, page: ContactsPage) -> None:
    qtbot.waitUntil(lambda: bool(page.overview.fields), timeout=LONG_MS)
    page.choose_columns()
    form = next(one for one in window.dialogs() if isinstance(one, ColumnsDialog))
    titles = [form.list.item(place).text() for place in range(form.list.count())]
    form.list.item(titles.index("Comes from")).setCheckState(Qt.CheckState.Unchecked)
    form.list.item(titles.index("Last name")).setCheckState(Qt.CheckState.Checked)
    form.list.setCurrentRow(0)
    form.move_by(1)
    form.finish()
    wanted = ("address", "name", "mark", "lists", "added", "field:last_name")
    assert tuple(column.key for column in page.model.columns) == wanted
    assert columns.remembered().keys == wanted
    heads = page.table.horizontalHeader()
    heads.moveSection(5, 0)
    page.table.setColumnWidth(0, 333)
    qtbot.waitUntil(lambda: columns.remembered().keys[0] == "field:last_name", timeout=LONG_MS)
    kept = columns.remembered()
    assert kept.widths is not None and kept.widths["address"] == 333


def test_the_panel_follows_the_choice_and_takes_people_off_lists(
    qtbot: QtBot, window: Window, page: ContactsPage
) -> None:
    page.person.show_panel(True)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.panel.lists.texts() == ["Friends"], timeout=LONG_MS)
    page.panel.lists._chips[0].cross.click()
    qtbot.waitUntil(lambda: page.panel.lists.texts() == [], timeout=LONG_MS)
    undo(window)
    qtbot.waitUntil(lambda: page.panel.lists.texts() == ["Friends"], timeout=LONG_MS)
    page.table.selectRow(2)
    qtbot.waitUntil(lambda: page.panel.contact is not None and page.panel.contact.address == "p2@example.org")
    page.go_back()
    assert page.panel.isHidden()


def test_the_panel_tells_what_happened(qtbot: QtBot, page: ContactsPage) -> None:
    page.person.show_panel(True)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: page.panel.history.texts() == ["Typed in."], timeout=LONG_MS)


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


@pytest.mark.slow
def test_addresses_are_checked_and_a_mistake_is_corrected(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    def add(ws: Any) -> None:
        from mailer_gui.operations import contacts

        contacts.add(ws, "tom@gmial.com")

    in_workspace(add)
    page.refresh()
    page.people.verify()
    form = next(one for one in window.dialogs() if isinstance(one, CheckDialog))
    assert not form.ask_servers.isChecked()
    form.start()
    qtbot.waitUntil(lambda: form.found is not None, timeout=LONG_MS)
    form.accept()
    page.ask(replace(page.query, verdicts=LOOK))
    qtbot.waitUntil(lambda: addresses(page) == ["tom"], timeout=LONG_MS)
    assert page.lists.state.currentText() == "Needs a look"
    page.person.show_panel(True)
    page.table.selectRow(0)
    qtbot.waitUntil(lambda: "tom@gmail.com" in page.panel.verdict.text(), timeout=LONG_MS)
    page.panel.correct.click()
    qtbot.waitUntil(page.empty.isVisible, timeout=LONG_MS)  # nobody is left who needs a look

    def everybody(ws: Any) -> set[str]:
        from mailer_gui.operations import contacts

        return {one.address for one in contacts.rows(ws, contacts.ids(ws))}

    assert "tom@gmail.com" in in_workspace(everybody)


def test_a_new_field_has_a_type_and_a_box_that_fits(
    qtbot: QtBot, window: Window, page: ContactsPage, in_workspace: InWorkspace
) -> None:
    page.person.open_row(0)
    qtbot.waitUntil(lambda: "address" in page.panel.form.editors, timeout=LONG_MS)
    page.panel.form.ask_field()
    form = next(one for one in window.dialogs() if isinstance(one, FieldDialog))
    form.name.setText("First Name")
    assert not form.type.isEnabled()  # that field is there
    form.name.setText("since")
    form.type.setCurrentIndex(form.type.findData(FieldType.DATE))
    form.finish()
    editor = page.panel.form.editors["since"]
    assert isinstance(editor, DateEditor)
    editor.setText("31 March 2026")
    press_key(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: in_workspace(fields_of).get("since") == "2026-03-31", timeout=LONG_MS)

    def known() -> str:
        return page.panel.contact.fields.get("since", "") if page.panel.contact is not None else ""

    qtbot.waitUntil(lambda: known() == "2026-03-31", timeout=LONG_MS)
    editor = page.panel.form.editors["since"]  # the form may have been laid out anew
    assert isinstance(editor, DateEditor)
    assert "2026" in editor.text() and editor.text() != "2026-03-31"
    editor.setText("some day")
    press_key(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: in_workspace(fields_of).get("since") == "some day", timeout=LONG_MS)
    qtbot.waitUntil(lambda: editor.wrong() == "This is no date.", timeout=LONG_MS)


def test_why_somebody_may_be_written_to_is_kept(qtbot: QtBot, page: ContactsPage, in_workspace: InWorkspace) -> None:
    page.person.open_row(0)
    qtbot.waitUntil(lambda: page.panel.contact is not None, timeout=LONG_MS)
    page.panel.consent.setText("asked for it in March")
    press_key(page.panel.consent, Qt.Key.Key_Return)

    def consent(ws: Any) -> str:
        from mailer_gui.operations import contacts

        return contacts.rows(ws, contacts.ids(ws)[:1])[0].consent

    qtbot.waitUntil(lambda: in_workspace(consent) == "asked for it in March", timeout=LONG_MS)


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
