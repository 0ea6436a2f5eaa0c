"""The stage on which scenes are played: the real window over a workspace of invented data."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.window import Window

SIZES = ((1280, 800), (1000, 640))
PATIENCE = 20.0
Scene = Callable[["Stage"], Awaitable[None]]


class Stage:
    """What a scene may do: move the window, wait for facts, take its picture."""

    def __init__(self, window: Window, out: Path) -> None:
        self.window = window
        self.out = out
        self.taken: list[Path] = []

    async def until(self, fact: Callable[[], object], what: str = "") -> None:
        """Wait until a fact is true."""
        end = time.monotonic() + PATIENCE
        while not fact():
            if time.monotonic() > end:
                raise TimeoutError(what or "a fact of the scene never came true")
            await asyncio.sleep(0.02)

    async def calm(self, seconds: float = 0.25) -> None:
        """Let threads answer and the window repaint."""
        await asyncio.sleep(seconds)

    async def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Take the picture in light and dark, the window in both sizes."""
        for mode in (ThemeMode.LIGHT, ThemeMode.DARK):
            theme().use(mode)
            for width, height in SIZES if widget is None else ((0, 0),):
                if widget is None:
                    self.window.resize(width, height)
                await self.calm()
                size = f"-{width}x{height}" if width else ""
                path = self.out / f"{name}-{mode.value}{size}.png"
                (widget or self.window).grab().save(str(path))
                self.taken.append(path)
        theme().use(ThemeMode.LIGHT)

    async def close_dialogs(self) -> None:
        """Close what is open over the window."""
        for dialog in self.window.dialogs():
            dialog.reject()
        await self.calm(0.05)
