from __future__ import annotations

import pytest

from mailer_gui.intake.slips import neighbours, slip, two_slips


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


@pytest.mark.parametrize("typed", ["hotimall", "htomali", "hodmil", "hotmaiill"])
def test_two_slips_in_a_long_name_are_known(typed: str) -> None:
    assert two_slips(typed, "hotmail")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("podmail", "hotmail"), ("internet", "btinternet"), ("outwood", "outlook"), ("hotmial", "hotmail"), ("a", "b")],
)
def test_two_slips_that_make_another_name_are_none(typed: str, meant: str) -> None:
    assert not two_slips(typed, meant)
