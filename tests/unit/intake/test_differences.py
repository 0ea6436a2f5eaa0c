from __future__ import annotations

from mailer_gui.intake.differences import differences


def test_only_what_changes_is_named_with_what_it_was() -> None:
    before = {"city": "Porto", "name": "Ana"}
    assert differences(before, {"city": "Lisboa", "name": "Ana", "visits": "3"}) == "city: Porto → Lisboa; visits: 3"
    assert differences(before, before) == ""


def test_many_changes_are_counted_and_long_values_cut() -> None:
    told = differences({}, {f"f{i}": "x" * 99 for i in range(5)})
    assert told.count("…") == 3
    assert told.endswith("; and 2 more")
