"""The contacts page: nobody, everybody, one person with all that is known, many chosen, and its dialogs."""

from __future__ import annotations

from array import array
from typing import Any

from mailer_gui.ui.pages.contacts.duplicates_dialog import DuplicatesDialog
from mailer_gui.ui.pages.contacts.erase_dialog import EraseDialog
from mailer_gui.ui.pages.contacts.export_dialog import ExportDialog
from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.pages.contacts.reading import Overview
from mailer_gui.ui.widgets.dialogs import Dialog
from tests.screenshots.stage import Scene, Stage

FIRST = ("Ana", "Jürgen", "Chloé", "Zoë", "Søren", "Inês", "Tomáš", "Aoife", "Łukasz", "Elif")
LAST = ("Souza", "Köhler", "Martin", "van Dijk", "Østergård", "Conceição", "Novák", "Byrne", "Wójcik", "Yıldız")
SHORT = ("ana", "juergen", "chloe", "zoe", "soren", "ines", "tomas", "aoife", "lukasz", "elif")
CITIES = ("Lisboa", "Köln", "Lyon", "Utrecht", "Århus", "Porto", "Brno", "Galway", "Gdańsk", "İzmir")
DAY = 86_400.0


def fill(ws: Any) -> None:
    """Put invented customers into the address book, with lists, verdicts, suppressions and two campaigns."""
    from mailer_gui.model.contacts import FieldType, Source
    from mailer_gui.operations import contacts, fields, lists, suppressions, verification

    if contacts.count(ws) > 200:
        return
    now = ws.database.clock()
    groups = [lists.get_or_create(ws, name).id for name in ("Customers", "Members", "Press")]
    rows = [
        (
            f"{SHORT[n % 10]}.{n}@example.org",
            {
                "first_name": FIRST[n % 10],
                "last_name": LAST[n * 7 % 10],
                "city": CITIES[n * 3 % 10],
                "customer_since": f"20{10 + n % 16}-0{1 + n % 9}-1{n % 10}",
                "newsletter": ("yes", "no")[n % 3 == 0],
            },
            n + 2,
        )
        for n in range(240)
    ]
    ws.contacts.upsert_many(rows[:160], Source("customers_2026.csv", at=now - 40 * DAY), groups[0])
    ws.contacts.upsert_many(rows[150:], Source("members.xlsx", at=now - 9 * DAY), groups[1])
    fields.set_types(ws, {"customer_since": FieldType.DATE, "newsletter": FieldType.YES_NO})
    contacts.add(ws, "maria.silva@gmial.com", {"first_name": "Maria", "last_name": "Silva", "city": "Faro"})
    contacts.add(ws, "a.silva@gmail.com", {"first_name": "Maria", "last_name": "Silva", "city": "Faro"})
    contacts.add(ws, "asilva+shop@gmail.com", {"first_name": "Maria", "customer_since": "2024-02-11"})
    contacts.add(ws, "info@bakery.example", {"company": "Bakery"})
    suppressions.add(ws, rows[5][0], "unsubscribed")
    suppressions.add(ws, rows[31][0], "bounced")
    verification.verify(ws)
    ana = contacts.get(ws, contacts.ids(ws)[1])
    lists.add_members(ws, groups[2], [ana.id])
    for name, status, code, reply in (
        ("Spring newsletter", 2, 250, "2.0.0 Ok: queued as 4F1A"),
        ("Members' evening", 3, 552, "5.2.2 The mailbox is full"),
    ):
        _campaign(ws, name, groups, status, code, reply)


def _campaign(ws: Any, name: str, groups: list[int], status: int, code: int, reply: str) -> None:
    from mailer_gui.model.campaigns import Audience, CampaignState
    from mailer_gui.model.messages import Message

    made = ws.campaigns.create(name, Message("Hi"), Audience(tuple(groups)))
    ws.campaigns.launch(made.id, b"", made.message, [])
    with ws.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET status = ?, code = ?, reply = ?, at = ? WHERE campaign_id = ?",
            (status, code, reply, ws.database.clock() - 3 * DAY, made.id),
        )
    ws.campaigns.set_state(made.id, CampaignState.CANCELLED)


async def address_book(stage: Stage) -> None:
    """Nobody, everybody, some chosen, one of them open."""
    stage.window.navigate("contacts")
    page = stage.window.page("contacts")
    assert isinstance(page, ContactsPage)
    await stage.calm(0.5)
    page.person.show_panel(False)
    kept, page.refresh = page.refresh, lambda: None  # type: ignore[method-assign]  # nobody, for one picture
    page.model.load(lambda _ws: array("q"))
    await stage.until(page.empty.isVisible)
    page._show_overview(Overview(0, ()))
    await stage.shoot("contacts-empty")
    page.refresh = kept  # type: ignore[method-assign]  # as it was
    await stage.window.tasks.ask(fill)
    page.refresh()
    await stage.until(lambda: page.model.rowCount() > 200 and page.model.row_at(0) is not None)
    await stage.shoot("contacts")
    page.table.selectAll()
    await stage.shoot("contacts-chosen")
    page.table.clearSelection()
    await _one(stage, page)
    await _dialogs(stage, page)


async def _one(stage: Stage, page: ContactsPage) -> None:
    page.person.open_row(1)
    await stage.until(lambda: page.panel.contact is not None)
    await stage.calm(0.4)
    await stage.shoot("contacts-details")
    page.panel.tabs.setCurrentIndex(1)
    await stage.shoot("contacts-history")
    page.panel.tabs.setCurrentIndex(0)
    page.search.setText("gmial")
    await stage.until(lambda: page.model.complete and page.model.rowCount() == 1 and page.model.row_at(0) is not None)
    page.table.selectRow(0)
    await stage.until(lambda: page.panel.contact is not None and "gmial" in page.panel.contact.address)
    bar = page.panel.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    await stage.shoot("contacts-found")
    page.search.setText("nobody of this name")
    await stage.until(page.empty.isVisible)
    await stage.shoot("contacts-nobody")
    page.search.clear()
    page.person.show_panel(False)


async def _dialogs(stage: Stage, page: ContactsPage) -> None:
    await stage.until(lambda: page.model.complete and page.model.rowCount() > 200)
    page.choose_columns()
    await _shoot(stage, "contacts-columns")
    page.start_new()
    await _shoot(stage, "contact")
    page.table.selectAll()
    page.people.ask_field(page.people.ids())
    await _shoot(stage, "contacts-set-field")
    page.people.export()
    await stage.until(lambda: any(isinstance(one, ExportDialog) for one in stage.window.dialogs()))
    await _shoot(stage, "contacts-export")
    page.table.clearSelection()
    page.people.bulk.find_duplicates()
    await stage.until(lambda: any(isinstance(one, DuplicatesDialog) for one in stage.window.dialogs()))
    await _shoot(stage, "contacts-duplicates")
    person = page.model.row_at(0)
    assert person is not None
    EraseDialog(stage.window, person.contact, lambda: None).open()
    await _shoot(stage, "contacts-erase")


async def _shoot(stage: Stage, name: str) -> None:
    await stage.calm(0.4)
    dialog = stage.window.dialogs()[-1]
    assert isinstance(dialog, Dialog)
    await stage.shoot(name, dialog)
    await stage.close_dialogs()


SCENES: dict[str, Scene] = {"contacts": address_book}
