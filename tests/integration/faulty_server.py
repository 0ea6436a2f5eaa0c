"""An SMTP server on loopback that keeps a ledger of what it took and misbehaves on demand.

Run as a program it writes every accepted recipient to a ledger file, so that a sender can be killed beside it:

    python faulty_server.py --ledger FILE --port-file FILE [--delay SECONDS] [--no-pipelining] ...
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

Say = Callable[[str], Awaitable[None]]


class Dropped(Exception):  # noqa: N818 - control flow
    """Close the connection here."""


@dataclass
class Behaviour:
    """What to do wrong. Every `*_reply` may give a line to say instead of the usual one, or None."""

    pipelining: bool = True
    chunking: bool = False
    knows_bdat: bool = True
    extensions: tuple[str, ...] = ("8BITMIME", "SIZE 10000000", "ENHANCEDSTATUSCODES")
    banner: str = "220 faulty ESMTP"
    delay: float = 0.0
    one_byte: bool = False
    glued: bool = False
    mail_reply: Callable[[Server, str], str | None] = lambda server, sender: None
    rcpt_reply: Callable[[Server, str], str | None] = lambda server, address: None
    data_reply: Callable[[Server, list[str]], str | None] = lambda server, addresses: None
    dot_reply: Callable[[Server, list[str]], str | None] = lambda server, addresses: None
    drop_at: Callable[[Server, str, str], bool] = lambda server, point, address: False
    """Asked at banner, ehlo, mail, rcpt, data, content, dot (before the mail is taken) and taken (after it)."""
    extra: Callable[[Server, str], str] = lambda server, point: ""
    """Lines nobody asked for, said before the reply at mail, rcpt, data or dot."""
    accept_data_without_recipients: bool = False
    auth: dict[str, str] | None = None
    hold_dot: asyncio.Event | None = None
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    patience: float | None = None
    """Seconds of silence after which it says 421 and goes."""


@dataclass
class Server:
    """Counts what it took, by recipient; `commands` counts verbs over all connections."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    ledger: list[str] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    commands: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    logins: list[str] = field(default_factory=list)
    pipelined: int = 0
    deepest: int = 0
    """The most bytes that had come when the content of a message was about to be read."""
    at_dot: asyncio.Event = field(default_factory=asyncio.Event)
    on_taken: Callable[[str], None] | None = None
    tries: Counter[str] = field(default_factory=Counter)
    _server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> int:
        """Listen and give the port."""
        context = self.behaviour.tls if self.behaviour.implicit_tls else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=1 << 24, ssl=context)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    @property
    def twice(self) -> list[str]:
        """Recipients that got more than one copy."""
        return [address for address, count in Counter(self.ledger).items() if count > 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            await _Dialogue(self, reader, writer).run()
        except (Dropped, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.open_now -= 1
            writer.close()

    def take(self, recipients: list[str], body: bytes) -> None:
        """Write into the ledger."""
        for address in recipients:
            self.ledger.append(address)
            self.bodies[address] = body
            if self.on_taken is not None:
                self.on_taken(address)


@dataclass
class Drops:
    """Drops the connection so many times at a point, when that fits; `left` have not happened yet."""

    point: str
    left: int = 2
    fits: Callable[[Server], bool] = lambda server: True

    def __call__(self, server: Server, point: str, address: str) -> bool:
        """Say whether to drop it now: what `Behaviour.drop_at` asks."""
        if point != self.point or not self.left or not self.fits(server):
            return False
        self.left -= 1
        return True


class _Dialogue:
    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.how = server, server.behaviour
        self.reader, self.writer = reader, writer
        self.recipients: list[str] = []
        self.mail_ok = False
        self.protected = server.behaviour.implicit_tls
        self.held = b""
        self.chunks = b""

    async def say(self, text: str) -> None:
        data = text.encode() + b"\r\n"
        if self.how.one_byte:
            for place in range(len(data)):
                self.writer.write(data[place : place + 1])
                await self.writer.drain()
                await asyncio.sleep(0)
            return
        if self.how.glued and self.pending():
            self.held += data
            return
        self.writer.write(self.held + data)
        self.held = b""
        await self.writer.drain()

    def pending(self) -> bool:
        return bool(getattr(self.reader, "_buffer", b""))

    def maybe_drop(self, point: str) -> None:
        address = self.recipients[-1] if self.recipients else ""
        if self.how.drop_at(self.server, point, address):
            raise Dropped

    async def run(self) -> None:
        self.maybe_drop("banner")
        await self.say(self.how.banner)
        while line := await self.next_line():
            verb = line.split()[0].upper().decode("ascii", "replace") if line.split() else ""
            self.server.commands[verb] += 1
            if verb == "QUIT":
                await self.say("221 2.0.0 bye")
                return
            await getattr(self, f"on_{verb.lower()}", self.on_other)(line.decode().strip())

    async def next_line(self) -> bytes:
        try:
            return await asyncio.wait_for(self.reader.readline(), self.how.patience)
        except TimeoutError:
            await self.say("421 4.4.2 you were silent for too long")
            raise Dropped from None

    async def on_ehlo(self, line: str) -> None:
        self.maybe_drop("ehlo")
        offers = [*self.how.extensions]
        if self.how.pipelining:
            offers.append("PIPELINING")
        if self.how.chunking:
            offers.append("CHUNKING")
        if self.how.tls is not None and not self.protected:
            offers.append("STARTTLS")
        if self.how.auth is not None and (self.protected or self.how.tls is None):
            offers.append("AUTH PLAIN LOGIN CRAM-MD5")
        lines = ["faulty", *offers]
        text = "\r\n".join(f"250-{offer}" for offer in lines[:-1]) + f"\r\n250 {lines[-1]}"
        await self.say(text)

    async def on_starttls(self, line: str) -> None:
        self.maybe_drop("starttls")
        await self.say("220 2.0.0 go ahead")
        assert self.how.tls is not None
        await self.writer.start_tls(self.how.tls)
        self.protected = True

    async def on_auth(self, line: str) -> None:
        import base64

        self.maybe_drop("auth")
        words = line.split()
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        self.server.logins.append(user)
        good = self.how.auth is not None and self.how.auth.get(user) == password
        await self.say("235 2.7.0 ok" if good else "535 5.7.8 wrong user name or password")

    async def on_mail(self, line: str) -> None:
        self.recipients = []
        self.maybe_drop("mail")
        await self.unasked("mail")
        bad = self.how.mail_reply(self.server, line)
        self.mail_ok = bad is None
        await self.answer(bad, "250 2.1.0 ok")

    async def on_rcpt(self, line: str) -> None:
        address = line.split("<", 1)[1].split(">", 1)[0]
        self.recipients.append(address)
        self.server.tries[address] += 1
        self.maybe_drop("rcpt")
        await self.unasked("rcpt")
        bad = self.how.rcpt_reply(self.server, address) if self.mail_ok else "503 5.5.1 need MAIL"
        if bad is not None:
            self.recipients.pop()
        await self.answer(bad, "250 2.1.5 ok")

    async def on_data(self, line: str) -> None:
        self.maybe_drop("data")
        if self.pending():
            self.server.pipelined += 1
        await self.unasked("data")
        if not self.recipients and not self.how.accept_data_without_recipients:
            await self.say("554 5.5.1 no valid recipients")
            return
        bad = self.how.data_reply(self.server, self.recipients)
        if bad is not None:
            await self.answer(bad, "")
            return
        await self.say("354 go ahead")
        body = await self.content()
        if not self.recipients:
            await self.say("554 5.5.1 no valid recipients")
            return
        await self.finish(body)

    async def on_bdat(self, line: str) -> None:
        if not self.how.knows_bdat:
            await self.say("502 5.5.2 command not recognised")
            return
        _, size, *last = line.split()
        self.maybe_drop("data")
        if last:
            self.server.deepest = max(self.server.deepest, len(getattr(self.reader, "_buffer", b"")))
        chunk = await self.reader.readexactly(min(int(size) // 2, 1_000))
        if chunk:
            self.maybe_drop("content")
        chunk += await self.reader.readexactly(int(size) - len(chunk))
        await self.unasked("data")
        if not self.recipients:
            await self.say("554 5.5.1 no valid recipients")
            return
        self.chunks += chunk
        if not last:
            await self.say(f"250 2.0.0 {size} bytes")
            return
        body, self.chunks = self.chunks, b""
        await self.finish(body)

    async def finish(self, body: bytes) -> None:
        self.maybe_drop("dot")
        self.server.at_dot.set()
        await asyncio.sleep(self.how.delay)
        await self.unasked("dot")
        bad = self.how.dot_reply(self.server, self.recipients)
        if bad is None or bad[0] not in "45":
            self.server.take(self.recipients, body)
        self.maybe_drop("taken")
        if self.how.hold_dot is not None:
            await self.how.hold_dot.wait()
        await self.answer(bad, f"250 2.0.0 queued as {len(self.server.ledger)}")

    async def content(self) -> bytes:
        body = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise Dropped
            body.append(line)
            if len(body) == 3:
                self.maybe_drop("content")
        return b"".join(body)

    async def on_rset(self, line: str) -> None:
        self.recipients = []
        self.chunks = b""
        self.mail_ok = False
        await self.say("250 2.0.0 ok")

    async def on_other(self, line: str) -> None:
        await self.say("250 2.0.0 ok")

    async def unasked(self, point: str) -> None:
        extra = self.how.extra(self.server, point)
        if extra:
            await self.say(extra)

    async def answer(self, bad: str | None, good: str) -> None:
        await self.say(bad or good)
        if bad is not None and bad.startswith("421"):
            await self.writer.drain()
            raise Dropped


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--no-pipelining", action="store_true")
    parser.add_argument("--greylist-percent", type=int, default=0)
    parser.add_argument("--drop-percent", type=int, default=0)
    parser.add_argument("--chunking", action="store_true")
    parser.add_argument("--patience", type=float, help="seconds of silence after which it hangs up")
    options = parser.parse_args()

    def grey(server: Server, address: str) -> str | None:
        chosen = hash_of(address) % 100 < options.greylist_percent
        return "451 4.7.1 greylisted" if chosen and server.tries[address] == 1 else None

    def drop(server: Server, point: str, address: str) -> bool:
        return point in ("mail", "rcpt", "data") and (server.commands["MAIL"] * 7919) % 100 < options.drop_percent

    how = Behaviour(
        pipelining=not options.no_pipelining,
        chunking=options.chunking,
        delay=options.delay,
        rcpt_reply=grey,
        patience=options.patience,
    )
    if options.drop_percent:
        how.drop_at = drop
    server = Server(how)
    with Path(options.ledger).open("ab", buffering=0) as ledger:

        def keep(address: str) -> None:
            ledger.write(address.encode() + b"\n")

        def told(port: int) -> None:
            Path(options.port_file).write_text(str(port))

        server.on_taken = keep
        asyncio.run(_serve_forever(server, told))


async def _serve_forever(server: Server, told: Callable[[int], None]) -> None:
    told(await server.start())
    await asyncio.Event().wait()


def hash_of(address: str) -> int:
    """A number that is the same in every process."""
    return sum(place * byte for place, byte in enumerate(address.encode(), 1))


if __name__ == "__main__":
    main()
