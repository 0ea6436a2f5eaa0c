"""The contacts page with four people, and what its tests look at."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mailer_gui.ui import preferences
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


@pytest.fixture(name="page")
def contacts_page(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> ContactsPage:
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


def fields_of(ws: Any) -> Any:
    from mailer_gui.operations import contacts

    return contacts.rows(ws, contacts.ids(ws)[:1])[0].fields
