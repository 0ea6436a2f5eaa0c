"""Numbers, times and durations as people write them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from mailer_gui.model.campaigns import Counts
from mailer_gui.ui.texts import counted, duration, number, sentence, short_duration, span, when
from mailer_gui.ui.words import totals_words

NOON = 1_700_000_000.0


@pytest.fixture(autouse=True)
def english(look: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def test_numbers_have_groups() -> None:
    assert number(4102) == "4,102"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 second"),
        (40, "40 seconds"),
        (61, "1 minute"),
        (840, "14 minutes"),
        (3 * 3600, "3 hours"),
        (8 * 86400, "8 days"),
    ],
)
def test_durations_are_rounded_to_one_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_narrow_places_get_short_units() -> None:
    assert short_duration(840) == "14 min"


def test_one_is_not_many() -> None:
    assert counted(1, "%Ln person", "%Ln people") == "1 person"
    assert counted(4102, "%Ln person", "%Ln people") == "4,102 people"


def test_a_moment_far_away_says_its_date() -> None:
    assert when(NOON, NOON + 90 * 86400).split()[1] == "Nov"


def test_nothing_happened_yet_is_empty() -> None:
    assert when(None) == ""


def test_totals_add_up_in_words() -> None:
    counts = Counts(planned=10, accepted=6, rejected=1, deferred=1, uncertain=1, skipped=1)
    assert totals_words(counts) == "10 people = 6 sent + 1 rejected + 1 uncertain + 1 skipped + 1 waiting"


def test_a_span_says_the_day_once() -> None:
    day = 86400.0
    assert span(day, day + 62).count("1970") == 1
    assert span(day, day + 62).endswith(" to " + span(day, day + 62)[-8:])
    assert span(day, 3 * day).count("1970") == 2
    assert " to " not in span(day, day)


def test_a_sentence_gets_its_end_once() -> None:
    assert [sentence(x) for x in ("No such user", "No such user.")] == ["No such user."] * 2
