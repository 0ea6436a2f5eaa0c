from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.practice.misbehaviour import GREYLISTED, NO_SUCH_USER, Fate, Misbehaviour, is_rejected


class Wish:
    """A behaviour that a person changes while the server runs."""

    def __init__(self, **wanted: object) -> None:
        self.behaviour = PracticeBehaviour(**wanted)  # type: ignore[arg-type]  # the tests name its fields
        self.reads = 0
        self.broken = False

    def __call__(self) -> PracticeBehaviour:
        self.reads += 1
        if self.broken:
            raise OSError("busy")
        return self.behaviour


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_good_server_refuses_nobody_and_drops_nothing() -> None:
    good = Misbehaviour(Wish())
    assert not any(good.refusal("a@example.org", f"p{n}@example.org") for n in range(500))
    assert {good.fate() for _ in range(500)} == {Fate.ANSWER}


def test_the_same_share_is_always_refused_whatever_the_case() -> None:
    addresses = [f"Person{n}@example.org" for n in range(5000)]
    refused = {address for address in addresses if is_rejected(address, 10)}
    assert 400 < len(refused) < 600
    assert refused == {address for address in addresses if is_rejected(address.upper(), 10)}
    assert refused < {address for address in addresses if is_rejected(address, 20)}
    assert not any(is_rejected(address, 0) for address in addresses)
    assert all(is_rejected(address, 100) for address in addresses)


def test_refused_ones_are_refused_before_they_are_greylisted() -> None:
    strict = Misbehaviour(Wish(greylist=True, reject_percent=100))
    assert strict.refusal("a@example.org", "p@example.org") == NO_SUCH_USER


def test_greylisting_refuses_the_first_try_of_every_message() -> None:
    grey = Misbehaviour(Wish(greylist=True))
    assert grey.refusal("a@example.org", "p@example.org") == GREYLISTED
    assert grey.refusal("a@example.org", "q@example.org") == GREYLISTED
    assert grey.refusal("A@example.org", "P@example.org") == ""
    assert grey.refusal("a@example.org", "p@example.org") == ""
    grey.taken("a@example.org", "p@example.org")
    assert grey.refusal("a@example.org", "p@example.org") == GREYLISTED
    assert grey.refusal("a@example.org", "q@example.org") == ""


def test_drops_are_counted_and_every_second_one_was_kept() -> None:
    bad = Misbehaviour(Wish(drop_percent=10))
    fates = [bad.fate() for _ in range(100)]
    assert fates.count(Fate.DROP_KEPT) == 5
    assert fates.count(Fate.DROP_LOST) == 5
    assert [place for place, fate in enumerate(fates) if fate is not Fate.ANSWER] == list(range(9, 100, 10))


def test_a_change_is_followed_and_not_asked_for_at_every_command() -> None:
    clock, wish = Clock(), Wish()
    followed = Misbehaviour(wish, clock)
    for _ in range(100):
        assert followed.refusal("a@example.org", "p@example.org") == ""
    assert wish.reads == 1
    wish.behaviour = PracticeBehaviour(reject_percent=100)
    clock.now += 1
    assert followed.refusal("a@example.org", "p@example.org") == NO_SUCH_USER
    assert wish.reads == 2


def test_a_store_that_cannot_be_read_changes_nothing() -> None:
    clock, wish = Clock(), Wish(reject_percent=100)
    followed = Misbehaviour(wish, clock)
    assert followed.refusal("a@example.org", "p@example.org") == NO_SUCH_USER
    wish.broken = True
    clock.now += 1
    assert followed.refusal("a@example.org", "p@example.org") == NO_SUCH_USER
