"""Who draws web pages: the graphics card, or the processor where there is none.

Without a card Qt would have the processor play the card, pixel by pixel, and the window's thread waits 20 to 90 ms for
every change of a page. Qt's own drawing for the processor (its "software" backend) takes 2 to 20 ms for the same.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

BACKEND = "QT_QUICK_BACKEND"
"""Qt reads it when the first web page is made; whoever sets it before decides."""
_CARDS = ("dri/renderD*", "nvidia[0-9]*", "dxg", "mali*", "kgsl-3d0")
_PLAYED = ("llvmpipe", "softpipe", "swrast", "software rasterizer", "swiftshader")
_WITHOUT_WINDOWS = ("offscreen", "minimal", "vnc")
_RENDERER = 0x1F01  # GL_RENDERER
_log = logging.getLogger(__name__)
_has_card: bool | None = None


def card_draws() -> bool:
    """True when a graphics card draws web pages; asked once, and before the first page. Else Qt is told so."""
    global _has_card
    if _has_card is None:
        _has_card = _ask()
        if not _has_card:
            _log.info("no graphics card here, web pages are drawn by the processor")
    return _has_card


def _ask() -> bool:
    if QGuiApplication.platformName() in _WITHOUT_WINDOWS or os.environ.get(BACKEND) == "software":
        return False
    may_choose = sys.platform.startswith("linux") and BACKEND not in os.environ  # elsewhere it is not OpenGL that draws
    if may_choose and not any(True for pattern in _CARDS for _ in Path("/dev").glob(pattern)):
        os.environ[BACKEND] = "software"
        return False
    from PySide6.QtGui import QOffscreenSurface, QOpenGLContext

    context, surface = QOpenGLContext(), QOffscreenSurface()
    if not context.create():
        return False
    if may_choose:
        surface.create()
        context.makeCurrent(surface)
        name = str(context.functions().glGetString(_RENDERER)).lower()
        context.doneCurrent()
        if any(one in name for one in _PLAYED):
            os.environ[BACKEND] = "software"
            return False
    return True
