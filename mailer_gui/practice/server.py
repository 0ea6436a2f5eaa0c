"""The practice server's process: one per workspace, on this computer only, gone when nobody needs it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from filelock import FileLock, Timeout

from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.paths import WorkspacePaths
from mailer_gui.practice.mailbox import Mailbox
from mailer_gui.practice.misbehaviour import Misbehaviour
from mailer_gui.practice.session import PracticeHandler, PracticeSession

IDLE_VARIABLE = "MAILER_PRACTICE_IDLE"
IDLE_SECONDS = 600.0
LOCK_SECONDS = 1.0
"""How long a starting server waits for the lock: somebody may just be looking whether it is free."""
HOST = "127.0.0.1"
ENDED, ALREADY_RUNNING = 0, 1
_log = logging.getLogger(__name__)


def run(
    paths: WorkspacePaths,
    *,
    on_port: Callable[[int], None],
    read_behaviour: Callable[[], PracticeBehaviour],
    idle_seconds: float | None = None,
    wished_port: int = 0,
) -> int:
    """Serve until idle or told to end by SIGTERM.

    `on_port` is told the port once it can be reached. The wished port is taken if it is free, so that a restart
    keeps the address.
    """
    paths.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = FileLock(str(paths.practice_lock)).acquire(timeout=LOCK_SECONDS)
    except Timeout:
        _log.info("Another practice server runs for this workspace.")
        return ALREADY_RUNNING
    with lock:
        mailbox = Mailbox(paths.practice)
        mailbox.mend()
        server = _Server(
            PracticeHandler(mailbox, Misbehaviour(read_behaviour)), ident(paths), _idle_seconds(idle_seconds)
        )
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(server.serve(wished_port, on_port))
    return ENDED


def ident(paths: WorkspacePaths) -> str:
    """Give what the server of this workspace calls itself in its greeting, so that no other one is mistaken for it."""
    return f"Mailer practice server {hashlib.sha256(str(paths.root.resolve()).encode()).hexdigest()[:12]}"


def answers(paths: WorkspacePaths, port: int, timeout: float = 2.0) -> bool:
    """Tell whether this workspace's own server answers on the port."""
    try:
        with socket.create_connection((HOST, port), timeout) as connection, connection.makefile("rb") as replies:
            connection.settimeout(timeout)
            return ident(paths).encode() in replies.readline(512)
    except OSError:
        return False


class _Server:
    """Listens, counts connections and decides when to end."""

    def __init__(self, handler: PracticeHandler, ident: str, idle_seconds: float) -> None:
        self._handler = handler
        self._ident = ident
        self._idle_seconds = idle_seconds
        self._open = 0
        self._end = asyncio.Event()
        self._idle_timer: asyncio.TimerHandle | None = None

    async def serve(self, wished_port: int, on_port: Callable[[int], None]) -> None:
        """Serve until idle or told to end."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_on_exception)
        _on_termination(loop, self._end.set)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd would log every command and address
        server = await self._listen(wished_port)
        port: int = server.sockets[0].getsockname()[1]
        _log.info("The practice server listens on port %d.", port)
        on_port(port)
        self._watch(0)
        await self._end.wait()
        server.close()
        _log.info("The practice server ends.")

    async def _listen(self, wished_port: int) -> asyncio.Server:
        loop = asyncio.get_running_loop()

        def session() -> PracticeSession:
            return PracticeSession(self._handler, self._ident, self._watch, loop)

        if wished_port:
            with contextlib.suppress(OSError):  # somebody else has it now
                return await loop.create_server(session, HOST, wished_port, backlog=256)
        return await loop.create_server(session, HOST, 0, backlog=256)

    def _watch(self, change: int) -> None:
        self._open += change
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
        if self._open == 0:
            self._idle_timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._end.set)


def _idle_seconds(asked: float | None) -> float:
    if asked is not None:
        return asked
    try:
        return float(os.environ.get(IDLE_VARIABLE, IDLE_SECONDS))
    except ValueError:
        return IDLE_SECONDS


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        if sys.platform == "win32":
            import winloop as fast_loop
        else:
            import uvloop as fast_loop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = fast_loop.new_event_loop
    return factory


def _on_termination(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(name, end)
        except NotImplementedError:  # Windows' own loop
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(end))


def _on_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A client that went away in the middle is no event; everything else is logged as usual."""
    if not isinstance(context.get("exception"), ConnectionError):
        loop.default_exception_handler(context)
