"""The segments page: rules built row by row, counted while one builds, kept, and used by a campaign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import ContactList, FieldType
from mailer_gui.model.segments import (
    ADDRESS,
    DateRule,
    FieldRule,
    Group,
    HistoryKind,
    HistoryRule,
    ListRule,
    Operator,
    Segment,
    VerdictRule,
    When,
)
from mailer_gui.model.verification import Verdict
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.segments.builder import GroupBox, RuleRow
from mailer_gui.ui.pages.segments.details import FieldDetail, HistoryDetail
from mailer_gui.ui.pages.segments.page import SegmentsPage
from mailer_gui.ui.pages.segments.reading import Known, known
from mailer_gui.ui.pages.segments.words import in_words
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000
KNOWN = Known(
    {"city": FieldType.TEXT, "visits": FieldType.NUMBER, "since": FieldType.DATE, "member": FieldType.YES_NO},
    (ContactList(1, "Friends", 2), ContactList(2, "Customers", 9)),
    ((7, "Spring"),),
)
EVERY_KIND = Group(
    True,
    (
        FieldRule("city", Operator.IS, "Lisboa"),
        FieldRule("city", Operator.EMPTY),
        FieldRule(ADDRESS, Operator.ENDS, "@example.org"),
        FieldRule("visits", Operator.MORE, "3.5", type=FieldType.NUMBER),
        FieldRule("visits", Operator.BETWEEN, "1", "9", FieldType.NUMBER),
        FieldRule("member", Operator.IS, "yes", type=FieldType.YES_NO),
        FieldRule("gone", Operator.CONTAINS, "x"),
        DateRule("since", When.BEFORE, "2024-02-29", custom=True),
        DateRule("added", When.LAST_DAYS, days=30),
        DateRule("changed", When.BETWEEN, "2026-01-01", "2026-01-31"),
        Group(
            False,
            (
                ListRule(2),
                ListRule(1, member=False),
                ListRule(99),
                HistoryRule(HistoryKind.NOT_SENT, None, 90),
                HistoryRule(HistoryKind.REJECTED, 7),
                VerdictRule((Verdict.TYPO, Verdict.ROLE)),
                Group(True, (FieldRule("city", Operator.BEGINS, "P"),)),
            ),
        ),
    ),
)


def fill(ws: Any) -> None:
    from mailer_gui.operations import contacts

    for place, city in enumerate(("Lisboa", "Porto", "Lisboa", "Bern")):
        contacts.add(
            ws, f"p{place}@example.org", {"city": city, "visits": str(place), "since": f"2020-0{place + 1}-01"}
        )


@pytest.fixture
def page(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> SegmentsPage:
    """The page with four people and no segments."""
    in_workspace(fill)
    window.navigate("segments")
    found = window.page("segments")
    assert isinstance(found, SegmentsPage)
    qtbot.waitUntil(lambda: bool(found.known.fields), timeout=LONG_MS)
    return found


def found(page: SegmentsPage) -> int | None:
    return page.editor.counting.match.count if page.editor.counting.match is not None else None


def test_every_kind_of_rule_is_shown_and_given_back_as_it_was(look: Any) -> None:
    box = GroupBox(KNOWN, EVERY_KIND)
    assert box.group() == EVERY_KIND
    assert box.incomplete() == 0


def test_rules_read_as_a_sentence() -> None:
    assert in_words(Group(), KNOWN) == "Everybody"
    rules = Group(False, (FieldRule("city", Operator.IS, "Bern"), DateRule("added", When.LAST_DAYS, days=30)))
    assert in_words(rules, KNOWN) == "City is “Bern” or added in the last 30 days"
    nested = Group(True, (ListRule(1), Group(False, (HistoryRule(HistoryKind.NOT_SENT, None, 90),))))
    assert in_words(nested, KNOWN) == "on “Friends” and (did not get any campaign in the last 90 days)"
    assert in_words(EVERY_KIND, KNOWN).endswith("and 8 more rules")


def test_what_fields_hold_is_seen_in_their_values(page: SegmentsPage, in_workspace: InWorkspace) -> None:
    kinds = in_workspace(known).fields
    assert (kinds["city"], kinds["visits"], kinds["since"]) == (FieldType.TEXT, FieldType.NUMBER, FieldType.DATE)


def test_a_field_offers_first_what_suits_it(look: Any) -> None:
    row = RuleRow(KNOWN)
    row.about(("field", "visits"))
    assert isinstance(row.detail, FieldDetail)
    assert row.rule() is None
    row.detail.values.first.setText("1,5")
    assert row.rule() == FieldRule("visits", Operator.IS, "1.5", type=FieldType.NUMBER)
    row.detail.values.first.setText("many")
    assert row.rule() is None
    assert row.detail.values.first.property("invalid") == "true"
    row.about(("field", "member"))
    assert row.rule() == FieldRule("member", Operator.IS, "yes", type=FieldType.YES_NO)
    row.about(("history", ""))
    assert isinstance(row.detail, HistoryDetail)
    assert row.rule() == HistoryRule(HistoryKind.SENT)


def test_no_word_of_what_a_rule_is_about_is_cut_off(look: Any) -> None:
    row = RuleRow(KNOWN)
    box = row.subject
    assert box.view().minimumWidth() > box.view().sizeHintForColumn(0)


def test_the_count_follows_the_rules(qtbot: QtBot, page: SegmentsPage) -> None:
    page.open_segment(Segment(0, "Lisbon"))
    assert page.editor.builder is not None
    row = page.editor.builder.parts[0]
    assert isinstance(row, RuleRow)
    qtbot.waitUntil(lambda: found(page) == 4, timeout=LONG_MS)
    assert not page.editor.save_button.isEnabled()
    row.about(("field", "city"))
    assert isinstance(row.detail, FieldDetail)
    row.detail.values.first.setText("lisboa")
    qtbot.waitUntil(lambda: found(page) == 2, timeout=LONG_MS)
    model = page.editor.counting.model
    qtbot.waitUntil(lambda: [x.address for x in model.rows()] == ["p0@example.org", "p2@example.org"], timeout=LONG_MS)
    page.editor.builder.every.setCurrentIndex(1)
    group = page.editor.builder.add_group()
    inner = group.parts[0]
    assert isinstance(inner, RuleRow)
    assert isinstance(inner.detail, FieldDetail)
    inner.detail.values.first.setText("p1@example.org")
    qtbot.waitUntil(lambda: found(page) == 3, timeout=LONG_MS)
    group.removed.emit()
    qtbot.waitUntil(lambda: found(page) == 2, timeout=LONG_MS)


def test_a_segment_is_saved_renamed_copied_and_deleted(
    qtbot: QtBot, window: Window, page: SegmentsPage, in_workspace: InWorkspace
) -> None:
    def names(ws: Any) -> list[str]:
        from mailer_gui.operations import segments

        return [one.name for one in segments.all(ws)]

    page.open_segment(Segment(0, "Lisbon", Group(True, (FieldRule("city", Operator.IS, "Lisboa"),))))
    page.editor.save_button.click()
    qtbot.waitUntil(lambda: in_workspace(names) == ["Lisbon"], timeout=LONG_MS)
    qtbot.waitUntil(lambda: not page.editor.is_changed, timeout=LONG_MS)
    page.go_back()
    qtbot.waitUntil(lambda: [(x.segment.name, x.size) for x in page.listing.model.rows()] == [("Lisbon", 2)])
    segment = page.listing.model.rows()[0].segment
    page._rename(segment)
    answer(window, "Lisbon people")
    qtbot.waitUntil(lambda: in_workspace(names) == ["Lisbon people"], timeout=LONG_MS)
    page._copy(segment)
    answer(window, "Copy")
    page.editor.save_button.click()
    qtbot.waitUntil(lambda: in_workspace(names) == ["Copy", "Lisbon people"], timeout=LONG_MS)
    qtbot.waitUntil(lambda: bool(page.editor.segment.id), timeout=LONG_MS)
    page._ask_delete(page.editor.segment)
    press(window, "Delete segment")
    qtbot.waitUntil(lambda: in_workspace(names) == ["Lisbon people"], timeout=LONG_MS)


def answer(window: Window, text: str) -> None:
    dialog = window.dialogs()[-1]
    dialog.findChildren(QLineEdit)[0].setText(text)
    next(one for one in dialog.findChildren(QPushButton) if one.property("kind") == "primary").click()


def press(window: Window, word: str) -> None:
    next(one for one in window.dialogs()[-1].findChildren(QPushButton) if one.text() == word).click()


def test_unsaved_rules_are_asked_about_and_survive_other_pages(window: Window, page: SegmentsPage) -> None:
    page.open_segment(Segment(0, "New", Group(True, (FieldRule("city", Operator.FILLED),))))
    window.navigate("contacts")
    window.navigate("segments")
    assert page.editor.isVisible()
    assert page.unfinished() is not None
    page.go_back()
    press(window, "Stay here")
    assert page.editor.isVisible()
    page.go_back()
    press(window, "Do not save")
    assert page.listing.isVisible()
    assert page.unfinished() is None


def test_from_a_segment_one_writes_to_its_people(
    qtbot: QtBot, window: Window, page: SegmentsPage, in_workspace: InWorkspace
) -> None:
    page.open_segment(Segment(0, "Lisbon", Group(True, (FieldRule("city", Operator.IS, "Lisboa"),))))
    page.editor.save_button.click()
    qtbot.waitUntil(page.editor.write_button.isEnabled, timeout=LONG_MS)
    page.editor.write_button.click()
    qtbot.waitUntil(lambda: window.current == "campaign", timeout=LONG_MS)
    campaign = window.page("campaign")
    assert isinstance(campaign, CampaignPage)
    step = campaign.writing.audience
    qtbot.waitUntil(lambda: step._people.text() == "2", timeout=LONG_MS)
