"""What is told of contacts: cells and columns, the panel, checks of addresses, fields with a type, consent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import FieldType
from mailer_gui.ui.dialogs.checking.dialog import CheckDialog
from mailer_gui.ui.pages.contacts import columns
from mailer_gui.ui.pages.contacts.columns_dialog import ColumnsDialog
from mailer_gui.ui.pages.contacts.editors import DateEditor
from mailer_gui.ui.pages.contacts.field_dialog import FieldDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.pages.contacts.words import LOOK
from mailer_gui.ui.window import Window
from tests.ui.contacts_page import LONG_MS, InWorkspace, addresses, contacts_page, fields_of, undo  # noqa: F401 - a fixture is known where it is imported
from tests.ui.hands import press_key


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
