"""Every page and every dialog of the real window, opened twice: run as a program, it prints one JSON line of stalls.

python -m tests.benchmarks.openings WORKSPACE
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any, TypeVar

from mailer_gui.model.deliveries import Delivery
from mailer_gui.ui.app import pages
from mailer_gui.ui.page import Page
from mailer_gui.ui.warming import WarmUp
from mailer_gui.ui.window import Window
from tests.benchmarks.watch import Watch, until
from tests.support.playing import play_and_tell

CALM = 0.3
"""Seconds in which everything that an opening begins has come to its end."""
PEOPLE = 50
ROUNDS = ("first", "second")
P = TypeVar("P", bound=Page)


def prepare(ws: Any) -> dict[str, int]:
    """Make a draft, a campaign that is over, a segment, and a suppressed address; gives their ids."""
    from mailer_gui.model.segments import FieldRule, Group, ListRule, Operator, Segment
    from mailer_gui.operations import campaigns, contacts, demo, lists, segments, suppressions

    sent = demo.prepare(ws, PEOPLE)
    campaigns.send(ws, sent)
    while not campaigns.get(ws, sent).state.is_over:  # its sender would take time of the window that is measured
        time.sleep(0.05)
    rules = (FieldRule("city", Operator.IS, "Porto"), ListRule(lists.every(ws)[0].id))
    segment = segments.save(ws, Segment(0, "Porto", Group(True, (*rules, Group(False, rules)))))
    suppressions.add(ws, contacts.get(ws, contacts.ids(ws)[0]).address, "unsubscribed")
    return {"draft": demo.prepare(ws, PEOPLE), "sent": sent, "segment": segment.id}


class Openings:
    """Opens one thing after the other and notes how long the window was held up each time."""

    def __init__(self, window: Window, watch: Watch) -> None:
        self.window, self.watch = window, watch
        self.found: dict[str, dict[str, tuple[float, float]]] = {}

    async def opened(self, name: str, act: Callable[[], object], fact: Callable[[], object] | None = None) -> None:
        """Open something twice."""
        for again in ROUNDS:
            self.watch.begin(f"{name}, {again} time")
            act()
            if fact is not None:
                await until(fact)
            await asyncio.sleep(CALM)
            self.found.setdefault(name, {})[again] = astuple(self.watch.found[f"{name}, {again} time"])
            for dialog in self.window.dialogs():
                dialog.reject()
            self.watch.begin("between")
            await asyncio.sleep(0.05)

    async def page(self, kind: type[P], key: str) -> P:
        """Go to a page."""
        self.window.navigate(key)
        await asyncio.sleep(CALM)
        page = self.window.page(key)
        assert isinstance(page, kind)
        return page

    async def run(self) -> None:
        """Open everything."""
        await until(lambda: self.window.current)
        ids = await self.window.tasks.ask(prepare)
        ready: list[bool] = []
        warm = WarmUp(self.window)
        warm.done.connect(lambda: ready.append(True))
        self.watch.begin("made ready in idle moments")
        warm.begin()
        await until(lambda: ready)
        for entry in pages():
            await self.opened(f"page {entry.key}", lambda key=entry.key: self.window.navigate(key))  # type: ignore[misc]  # the usual loop binding
        go = self.window.navigate
        await self.opened("page campaign, a draft", lambda: go("campaign", ids["draft"]))
        await self.opened("page campaign, sent", lambda: go("campaign", ids["sent"]))
        await self.opened("page outbox, of a draft", lambda: go("outbox", ids["draft"]))
        await self.opened("page reports, of one campaign", lambda: go("reports", ids["sent"]))
        await self.opened("page segments, one segment", lambda: go("segments", ids["segment"]))
        await self._of_the_window()
        await self._of_contacts()
        await self._others(ids)
        await self._of_a_campaign(ids["draft"])

    async def _of_the_window(self) -> None:
        window = self.window
        await self.opened("dialog go to", window.show_palette)
        await self.opened("dialog help", window.show_help)
        await self.opened("dialog log", window.show_log)

    async def _of_contacts(self) -> None:
        from mailer_gui.ui.pages.contacts.erase_dialog import EraseDialog
        from mailer_gui.ui.pages.contacts.export_dialog import ExportDialog
        from mailer_gui.ui.pages.contacts.page import ContactsPage

        page = await self.page(ContactsPage, "contacts")
        await until(lambda: page.model.complete and page.model.row_at(0) is not None)
        person = page.model.row_at(0)
        assert person is not None
        ids = page.model.ids
        table = _table(Path(self.window.context.workspace, "people.csv"))
        await self.opened("dialog import", page.import_file)
        await self.opened("dialog import, of a file", lambda: page.import_file(str(table)))
        await self.opened("dialog new contact", page.start_new)
        await self.opened("dialog columns", page.choose_columns)
        await self.opened("dialog set a field", lambda: page.people.ask_field(ids[:3]))
        await self.opened("dialog merge", lambda: page.people.bulk.compare(ids[:3], "Chosen people"))
        await self.opened("dialog erase", lambda: EraseDialog(self.window, person.contact, lambda: None).open())
        await self.opened("dialog check addresses", page.people.verify)
        is_export = lambda: any(isinstance(one, ExportDialog) for one in self.window.dialogs())  # noqa: E731 - short
        await self.opened("dialog export", page.people.export, is_export)
        await self.opened("contacts, side panel", lambda: page.person.open_row(0))
        await self.opened("contacts, side panel of another", lambda: page.person.open_row(1))
        page.person.show_panel(False)
        await self.opened("contacts, all chosen", page.table.selectAll)
        page.table.clearSelection()
        await self.opened("contacts, read again", page.refresh, lambda: page.model.complete)

    async def _others(self, ids: dict[str, int]) -> None:
        from mailer_gui.ui.delivery_details import show_delivery
        from mailer_gui.ui.pages.accounts import AccountsPage
        from mailer_gui.ui.pages.practice.page import PracticePage
        from mailer_gui.ui.pages.segments.page import SegmentsPage
        from mailer_gui.ui.pages.suppressions.page import SuppressionsPage

        suppressions = await self.page(SuppressionsPage, "suppressions")
        await self.opened("dialog suppress", suppressions.start_new)
        segments = await self.page(SegmentsPage, "segments")
        await self.opened("dialog new segment", segments.start_new)
        accounts = await self.page(AccountsPage, "accounts")
        await self.opened("dialog account", accounts.start_new)
        practice = await self.page(PracticePage, "practice")
        await self.opened("dialog rehearse trouble", practice.ask_trouble)
        first = await self.window.tasks.ask(lambda ws: _delivery(ws, ids["sent"]))
        context = self.window.context
        await self.opened("dialog delivery", lambda: show_delivery(self.window, context, first, lambda _ids: None))

    async def _of_a_campaign(self, draft: int) -> None:
        from mailer_gui.ui.pages.campaign.page import CampaignPage
        from mailer_gui.ui.pages.campaign.start_dialog import StartDialog
        from mailer_gui.ui.pages.campaign.steps import Step
        from mailer_gui.ui.pages.campaign.versions_dialog import show_versions

        self.window.navigate("campaign", draft)
        page = await self.page(CampaignPage, "campaign")
        for step in Step:
            await self.opened(f"campaign, step {step.value}", lambda step=step: page.writing.go_to(step))  # type: ignore[misc]  # the usual loop binding
        await self.opened("dialog start", lambda: StartDialog(page, 2e9, "", lambda _at: None).open())
        versions = lambda: show_versions(self.window, self.window.context, draft, None, lambda _made: None)  # noqa: E731 - short
        await self.opened("dialog versions", versions)


def _table(path: Path) -> Path:
    path.write_text("E-mail,Name\n" + "".join(f"n{n}@gmial.com,Name {n}\n" for n in range(500)), "utf-8")
    return path


def _delivery(ws: Any, campaign_id: int) -> Delivery:
    from mailer_gui.operations import deliveries

    return deliveries.rows(ws, deliveries.ids(ws, campaign_id)[:1])[0]


async def _opened(window: Window) -> dict[str, Any]:
    openings = Openings(window, Watch())
    await openings.run()
    ready = openings.watch.found["made ready in idle moments"]
    return {"ready": astuple(ready), "openings": openings.found}


def main() -> None:
    """Open everything and print what was found."""
    play_and_tell(Path(sys.argv[1]), _opened)


if __name__ == "__main__":
    main()
