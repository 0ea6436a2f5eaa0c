"""The check of addresses: asked for, stopped, and its findings corrected, suppressed and taken off the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from mailer_gui.model.errors import Cancelled
from mailer_gui.model.verification import Verdict, VerificationResult
from mailer_gui.ui.dialogs.checking.dialog import CheckDialog, open_checking, summary
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 20_000


def fill(ws: Any) -> int:
    from mailer_gui.operations import contacts, lists

    for address in ("ana@example.org", "maria@gmial.com", "tom@gmial.com", "tom@gmail.com", "x@mailinator.com"):
        contacts.add(ws, address)
    friends = lists.get_or_create(ws, "Friends")
    lists.add_members(ws, friends.id, contacts.ids(ws))
    return friends.id


class Opened:
    """The dialog over a list, and how often it told its page."""

    def __init__(self, window: Window, list_id: int) -> None:
        self.told = 0
        self.dialog: CheckDialog = open_checking(window, window.context, list_id, "Friends", self._tell)

    def _tell(self) -> None:
        self.told += 1


@pytest.fixture
def opened(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> Opened:
    """The dialog before it begins."""
    made = Opened(window, in_workspace(fill))
    qtbot.waitUntil(lambda: made.dialog.next_button.text() == "Check 5 addresses", timeout=LONG_MS)
    return made


@pytest.fixture
def checked(qtbot: QtBot, opened: Opened) -> Opened:
    """The dialog with its findings, mistypings in front."""
    opened.dialog.next_button.click()
    qtbot.waitUntil(lambda: shown(opened) == ["maria@gmial.com", "tom@gmial.com"], timeout=LONG_MS)
    return opened


def shown(opened: Opened) -> list[str]:
    model = opened.dialog.findings.model
    rows = [model.row_at(place) for place in range(model.rowCount())]
    return [one.address for one in rows if one is not None]


def addresses(ws: Any) -> set[str]:
    from mailer_gui.operations import contacts

    return {one.address for one in contacts.rows(ws, contacts.ids(ws))}


def test_corrections_leave_alone_whose_address_is_taken_and_are_undone(
    qtbot: QtBot, checked: Opened, in_workspace: InWorkspace
) -> None:
    findings = checked.dialog.findings
    findings.correct_button.click()
    qtbot.waitUntil(lambda: shown(checked) == ["tom@gmial.com"], timeout=LONG_MS)
    assert "1 address corrected. 1 stays as it is" in findings.banner._text.text()
    assert {"maria@gmail.com", "tom@gmial.com", "tom@gmail.com"} <= in_workspace(addresses)
    qtbot.waitUntil(lambda: findings.tiles[Verdict.OK].value == "3", timeout=LONG_MS)  # the new one is checked at once
    assert findings.tiles[Verdict.NOT_CHECKED].value == "0"
    assert checked.dialog.text.text() == "5 addresses checked."
    findings.banner.action.click()
    qtbot.waitUntil(lambda: "maria@gmial.com" in in_workspace(addresses), timeout=LONG_MS)
    qtbot.waitUntil(lambda: shown(checked) == ["maria@gmial.com", "tom@gmial.com"], timeout=LONG_MS)
    qtbot.waitUntil(lambda: checked.dialog.focusWidget() is findings.table, timeout=LONG_MS)


@pytest.mark.slow
def test_very_many_corrections_are_made_away_from_the_window(
    qtbot: QtBot, checked: Opened, in_workspace: InWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailer_gui.ui.dialogs.checking.findings.FEW", 1)
    findings = checked.dialog.findings
    findings.correct_button.click()
    assert not findings.correct_button.isEnabled()
    assert findings.banner._title.text() == "Correcting addresses."
    qtbot.waitUntil(lambda: shown(checked) == ["tom@gmial.com"], timeout=LONG_MS)
    assert findings.correct_button.isEnabled()
    assert "maria@gmail.com" in in_workspace(addresses)


@pytest.mark.slow
def test_only_the_chosen_are_corrected(qtbot: QtBot, checked: Opened, in_workspace: InWorkspace) -> None:
    findings = checked.dialog.findings
    findings.table.selectRow(0)
    assert findings.correct_button.text() == "Correct 1"
    findings.correct_button.click()
    qtbot.waitUntil(lambda: "maria@gmail.com" in in_workspace(addresses), timeout=LONG_MS)


@pytest.mark.slow
def test_throw_away_addresses_are_suppressed_or_taken_off_the_list(
    qtbot: QtBot, checked: Opened, in_workspace: InWorkspace
) -> None:
    def suppressed(ws: Any) -> list[str]:
        from mailer_gui.operations import suppressions

        return [one.key for one in suppressions.all(ws)]

    findings = checked.dialog.findings
    assert findings.tiles[Verdict.DISPOSABLE].value == "1"
    findings.tiles[Verdict.DISPOSABLE].set_checked(True)
    qtbot.waitUntil(lambda: shown(checked) == ["x@mailinator.com"], timeout=LONG_MS)
    findings.block_button.click()
    qtbot.waitUntil(lambda: in_workspace(suppressed) == ["x@mailinator.com"], timeout=LONG_MS)
    qtbot.waitUntil(findings.banner.isVisible, timeout=LONG_MS)  # Undo is offered once the window knows it, too
    findings.banner.action.click()
    qtbot.waitUntil(lambda: in_workspace(suppressed) == [], timeout=LONG_MS)
    findings.leave_button.click()
    qtbot.waitUntil(lambda: findings.tiles[Verdict.DISPOSABLE].value == "0", timeout=LONG_MS)
    assert "x@mailinator.com" in in_workspace(addresses)


@pytest.mark.slow
def test_a_check_tells_its_page_once_it_is_closed(checked: Opened) -> None:
    assert checked.told == 0
    checked.dialog.forward()
    assert checked.told == 1


@pytest.mark.slow
def test_a_stop_says_what_stays_and_offers_to_check_again(qtbot: QtBot, window: Window, opened: Opened) -> None:
    dialog = opened.dialog
    dialog.start()
    assert dialog.cancel_button.text() == "Stop"
    dialog.reject()
    assert "Stopping" in dialog.work.words
    qtbot.waitUntil(lambda: dialog.next_button.isVisible(), timeout=LONG_MS)
    if dialog.found is None:  # it was not quicker than the wish to stop it
        assert dialog.next_button.text() == "Check again"
    dialog._stopped(Cancelled("Stopped. 3 addresses were checked."))
    assert "3 addresses were checked" in dialog.work.words


def test_a_summary_counts_what_needs_a_look() -> None:
    found = VerificationResult(10, {Verdict.OK: 6, Verdict.TYPO: 3, Verdict.NOT_CHECKED: 1})
    assert summary(found) == "10 addresses checked: 6 look right, 3 need a look."
    assert summary(VerificationResult(1, {Verdict.OK: 1})) == "1 address checked. Nothing speaks against them."
