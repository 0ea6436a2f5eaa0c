"""The practice server as a real process, spoken to over a socket."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.paths import WorkspacePaths
from mailer_gui.practice import server
from mailer_gui.practice.mailbox import Mailbox

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests

CONTEXT = multiprocessing.get_context("spawn")
LETTER = b"Subject: hello\r\n\r\nGood day\r\n"


def serve(root: Path, ports: Any, wish: Any, idle: float, wished_port: int) -> None:
    def read() -> PracticeBehaviour:
        return PracticeBehaviour(bool(wish[0]), int(wish[1]), float(wish[2]), int(wish[3]))

    code = server.run(
        WorkspacePaths(root), on_port=ports.put, read_behaviour=read, idle_seconds=idle, wished_port=wished_port
    )
    raise SystemExit(code)


@dataclass
class Running:
    process: BaseProcess
    ports: Any
    paths: WorkspacePaths
    port: int = 0

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.paths.practice)


class Client:
    """Says exactly what it is told and reads whole replies."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.greeting = self.reply()
        self.extensions = self.say(b"EHLO client.example")

    def say(self, line: bytes) -> str:
        self.socket.sendall(line + b"\r\n")
        return self.reply()

    def reply(self) -> str:
        lines = []
        while True:
            line = self.file.readline().decode()
            if not line:
                raise ConnectionResetError("the server went away")
            lines.append(line)
            if line[3:4] != "-":
                return "".join(lines)

    def send(self, recipient: str = "ana@example.org", content: bytes = LETTER) -> list[str]:
        """Send one message the slow way and give the replies; stops at the first refusal."""
        steps = [b"MAIL FROM:<shop@example.com>", b"RCPT TO:<%s>" % recipient.encode(), b"DATA", content + b"."]
        replies = []
        for step in steps:
            replies.append(self.say(step))
            if replies[-1][0] in "45":
                self.say(b"RSET")
                break
        return replies

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@dataclass
class Practice:
    """Starts servers of one workspace."""

    paths: WorkspacePaths
    wish: Any = field(default_factory=lambda: CONTEXT.Array("d", 4))
    running: list[Running] = field(default_factory=list)

    def start(self, idle: float = 60.0, wished_port: int = 0) -> Running:
        ports = CONTEXT.Queue()
        process = CONTEXT.Process(target=serve, args=(self.paths.root, ports, self.wish, idle, wished_port))
        process.start()
        self.running.append(Running(process, ports, self.paths))
        return self.running[-1]

    def listening(self, idle: float = 60.0, wished_port: int = 0) -> Running:
        running = self.start(idle, wished_port)
        running.port = running.ports.get(timeout=30)
        return running


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    practice = Practice(WorkspacePaths(tmp_path / "workspace"))
    yield practice
    for running in practice.running:
        if running.process.is_alive():
            running.process.kill()
        running.process.join()


@pytest.fixture
def connect() -> Iterator[Callable[[Running], Client]]:
    clients: list[Client] = []

    def connect(running: Running) -> Client:
        clients.append(Client(running.port))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


Connect = Callable[[Running], Client]


def test_it_offers_what_it_can_and_keeps_what_it_accepts(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)
    assert server.ident(practice.paths) in client.greeting
    offers = {line[4:].split()[0] for line in client.extensions.splitlines()[1:]}
    assert {"PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE"} <= offers
    assert not {"AUTH", "STARTTLS", "CHUNKING", "BDAT"} & offers
    replies = client.send()
    assert replies[-1].startswith("250 2.0.0 Kept as ")
    key = replies[-1].split()[-1]
    assert running.mailbox.path(key).read_bytes() == LETTER
    mail = running.mailbox.read(key).mail
    assert (mail.sender, mail.recipient, mail.subject) == ("shop@example.com", "ana@example.org", "hello")


def test_commands_glued_together_in_any_way_are_answered_one_by_one(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)
    envelope = b"MAIL FROM:<shop@example.com>\r\nRCPT TO:<p%d@example.org>\r\nDATA\r\n"
    client.socket.sendall(envelope % 0)
    assert [client.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
    for number in range(1, 50):
        client.socket.sendall(b"Subject: n\r\n\r\n..\r\n.\r\n" + envelope % number)
        assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "250", "354"]
    client.socket.sendall(b"Subject: last\r\n\r\nx\r\n.\r\nNOOP\r\nRSET\r\nQUIT\r\n")
    assert [client.reply()[:3] for _ in range(4)] == ["250", "250", "250", "221"]
    mails = running.mailbox.page(0, 1000)
    assert [mail.recipient for mail in mails] == [f"p{number}@example.org" for number in reversed(range(50))]
    assert running.mailbox.path(mails[5].key).read_bytes() == b"Subject: n\r\n\r\n.\r\n"


def test_a_refused_group_has_no_content(practice: Practice, connect: Connect) -> None:
    practice.wish[1] = 100
    client = connect(practice.listening())
    client.socket.sendall(b"MAIL FROM:<shop@example.com>\r\nRCPT TO:<p@example.org>\r\nDATA\r\nRSET\r\n")
    assert [client.reply()[:3] for _ in range(4)] == ["250", "550", "503", "250"]


