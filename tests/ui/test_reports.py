"""The report of a campaign: every person, totals that add up, and what was said to the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from mailer_gui.model.deliveries import Attempt, DeliveryStatus
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogue_view import DialogueView
from mailer_gui.ui.pages.reports.page import ReportsPage
from tests.ui.campaigns_there import launched, uncertain_ones

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


@pytest.fixture
def reports(qtbot: QtBot, context: PageContext, in_workspace: InWorkspace) -> Iterator[ReportsPage]:
    campaign_id = in_workspace(launched)
    page = ReportsPage(context)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.open_with(campaign_id)
    qtbot.waitUntil(lambda: page.report.report is not None and page.report.model.rowCount() == 30, timeout=LONG_MS)
    yield page
    page.leave()


def test_a_report_has_every_person_and_totals_that_add_up(reports: ReportsPage) -> None:
    assert reports.report.totals.text() == "30 people = 30 waiting"
    assert reports.report.tiles.waiting.value == "30"


@pytest.mark.slow
def test_the_report_of_a_campaign_that_is_over_leads_to_its_rest(
    qtbot: QtBot, reports: ReportsPage, in_workspace: InWorkspace, told: Any
) -> None:
    assert not reports.report.send_to_rest.isVisible()
    reports.open_with(in_workspace(uncertain_ones))
    qtbot.waitUntil(reports.report.send_to_rest.isVisible, timeout=LONG_MS)
    reports.report.send_to_rest.click()
    qtbot.waitUntil(lambda: bool(told.pages), timeout=LONG_MS)
    assert told.pages[0][0] == "campaign"


def test_a_search_finds_one_person(qtbot: QtBot, reports: ReportsPage) -> None:
    qtbot.waitUntil(lambda: reports.report.model.row_at(0) is not None, timeout=LONG_MS)
    person = reports.report.model.row_at(0)
    assert person is not None
    reports.report.search.setText(person.address)
    qtbot.waitUntil(lambda: reports.report.model.rowCount() == 1, timeout=LONG_MS)


def test_rows_are_sorted_by_the_store(qtbot: QtBot, reports: ReportsPage) -> None:
    with qtbot.waitSignal(reports.report.model.loaded, timeout=LONG_MS):
        reports.report._sort("who", True)
    down = list(reports.report.model.ids)
    with qtbot.waitSignal(reports.report.model.loaded, timeout=LONG_MS):
        reports.report._sort("who", False)
    assert list(reports.report.model.ids) != down
    assert sorted(reports.report.model.ids) == sorted(down)


def test_the_menu_of_a_waiting_delivery_does_not_offer_to_send_again(qtbot: QtBot, reports: ReportsPage) -> None:
    qtbot.waitUntil(lambda: reports.report.model.row_at(0) is not None, timeout=LONG_MS)
    menu = QMenu(reports)
    reports.report._fill_menu(menu, [0])
    assert [action.text() for action in menu.actions()] == ["Show message and attempts", "Copy address"]


def test_back_leads_to_the_list(qtbot: QtBot, reports: ReportsPage) -> None:
    reports.go_back()
    qtbot.waitUntil(lambda: reports.list.model.rowCount() == 1, timeout=LONG_MS)
    assert reports.list.isVisible()


def test_exports_write_every_person(qtbot: QtBot, reports: ReportsPage, tmp_path: Any, told: Any) -> None:
    for kind in ("csv", "html"):
        out = tmp_path / f"report.{kind}"
        reports.report._export_to(kind, out)
        qtbot.waitUntil(out.exists, timeout=30_000)
    qtbot.waitUntil(lambda: len(told.notices) == 2, timeout=LONG_MS)
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()) == 31


def test_a_row_of_the_report_opens_what_was_said_to_the_server(
    qtbot: QtBot, reports: ReportsPage, in_workspace: InWorkspace
) -> None:
    qtbot.waitUntil(lambda: reports.report.model.row_at(0) is not None, timeout=LONG_MS)
    delivery = reports.report.model.row_at(0)
    assert delivery is not None
    lines = "C: RCPT TO:<ana@example.org>\nS: 550 5.1.1 <no> such user\n* the connection ended"

    def refuse(ws: Any) -> None:
        with ws.engine.begin() as connection:
            values = f"{delivery.id}, {delivery.campaign_id}, 1, 1700000000"
            connection.execute(
                text(
                    "INSERT INTO attempts (delivery_id, campaign_id, number, at, status, code, reply)"
                    f" VALUES ({values}, {DeliveryStatus.REJECTED:d}, 550, '5.1.1 no such user')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO dialogues (delivery_id, campaign_id, number, at, failed, lines)"
                    f" VALUES ({values}, 1, :lines)"
                ),
                {"lines": lines},
            )

    in_workspace(refuse)
    reports.report._open(0)
    view = reports.findChild(DialogueView) or reports.report.findChild(DialogueView)
    assert view is not None
    qtbot.waitUntil(lambda: "Attempt 1" in view.toPlainText(), timeout=LONG_MS)
    said = view.toPlainText()
    assert "Mailer" in said
    assert "RCPT TO:<ana@example.org>" in said
    assert "550 5.1.1 <no> such user" in said
    assert "the connection ended" in said
    assert "never kept here" in said


def test_what_was_not_kept_is_said() -> None:
    attempt = Attempt(1, 1, "ana@example.org", "Ana", 1, 1.0, DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok", 1)
    view = DialogueView()
    view.show_story([attempt], [])
    assert "250 2.0.0 Ok" in view.toPlainText()
    assert "was not kept" in view.toPlainText()
