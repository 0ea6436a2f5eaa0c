"""Doing something long in pieces: keys, clicks and painting come between them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_BETWEEN_MS = 5


def in_pieces(owner: QObject, *pieces: Callable[[], object]) -> None:
    """Do some things one after the other, each in a turn of the event loop of its own; none when `owner` is gone."""
    if pieces:

        def go() -> None:
            pieces[0]()
            in_pieces(owner, *pieces[1:])

        QTimer.singleShot(_BETWEEN_MS, owner, go)
