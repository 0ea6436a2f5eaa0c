import os
from pathlib import Path

import pytest

from mailer_gui.model.errors import MailerError, NotFoundError
from mailer_gui.practice.index import INDEX_NAME, Index
from mailer_gui.practice.mailbox import Mailbox


def message(subject: str, to: str = "ana@example.org") -> bytes:
    return f"From: shop@example.com\r\nTo: {to}\r\nSubject: {subject}\r\n\r\nGood day.\r\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "practice"


def test_an_empty_mailbox_is_no_error(folder: Path) -> None:
    mailbox = Mailbox(folder)
    assert mailbox.count() == 0
    assert mailbox.page() == []
    assert mailbox.empty() == 0
    mailbox.mend()


def test_pages_are_newest_first_and_follow_what_another_process_adds(folder: Path) -> None:
    server, window = Mailbox(folder), Mailbox(folder)
    for number in range(7):
        server.add("shop@example.com", [f"p{number}@example.org"], message(f"Bread {number}"))
    assert window.count() == 7
    assert [mail.subject for mail in window.page(0, 3)] == ["Bread 6", "Bread 5", "Bread 4"]
    assert [mail.subject for mail in window.page(6, 3)] == ["Bread 0"]
    assert window.page(7, 3) == []
    server.add("shop@example.com", ["late@example.org"], message("Late"))
    newest = window.page(0, 1)[0]
    assert (newest.recipient, newest.sender, newest.subject) == ("late@example.org", "shop@example.com", "Late")
    assert newest.size == len(message("Late"))
    assert window.count() == 8


def test_the_bytes_are_kept_as_they_came(folder: Path) -> None:
    mailbox = Mailbox(folder)
    content = b"Subject: =?utf-8?b?w6k=?=\r\n\r\n.dots\r\n\xff\xfe bare\nline\r\n"
    key = mailbox.add("", ["ana@example.org"], content)
    assert mailbox.path(key).read_bytes() == content
    assert mailbox.path(key).suffix == ".eml"
    assert mailbox.read(key).mail.subject == "é"


def test_search_looks_at_recipient_sender_and_subject_whatever_the_case(folder: Path) -> None:
    mailbox = Mailbox(folder)
    mailbox.add("shop@example.com", ["ana@example.org"], message("Fresh bread"))
    mailbox.add("shop@example.com", ["ivo@example.net"], message("=?utf-8?q?=C3=84pfel?="))
    mailbox.add("other@example.com", ["zoe@example.org"], message("2026 prices"))
    assert [mail.recipient for mail in mailbox.page(search="BREAD")] == ["ana@example.org"]
    assert [mail.recipient for mail in mailbox.page(search="  äpfel ")] == ["ivo@example.net"]
    assert [mail.recipient for mail in mailbox.page(search="example.org")] == ["zoe@example.org", "ana@example.org"]
    assert mailbox.count(search="other@") == 1
    assert mailbox.count(search="20261") == 0, "keys and times are not searched"
    mailbox.add("shop@example.com", ["ana@example.org"], message("More bread"))
    assert mailbox.count(search="bread") == 2


def test_headers_that_would_break_the_list_do_not(folder: Path) -> None:
    mailbox = Mailbox(folder)
    mailbox.add("a\tb@example.org", ["x\n@example.org"], message("tabs\tand\r\n folds"))
    mailbox.add("\udcff@example.org", ["p@example.org"] * 300, message("word " * 2000))
    assert [mail.subject for mail in mailbox.page()][1] == "tabs and folds"
    assert mailbox.count() == 2


def test_emptying_is_seen_by_everyone(folder: Path) -> None:
    server, window = Mailbox(folder), Mailbox(folder)
    keys = [server.add("", ["ana@example.org"], message(str(number))) for number in range(5)]
    assert window.count() == 5
    assert Mailbox(folder).empty() == 5
    assert window.count() == 0
    assert window.page() == []
    with pytest.raises(NotFoundError):
        window.read(keys[0])
    for number in range(9):  # a list that is longer again than it was before
        server.add("", ["ana@example.org"], message(f"new {number}"))
    assert [mail.subject for mail in window.page(0, 1)] == ["new 8"]
    assert window.count() == 9
    assert {path.suffix for path in folder.iterdir()} == {".eml", ".tsv"}


