"""The draft on screen: nothing that was changed is lost between two campaigns, whatever is being written meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.errors import MailerError
from mailer_gui.operations import campaigns
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft

FIRST, SECOND = (Campaign(number, "", CampaignState.DRAFT, changed_at=1.0) for number in (1, 2))


class Slow:
    """A workspace that writes when it is told to; `fails` says how often it cannot."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Callable[[Any], Any], Callable[[Any], object], Callable[[MailerError], object]]] = []
        self.names: dict[int, str] = {}
        self.fails = 0
        self.clock = 1.0

    def read(self, _owner: QObject, work: Any, then: Any, failed: Any) -> None:
        self.waiting.append((work, then, failed))

    def save(self, _ws: Any, campaign: Campaign) -> Campaign:
        if self.fails:
            self.fails -= 1
            raise MailerError("The disk is full.")
        self.clock += 1
        self.names[campaign.id] = campaign.name
        return replace(campaign, changed_at=self.clock)

    def write(self) -> None:
        """Write what is wanted, and what that wants."""
        while self.waiting:
            work, then, failed = self.waiting.pop(0)
            try:
                done = work(None)
            except MailerError as error:
                failed(error)
            else:
                then(done)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(campaigns, "save_draft", made.save)
    return made


@pytest.fixture
def draft(store: Slow, qapp: QApplication, tmp_path: Path) -> Draft:
    nothing: Any = lambda *_: None  # noqa: E731 - three times the same
    context = PageContext(workspace=tmp_path, tasks=store, navigate=nothing, notify=nothing, badge=nothing)  # type: ignore[arg-type]  # reading is all it does
    made = Draft(context, qapp)
    made.take(FIRST)
    return made


def leave_while_writing(draft: Draft) -> None:
    """Change the first campaign, have that written, change it again, and go to the second while that is under way."""
    draft.set_name("breads")
    draft.when_kept(lambda: None)
    draft.set_name("bread news")
    draft.take(SECOND)


def test_what_was_changed_while_the_draft_was_written_is_kept_when_it_is_left(draft: Draft, store: Slow) -> None:
    leave_while_writing(draft)
    kept = [draft.is_kept]
    store.write()
    assert store.names == {1: "bread news"}
    assert [*kept, draft.is_kept] == [False, True]
    assert draft.campaign == SECOND


def test_closing_waits_for_the_campaign_that_was_left(draft: Draft, store: Slow) -> None:
    leave_while_writing(draft)
    closed: list[dict[int, str]] = []
    draft.when_kept(lambda: closed.append(dict(store.names)))
    assert closed == []
    store.write()
    assert closed == [{1: "bread news"}]


def test_who_comes_back_sees_what_was_left(draft: Draft, store: Slow) -> None:
    leave_while_writing(draft)
    draft.take(FIRST)  # read before the changes were written
    assert draft.campaign.name == "bread news"
    draft.take(SECOND)
    store.write()
    draft.take(FIRST)
    assert draft.campaign.name == "bread news"
    draft.take(replace(FIRST, name="restored", changed_at=99.0))
    assert draft.campaign.name == "restored"


def test_what_could_not_be_written_is_tried_again(draft: Draft, store: Slow) -> None:
    leave_while_writing(draft)
    store.fails = 2
    kept = []
    for _ in range(3):
        store.write()
        kept.append(draft.is_kept)
        draft.when_kept(lambda: None)
    assert kept == [False, False, True]
    assert store.names == {1: "bread news"}
