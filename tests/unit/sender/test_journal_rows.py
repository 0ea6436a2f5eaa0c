"""What the engine says of an attempt and what the store keeps of it have the same fields in the same order."""

from __future__ import annotations

from mailer_gui.sending.ports import Claimed, Settlement
from mailer_gui.store.claiming import Row
from mailer_gui.store.dispatch import Result


def test_a_settlement_is_the_end_of_a_result() -> None:
    assert Result._fields == ("id", "campaign_id", "number", *Settlement._fields)


def test_a_row_is_what_is_claimed() -> None:
    assert Row._fields == Claimed._fields