@pytest.mark.parametrize(
    ("wire", "kept"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"..x\r\n..\r\n...\r\n.\r\n", b".x\r\n.\r\n..\r\n"),
        (b"a\r\n\r\n\r\n..b\r\n.\r\n", b"a\r\n\r\n\r\n.b\r\n"),
        (b"bare\n.\nlf\r\n.\r\n", b"bare\n.\nlf\r\n"),
        (b"smuggled\n.\r\nMAIL FROM:<x@example.org>\r\n.\r\n", b"smuggled\n.\r\nMAIL FROM:<x@example.org>\r\n"),
        (b"cr\r.\r\r\n.\r\n", b"cr\r.\r\r\n"),
        (b"8bit \xe9\x00\xff\r\n.\r\n", b"8bit \xe9\x00\xff\r\n"),
    ],
)
def test_dots_and_ends_however_the_bytes_are_cut(
    practice: Practice, connect: Connect, wire: bytes, kept: bytes
) -> None:
    running = practice.listening()
    client = connect(running)
    client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for pieces in ([wire], [wire[n : n + 1] for n in range(len(wire))]):
        for step in (b"MAIL FROM:<shop@example.com>", b"RCPT TO:<ana@example.org>", b"DATA"):
            client.say(step)
        for piece in pieces:
            client.socket.sendall(piece)
        key = client.reply().split()[-1]
        assert running.mailbox.path(key).read_bytes() == kept
    assert client.say(b"NOOP")[:3] == "250"


def test_addresses_beyond_ascii_and_odd_ones(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)
    assert client.say("MAIL FROM:<магазин@example.org> SMTPUTF8 BODY=8BITMIME SIZE=99".encode())[:3] == "250"
    assert client.say("RCPT TO:<josé@example.org>".encode())[:3] == "250"
    assert client.say(b'RCPT TO:<"odd one"@example.org>')[:3] == "250"
    assert client.say(b"RCPT TO:<not an address>")[:1] == "5"
    client.say(b"DATA")
    client.say(LETTER + b".")
    assert running.mailbox.page()[0].recipient == 'josé@example.org, "odd one"@example.org'


def test_what_is_too_big_is_refused_and_the_next_message_is_not(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)
    assert client.say(b"MAIL FROM:<shop@example.com> SIZE=999999999")[:3] == "552"
    line = b"x" * 998
    assert client.send(content=line + b"y\r\n")[-1][:3] == "500"
    assert client.send(content=line + b"\r\n")[-1][:3] == "250"
    block = (line + b"\r\n") * 1000
    for step in (b"MAIL FROM:<shop@example.com>", b"RCPT TO:<ana@example.org>", b"DATA"):
        client.say(step)
    for _ in range(53):
        client.socket.sendall(block)
    assert client.say(b".")[:3] == "552"
    assert client.send()[-1][:3] == "250"
    assert running.mailbox.count() == 2


def test_it_misbehaves_when_told_and_stops_when_told(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)

    def until(wanted: str, recipient: str) -> None:
        """A change is followed within a second; until then the old way is right."""
        while not (replies := client.send(recipient))[-1].startswith(wanted):
            assert replies[-1][:3] in ("250", "451", "550")

    practice.wish[1] = 100
    until("550 5.1.1", "p@example.org")
    practice.wish[1], practice.wish[0] = 0, 1
    until("451 4.7.1", "p@example.org")
    assert client.send("p@example.org")[-1][:3] == "250"
    assert client.send("p@example.org")[-1][:9] == "451 4.7.1", "the next message's first try"
    practice.wish[0], practice.wish[2] = 0, 0.05
    until("250", "q@example.org")


def test_dropped_messages_get_no_reply_and_every_second_one_was_kept(practice: Practice, connect: Connect) -> None:
    practice.wish[3] = 100
    running = practice.listening()
    for number in range(4):
        client = connect(running)
        with pytest.raises(ConnectionResetError):
            client.send(f"p{number}@example.org")
    kept = [mail.recipient for mail in running.mailbox.page()]
    assert kept == ["p2@example.org", "p0@example.org"]


def test_there_is_one_for_each_workspace(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    second = practice.start()
    second.process.join(30)
    assert second.process.exitcode == server.ALREADY_RUNNING
    assert connect(running).send()[-1][:3] == "250"
    assert server.answers(practice.paths, running.port)
    assert not server.answers(WorkspacePaths(practice.paths.root / "other"), running.port)


def test_it_goes_when_nobody_needs_it_but_not_while_somebody_is_there(practice: Practice) -> None:
    running = practice.listening(idle=1.0)
    client = Client(running.port)
    running.process.join(1.6)
    assert running.process.is_alive()
    client.say(b"QUIT")
    client.close()
    running.process.join(30)
    assert running.process.exitcode == 0
    assert not server.answers(practice.paths, running.port)


def test_it_ends_cleanly_when_told_also_in_the_middle_of_a_message(practice: Practice, connect: Connect) -> None:
    running = practice.listening()
    client = connect(running)
    client.send()
    client.say(b"MAIL FROM:<shop@example.com>")
    client.say(b"RCPT TO:<ana@example.org>")
    client.say(b"DATA")
    client.socket.sendall(b"Subject: half\r\n")
    running.process.terminate()
    running.process.join(30)
    assert running.process.exitcode == 0
    with suppress(ConnectionError):
        assert client.socket.recv(100) == b""
    assert running.mailbox.count() == 1


def test_after_a_kill_it_starts_again_where_it_was_and_finds_all_it_had_accepted(
    practice: Practice, connect: Connect
) -> None:
    first = practice.listening()
    client = connect(first)
    accepted = [client.send(f"p{number}@example.org")[-1].split()[-1] for number in range(20)]
    assert first.process.pid is not None
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.join()
    again = practice.listening(wished_port=first.port)
    assert again.port == first.port
    assert [mail.key for mail in again.mailbox.page()] == accepted[::-1]
