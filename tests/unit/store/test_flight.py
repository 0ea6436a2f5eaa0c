"""The flight log: cut it at any byte, and it never claims to know what it does not."""

from __future__ import annotations

import errno
import os
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.flight import Ended, FlightLog, read_flights

BOOT = "b0000000-0000-4000-8000-000000000001"
_ended = st.builds(
    Ended,
    st.just(1),
    st.floats(1e9, 2e9).map(lambda at: round(at, 3)),
    st.sampled_from(DeliveryStatus),
    st.integers(0, 599),
    st.floats(0, 2e9).map(lambda at: round(at, 3)),
    st.integers(0, 99),
    st.text(st.characters(blacklist_characters="\n\x1e\x1f", blacklist_categories=["Cs"]), max_size=40),
    st.text(st.characters(blacklist_characters="\n\x1e\x1f", blacklist_categories=["Cs"]), max_size=40),
)
_moves = st.lists(st.tuples(st.sampled_from("mxr"), st.integers(1, 6), _ended), max_size=25)


def write(path: Path, moves: list[tuple[str, int, Ended]], *, synced: bool = False, boot: str = BOOT) -> list[int]:
    """Do the moves, one `put` each; gives the size of the file after each."""
    log = FlightLog(path, boot, 7, synced=synced)
    sizes = [log.size]
    for kind, delivery_id, ended in moves:
        if kind == "m":
            log.mark(delivery_id, 1, 3)
        elif kind == "x":
            log.void(delivery_id, 1)
        else:
            log.end(delivery_id, ended)
        log.put()
        sizes.append(log.size)
    log.close()
    return sizes


def write_together(path: Path, moves: list[tuple[str, int, Ended]], parts: list[int]) -> list[tuple[int, int]]:
    """Do the moves with a `put` after so many each; gives (moves done, size of the file) after each put."""
    log = FlightLog(path, BOOT, 7, synced=False)
    sizes, done = [(0, log.size)], 0
    for part in parts or [len(moves)]:
        for kind, delivery_id, ended in moves[done : done + part]:
            if kind == "m":
                log.mark(delivery_id, 1, 3)
            elif kind == "x":
                log.void(delivery_id, 1)
            else:
                log.end(delivery_id, ended)
        done = min(len(moves), done + part)
        log.put()
        sizes.append((done, log.size))
    log.close()
    return sizes


def expected(moves: list[tuple[str, int, Ended]]) -> tuple[set[int], dict[int, Ended]]:
    marks: set[int] = set()
    opened: set[int] = set()
    replies: dict[int, Ended] = {}
    for kind, delivery_id, ended in moves:
        if kind == "m":
            marks.add(delivery_id)
            opened.add(delivery_id)
        elif kind == "x" and delivery_id in opened:
            marks.discard(delivery_id)
            opened.discard(delivery_id)
        elif kind == "r":
            replies[delivery_id] = ended
            opened.discard(delivery_id)
    return marks, replies


