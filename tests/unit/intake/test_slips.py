from __future__ import annotations

import pytest

from mailer_gui.intake.slips import neighbours, slip


@pytest.mark.parametrize(
    ("usual", "less_usual"),
    [
        (("hotmial", "hotmail"), ("hotmoil", "hotmail")),  # swapped; another vowel
        (("hotmaill", "hotmail"), ("hotmaiql", "hotmail")),  # doubled; a far key beside
        (("hormail", "hotmail"), ("hobmail", "hotmail")),  # a neighbouring key; a far one
        (("hotmal", "hotmail"), ("otmail", "hotmail")),  # dropped inside; at the start
        (("outlok", "outlook"), ("outlook", "outloook")),  # one of two
        (("yahho", "yahoo"), ("yahxo", "yahoo")),  # the wrong letter doubled; a far key
        (("icould", "icloud"), ("iclodd", "icloud")),  # a letter too late; a far key
    ],
)
def test_what_fingers_do_daily_counts_more(usual: tuple[str, str], less_usual: tuple[str, str]) -> None:
    assert 1 >= slip(*usual) >= slip(*less_usual) > 0
    assert slip(*usual) >= 0.8


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("hotmail", "hotmail"), ("gmx", "hotmail"), ("", "ab"), ("lhotmai", "hotmial"), ("e", "abc")],
)
def test_what_is_no_single_slip_is_none(typed: str, meant: str) -> None:
    assert slip(typed, meant) == 0


def test_neighbours_are_those_of_three_keyboards() -> None:
    assert {"q", "s", "z", "w"} <= neighbours("a")
    assert {"t", "z", "u", "x"} & neighbours("y") == {"t", "u", "x"}
    assert "p" not in neighbours("a")
    assert neighbours("é") == frozenset()
