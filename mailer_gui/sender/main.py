"""The life of the sending process, from its lock to its exit code."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mailer_gui.model.errors import MailerError, WorkspaceBusyError
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.sender.process import Sender
from mailer_gui.sender.slots import FIRST
from mailer_gui.store.database import Store
from mailer_gui.store.lease import SenderLock

DONE = 0
CANNOT_OPEN = 10
ALREADY_RUNNING = 11
SLOT = "--slot"
SECRETS_ON_INPUT = "--secrets-on-input"
log = logging.getLogger(__name__)


def run(workspace: Path, arguments: Sequence[str] = ()) -> int:
    """Send what wants to be sent in this workspace, and end when nothing is left to wait for.

    Gives 0, 10 when the workspace cannot be opened, 11 when another sender is at work, 12 when the workspace is a
    copy, 13 when it could not be written any more.
    """
    secrets = _secrets() if SECRETS_ON_INPUT in arguments else {}
    try:
        store = open_workspace(workspace, role="sender")
    except MailerError as error:
        if sys.stderr is not None:  # the packaged program on Windows has none
            sys.stderr.write(f"{error}\n")
        return CANNOT_OPEN
    slot = int(arguments[arguments.index(SLOT) + 1]) if SLOT in arguments else 1
    try:
        store.secrets.remember(secrets)
        gc.collect()
        gc.freeze()  # what is loaded now stays: the collector need not look at it again
        gc.set_threshold(50_000, 20, 20)
        sys.setswitchinterval(0.0005)  # the thread that waits for the disk has little to do, and is waited for
        while True:
            code, told_to_stop = _live(store, slot)
            # Whoever asked between our last look and the end of our lock found a living sender and started none.
            if code or told_to_stop or slot != FIRST or not store.campaigns.active():
                return code
    finally:
        store.close()


def _live(store: Store, slot: int) -> tuple[int, bool]:
    """Be the sender of this slot once; gives the exit code and whether it was told to stop."""
    lock = SenderLock(store.paths, slot)
    try:
        lock.take()
    except WorkspaceBusyError as error:
        log.info("%s", error)
        return ALREADY_RUNNING, False
    try:
        sender = Sender(store, slot)
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            code = runner.run(sender.live())
        return code, sender.was_told_to_stop
    except Exception:
        log.exception("the sender failed")
        raise
    finally:
        lock.give_back()


def _secrets() -> dict[int, str]:
    given = json.loads(sys.stdin.readline() or "{}")
    return {int(key): str(value) for key, value in given.items()}


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give the fast event loop where it can be had."""
    try:
        if sys.platform == "win32":
            import winloop

            return winloop.new_event_loop
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