@given(_moves, st.booleans())
def test_what_is_written_is_read(moves: list[tuple[str, int, Ended]], synced: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flight.log"
        write(path, moves, synced=synced)
        found = read_flights(path, BOOT)
        assert found.complete
        marks, replies = expected(moves)
        assert set(found.marks) == marks
        assert found.ended == replies


@given(_moves, st.data())
def test_cut_at_any_byte_a_whole_line_counts_and_half_a_line_does_not(
    moves: list[tuple[str, int, Ended]], data: st.DataObject
) -> None:
    """A kill in the middle of a write: the half line was never acted on, everything before it counts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flight.log"
        sizes = write(path, moves)
        whole = path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        path.write_bytes(whole[:cut])
        found = read_flights(path, BOOT)
        done = sum(1 for size in sizes if size <= cut) - 1
        if done < 0:
            assert not found.complete  # not even the header
            return
        marks, replies = expected(moves[:done])
        assert found.complete
        assert set(found.marks) == marks
        assert found.ended == replies
        power_cut = read_flights(path, "another-boot")
        assert not power_cut.complete
        assert not any(power_cut.surely_not_sent(delivery_id, 1) for delivery_id in range(1, 7))


@given(_moves, st.lists(st.integers(1, 9), max_size=9), st.data())
def test_what_is_noted_in_one_turn_counts_together_or_not_at_all(
    moves: list[tuple[str, int, Ended]], parts: list[int], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flight.log"
        sizes = write_together(path, moves, parts)
        whole = path.read_bytes()
        cut = data.draw(st.integers(sizes[0][1], len(whole)))
        path.write_bytes(whole[:cut])
        found = read_flights(path, BOOT)
        marks, replies = expected(moves[: max(done for done, size in sizes if size <= cut)])
        assert (found.complete, set(found.marks), found.ended) == (True, marks, replies)


def test_a_log_of_an_older_version_is_read(tmp_path: Path) -> None:
    """One note in each line, as it was before notes were put together."""
    notes = [b"h %b written 7" % BOOT.encode(), b"m 5 1 3", b"r 5 1 1000.000 2 250 0.000 3 250 ok\x1f", b"m 6 1 3"]
    (tmp_path / "log").write_bytes(b"".join(b"%08x %b\n" % (zlib.crc32(note), note) for note in notes))
    found = read_flights(tmp_path / "log", BOOT)
    assert (found.complete, set(found.marks)) == (True, {5, 6})
    assert found.ended == {5: Ended(1, 1000.0, DeliveryStatus.ACCEPTED, 250, 0.0, 3, "250 ok", "")}


def test_accepted_is_the_short_way_of_the_same(tmp_path: Path) -> None:
    log = FlightLog(tmp_path / "log", BOOT, 1, synced=False)
    log.mark(5, 2, 3)
    log.accepted(5, 2, 1e9, 250, 3, "250 Grüße")
    log.put()
    log.close()
    assert log.open_marks == 0
    assert read_flights(tmp_path / "log", BOOT).ended == {
        5: Ended(2, 1e9, DeliveryStatus.ACCEPTED, 250, 0.0, 3, "250 Grüße", "")
    }


@given(_moves, st.data())
def test_a_flipped_byte_is_never_believed(moves: list[tuple[str, int, Ended]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flight.log"
        write(path, moves)
        content = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(content) - 2))
        content[place] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        found = read_flights(path, BOOT)
        truth = expected(moves)[1]
        for delivery_id, ended in found.ended.items():
            assert ended in [move[2] for move in moves if move[:2] == ("r", delivery_id)]
        assert not found.complete or (set(found.marks), found.ended) == (expected(moves)[0], truth)


def test_an_older_attempts_lines_do_not_count(tmp_path: Path) -> None:
    ended = Ended(1, 1e9, DeliveryStatus.DEFERRED, 451, 2e9, 3, "451 later", "")
    write(tmp_path / "log", [("m", 5, ended), ("r", 5, ended)])
    found = read_flights(tmp_path / "log", BOOT)
    assert found.ended_as(5, 1) == ended
    assert found.ended_as(5, 2) is None
    assert not found.surely_not_sent(5, 1)
    assert found.surely_not_sent(5, 2)
    assert found.account_of(5) == 3


def test_rotation_carries_open_marks_over_and_drops_the_rest(tmp_path: Path) -> None:
    log = FlightLog(tmp_path / "log", BOOT, 1, synced=False)
    ended = Ended(1, 1e9, DeliveryStatus.ACCEPTED, 250, 0, 3, "250 ok", "")
    for number in range(1, 4):
        log.mark(number, 1, 3)
    log.end(2, ended)
    log.put()
    log.rotate()
    log.mark(4, 1, 3)
    log.put()
    log.close()
    found = read_flights(tmp_path / "log", BOOT)
    assert found.complete
    assert (set(found.marks), found.ended) == ({1, 3, 4}, {})


def test_a_log_without_a_boot_id_is_synced(tmp_path: Path) -> None:
    log = FlightLog(tmp_path / "log", "", 1, synced=False)
    assert log.synced
    log.mark(1, 1, 1)
    log.put()
    log.sync()
    log.close()
    found = read_flights(tmp_path / "log", "")
    assert found.complete
    assert set(found.marks) == {1}


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\0" * 5000, os.urandom(3000)])
def test_foreign_files_prove_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log").write_bytes(content)
    assert not read_flights(tmp_path / "log", BOOT).complete
    assert not read_flights(tmp_path / "missing", BOOT).complete


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = FlightLog(tmp_path / "log", BOOT, 1, synced=False)
    log.mark(1, 1, 1)
    log.put()
    real, calls = os.write, []

    def full(fd: int, data: bytes) -> int:
        calls.append(1)
        if len(calls) == 1:
            return real(fd, data[:5])  # a few bytes still fit
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "write", full)
    log.mark(2, 1, 1)
    with pytest.raises(OSError, match="full"):
        log.put()
    monkeypatch.setattr(os, "write", real)
    assert set(read_flights(tmp_path / "log", BOOT).marks) == {1}
    log.put()
    assert set(read_flights(tmp_path / "log", BOOT).marks) == {1, 2}
    log.close()
