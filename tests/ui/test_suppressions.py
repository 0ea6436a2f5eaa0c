"""The suppressions page: add, search, remove with a question and an undo, import, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import Suppression
from mailer_gui.ui.pages.suppressions import actions
from mailer_gui.ui.pages.suppressions.add_dialog import AddDialog
from mailer_gui.ui.pages.suppressions.page import SuppressionsPage
from mailer_gui.ui.pages.suppressions.reading import reason_cell, who_cell
from mailer_gui.ui.widgets.toasts import Toast
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000
KEYS = ["ana@example.org", "@example.net", "tom@example.com"]


def fill(ws: Any) -> None:
    from mailer_gui.operations import suppressions

    suppressions.add(ws, KEYS, "unsubscribed", "asked by phone")


def keys(page: SuppressionsPage) -> set[str]:
    rows = [page.model.row_at(row) for row in range(page.model.rowCount())]
    return {row[1].key for row in rows if row is not None}


def press(window: Window, word: str) -> None:
    """Press a button of the dialog that is open."""
    found = [one for one in window.dialogs()[0].findChildren(QPushButton) if one.text() == word]
    found[0].click()


@pytest.fixture
def page(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> SuppressionsPage:
    """The page with three suppressions."""
    in_workspace(fill)
    window.navigate("suppressions")
    found = window.page("suppressions")
    assert isinstance(found, SuppressionsPage)
    qtbot.waitUntil(lambda: keys(found) == set(KEYS), timeout=LONG_MS)
    return found


def test_an_empty_page_says_what_belongs_there(qtbot: QtBot, window: Window) -> None:
    window.navigate("suppressions")
    page = window.page("suppressions")
    assert isinstance(page, SuppressionsPage)
    qtbot.waitUntil(page._add_first.isVisible, timeout=LONG_MS)
    assert not page._show_all.isVisible()


def test_search_looks_into_addresses_and_notes(qtbot: QtBot, page: SuppressionsPage) -> None:
    page.search.setText("net")
    qtbot.waitUntil(lambda: keys(page) == {"@example.net"}, timeout=LONG_MS)
    page.search.setText("phone")
    qtbot.waitUntil(lambda: len(keys(page)) == 3, timeout=LONG_MS)
    page.search.setText("nowhere")
    qtbot.waitUntil(page._show_all.isVisible, timeout=LONG_MS)


def test_headers_sort(qtbot: QtBot, page: SuppressionsPage) -> None:
    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    def first() -> str:
        row = page.model.row_at(0)
        return row[1].key if row is not None else ""

    qtbot.waitUntil(lambda: first() == "ana@example.org", timeout=LONG_MS)
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: first() == "tom@example.com", timeout=LONG_MS)


def test_several_are_added_and_a_mistake_is_said(qtbot: QtBot, window: Window, page: SuppressionsPage) -> None:
    page.start_new()
    form = window.dialogs()[0]
    assert isinstance(form, AddDialog)
    form.who.setPlainText("new@example.org\nno address at all")
    form.save()
    qtbot.waitUntil(form.banner.isVisible, timeout=LONG_MS)
    assert len(keys(page)) == 3
    form.who.setPlainText("new@example.org, @example.info")
    press_key(form.who, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: {"new@example.org", "@example.info"} < keys(page), timeout=LONG_MS)


def test_removing_asks_first_and_is_undone_with_reason_and_note(
    qtbot: QtBot, window: Window, page: SuppressionsPage
) -> None:
    before = {row[1] for row in (page.model.row_at(i) for i in range(3)) if row is not None}
    page.table.selectAll()
    page.table.setFocus()
    press_key(page.table, Qt.Key.Key_Delete)
    assert "ana@example.org" in window.dialogs()[0].text.text()
    press(window, "Leave it")
    assert len(keys(page)) == 3
    press_key(page.table, Qt.Key.Key_Delete)
    press(window, "Allow mail")
    qtbot.waitUntil(lambda: not keys(page), timeout=LONG_MS)
    toast = window.findChild(Toast)
    assert isinstance(toast, Toast)
    qtbot.waitUntil(toast._undo.isVisible, timeout=LONG_MS)
    toast._undo.click()
    qtbot.waitUntil(
        lambda: {row[1] for row in (page.model.row_at(i) for i in range(3)) if row is not None} == before,
        timeout=LONG_MS,
    )


def test_an_import_says_what_it_does_and_shows_what_it_left_out(
    qtbot: QtBot, window: Window, page: SuppressionsPage, tmp_path: Path
) -> None:
    path = tmp_path / "blocked.csv"
    path.write_text("email,reason\nx@example.org,bounced\nana@example.org,\nnonsense,\n", "utf-8")
    assert page.accept_files([str(path)])
    press(window, "Suppress them")
    qtbot.waitUntil(lambda: "x@example.org" in keys(page), timeout=LONG_MS)
    qtbot.waitUntil(lambda: any("1 line left out" in one.text.text() for one in window.dialogs()), timeout=LONG_MS)
    assert not any("are shown" in one.text() for one in window.dialogs()[0].findChildren(QLabel))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("unsubscribed", "Unsubscribed"),
        ("OPT-OUT", "Unsubscribed"),
        ("hard_bounce", "Bounced"),
        ("Spam complaint", "Complained"),
        ("moved_away", "Moved away"),
        ("asked Ana by telephone", "asked Ana by telephone"),
        ("", "Not said"),
    ],
)
def test_reasons_of_a_file_are_said_in_our_words(written: str, shown: str) -> None:
    assert reason_cell(Suppression("x@example.org", written)).text == shown


def test_erased_people_are_shown_without_saying_who_they_were(page: SuppressionsPage, window: Window) -> None:
    erased = Suppression("#3f9a", "erased")
    assert "3f9a" not in who_cell(erased).spoken
    actions.ask_remove(page, page.context, [erased], page.refresh)
    assert window.dialogs() == []


def test_a_page_under_another_has_its_own_place_in_the_sidebar(window: Window) -> None:
    window.navigate("suppressions")
    assert window.sidebar._buttons["suppressions"].isChecked()
    window.navigate("contacts")
    assert not window.sidebar._buttons["suppressions"].isChecked()
