"""Offering, once, that the sender starts with the person's session: when they schedule, or close while sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.ui import preferences
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import ask


def offer_session_start(parent: QWidget, tasks: Tasks, then: Callable[[], None] = lambda: None) -> None:
    """Ask whether sending is to go on after a restart, unless it is on or was asked before; go on with `then`."""
    if preferences.session_start_offered():
        then()
        return

    def decide(on: bool) -> None:
        if on:
            then()
            return
        preferences.set_session_start_offered()
        ask(
            parent,
            tr("Go on sending after a restart, too?"),
            tr(
                "Sending needs no window, but this computer must be on. After a restart it goes on when you open "
                "Mailer, or by itself if its sender starts with your session. You find this in Settings again."
            ),
            (
                (tr("Only when I open Mailer"), "plain", then),
                (tr("Start with my session"), "primary", lambda: turn(parent, tasks, then)),
            ),
        ).rejected.connect(then)

    tasks.read(parent, is_on, decide, lambda _: then())


def turn(parent: QWidget, tasks: Tasks, then: Callable[[], None], on: bool = True) -> None:
    """Turn it on or off; an error is shown, and `then` comes in any case."""

    def failed(error: MailerError) -> None:
        tasks.error.emit(error)
        then()

    tasks.read(parent, turn_on if on else turn_off, lambda _: then(), failed)


def is_on(ws: Any) -> bool:
    """Tell whether the sender starts with the session."""
    from mailer_gui.operations import session_start

    return session_start.is_on(ws)


def turn_on(ws: Any) -> None:
    """Let it start with the session."""
    from mailer_gui.operations import session_start

    session_start.turn_on(ws)


def turn_off(ws: Any) -> None:
    """Let it start with the session no longer."""
    from mailer_gui.operations import session_start

    session_start.turn_off(ws)