def test_what_arrives_while_it_is_emptied_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox(folder)
    mailbox.add("", ["old@example.org"], message("old"))
    late = Mailbox(folder)
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == INDEX_NAME:
            monkeypatch.undo()
            late.add("", ["late@example.org"], message("late"))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    assert mailbox.empty() == 1
    assert [mail.recipient for mail in mailbox.page()] == ["late@example.org"]


def test_a_message_whose_line_was_never_written_is_found_again(folder: Path) -> None:
    mailbox = Mailbox(folder)
    mailbox.add("shop@example.com", ["ana@example.org"], message("whole"))
    key = mailbox.add("shop@example.com", ["ivo@example.org"], message("torn", "Ivo <ivo@example.org>"))
    index = folder / INDEX_NAME
    index.write_bytes(index.read_bytes()[:-9])  # the power went while the line was written
    (folder / "20260101T000000-000000-00001.part").write_bytes(b"half")
    assert mailbox.count() == 1
    restarted = Mailbox(folder)
    restarted.mend()
    assert [mail.subject for mail in restarted.page()] == ["torn", "whole"]
    assert restarted.page()[0].recipient == "Ivo <ivo@example.org>"
    assert restarted.read(key).mail.subject == "torn"
    assert not list(folder.glob("*.part"))
    restarted.mend()
    assert restarted.count() == 2


def test_a_lost_list_is_made_again(folder: Path) -> None:
    mailbox = Mailbox(folder)
    for number in range(3):
        mailbox.add("shop@example.com", ["ana@example.org"], message(f"n{number}"))
    (folder / INDEX_NAME).unlink()
    assert mailbox.count() == 0
    mailbox.mend()
    assert [mail.subject for mail in mailbox.page()] == ["n2", "n1", "n0"]


def test_only_keys_are_opened(folder: Path) -> None:
    folder.mkdir()
    (folder.parent / "secret.eml").write_bytes(b"x")
    for bad in ("../secret", "", "secret", "20260101T000000-000000-00001/../../secret"):
        with pytest.raises(NotFoundError):
            Mailbox(folder).read(bad)


def test_a_full_disk_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox(folder)

    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="space"):
        mailbox.add("", ["ana@example.org"], message("x"))
    assert list(folder.iterdir()) == []


def test_a_disk_that_is_full_for_the_list_refuses_the_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side sends it again, so it must not be there already; and the next line must not suffer."""
    mailbox, write = Mailbox(folder), os.write
    mailbox.add("", ["ana@example.org"], message("first"))
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda handle, data: write(handle, data[:10]))
        with pytest.raises(OSError, match="space"):
            mailbox.add("", ["ana@example.org"], message("refused"))
    mailbox.add("", ["ana@example.org"], message("last"))
    restarted = Mailbox(folder)
    restarted.mend()
    for one in (mailbox, restarted):
        assert [mail.subject for mail in one.page()] == ["last", "first"]


def test_a_search_in_a_mailbox_that_is_emptied_just_now_finds_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, other = Mailbox(folder), Mailbox(folder)
    mailbox.add("", ["ana@example.org"], message("x"))
    refresh = Index._refresh

    def and_then_empty(index: Index) -> None:
        refresh(index)
        monkeypatch.undo()
        other.empty()

    monkeypatch.setattr(Index, "_refresh", and_then_empty)
    assert mailbox.page(search="ana") == []


def test_a_folder_that_cannot_be_read_is_an_error_for_people(folder: Path) -> None:
    folder.mkdir()
    (folder / INDEX_NAME).mkdir()
    for use in (
        Mailbox(folder).count,
        Mailbox(folder).page,
        lambda: Mailbox(folder).read("20260101T000000-000000-00001"),
    ):
        with pytest.raises(MailerError):
            use()
