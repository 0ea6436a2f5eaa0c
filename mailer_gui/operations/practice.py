"""The practice server: started when it is needed, its mailbox, and how it misbehaves for rehearsals."""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui import processes
from mailer_gui.model.errors import ConnectError, InputError, MailerError
from mailer_gui.model.practice import PORT_SETTING, PracticeBehaviour
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.paths import practice_command

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.practice.mailbox import Mailbox

BEHAVIOUR_SETTING = "practice_behaviour"
START_SECONDS = 20.0
MAX_SLOW_SECONDS = 60.0
_LOOK_SECONDS = 0.02
_log = logging.getLogger(__name__)


def ensure_running(ws: Workspace) -> int:
    """Start the practice server if it does not run, and give its port once it answers; blocks for that long.

    Any number of callers may ask at once: the servers settle by a lock which of them stays.
    """
    port = running_port(ws)
    if port:
        return port
    if not processes.is_held(ws.paths.practice_lock):
        try:
            processes.start_detached(practice_command(ws.paths.root), ws.paths.logs / "practice-start.log")
        except OSError as error:
            _log.exception("The practice server could not be started.")
            raise ConnectError(f"The practice server could not be started: {error.strerror}.") from error
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        port = running_port(ws)
        if port:
            return port
        time.sleep(_LOOK_SECONDS)  # another process has to start; whoever asks is no event loop
    raise ConnectError("The practice server does not answer.", hint="Close Mailer and open it again.")


def running_port(ws: Workspace) -> int:
    """Give the port of this workspace's practice server, or 0 when it does not run."""
    from mailer_gui.practice.server import answers

    port = ws.settings.get(PORT_SETTING, 0)
    return port if isinstance(port, int) and port > 0 and answers(ws.paths, port) else 0


def mailbox(ws: Workspace) -> Mailbox:
    """Give the practice mailbox (`count`, `page`, `read`, `path`, `empty`); keep it, it remembers what it has read."""
    from mailer_gui.practice.mailbox import Mailbox

    return Mailbox(ws.paths.practice)


def empty(ws: Workspace) -> int:
    """Remove every message in the practice mailbox and count them."""
    return mailbox(ws).empty()


def behaviour(ws: Workspace) -> PracticeBehaviour:
    """Give how the practice server behaves."""
    return _from_setting(ws.settings.get(BEHAVIOUR_SETTING))


def set_behaviour(ws: Workspace, wanted: PracticeBehaviour) -> None:
    """Change how the practice server behaves; a running one follows within a second."""
    if not (0 <= wanted.reject_percent <= 100 and 0 <= wanted.drop_percent <= 100):
        raise InputError("A share must be between 0 and 100 percent.")
    if not 0 <= wanted.slow_seconds <= MAX_SLOW_SECONDS:
        raise InputError(f"The practice server can wait up to {MAX_SLOW_SECONDS:.0f} seconds for each message.")
    ws.settings.set(BEHAVIOUR_SETTING, asdict(wanted))


def serve(root: Path) -> int:
    """Be the practice server of a workspace until nobody needs it; this is the whole life of its process."""
    from mailer_gui.practice.server import run

    try:
        ws = open_workspace(root, role="practice")
    except MailerError as error:
        if sys.stderr is not None:  # a packaged program without a console has none
            sys.stderr.write(f"{error}\n")
        return 2
    try:
        last_port = ws.settings.get(PORT_SETTING, 0)
        return run(
            ws.paths,
            on_port=lambda port: ws.settings.set(PORT_SETTING, port),
            read_behaviour=lambda: behaviour(ws),
            wished_port=last_port if isinstance(last_port, int) else 0,
        )
    finally:
        ws.close()


def _from_setting(value: Any) -> PracticeBehaviour:
    """Read the setting; what is missing or odd (an older or newer version wrote it) is off."""
    known = value if isinstance(value, dict) else {}
    try:
        return PracticeBehaviour(
            greylist=bool(known.get("greylist", False)),
            reject_percent=int(known.get("reject_percent", 0)),
            slow_seconds=float(known.get("slow_seconds", 0.0)),
            drop_percent=int(known.get("drop_percent", 0)),
        )
    except (TypeError, ValueError):
        return PracticeBehaviour()
