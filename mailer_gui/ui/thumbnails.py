"""Small pictures of templates: painted by the web engine in a child process, kept in the workspace.

`paint` is what the child does; `Thumbnails` is the window's side and never waits.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.errors import MailerError

if TYPE_CHECKING:
    from mailer_gui.model.templates import Template
    from mailer_gui.ui.sheet import Sheet

PAGE = (600, 750)
"""Pixels of a page that are shown: as wide as most messages are, and its upper part."""
SIZE = (300, 375)
_log = logging.getLogger(__name__)


class Thumbnails(QObject):
    """Has pictures of templates painted, one child at a time. `painted` is emitted when new ones are there."""

    painted = Signal()

    def __init__(self, workspace: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._is_busy = self._is_wanted = False

    def want(self) -> None:
        """Paint what is missing."""
        from mailer_gui.ui.job import Job
        from mailer_gui.ui.widgets.html_view import web_engine_can_run

        if self._is_busy:
            self._is_wanted = True
            return
        if not web_engine_can_run():
            return
        self._is_busy = True
        job = Job("", self._workspace, paint, {}, parent=self)
        job.finished.connect(self._ended)
        job.finished.connect(job.deleteLater)
        job.begin()

    def _ended(self, count: object, problem: object) -> None:
        self._is_busy = False
        if problem is not None:
            _log.warning("templates have no pictures: %s", problem)
        elif count:
            self.painted.emit()
        if self._is_wanted:
            self._is_wanted = False
            self.want()


def paint(ws: Any, *, progress: Callable[[int, int | None], None], cancel: Callable[[], bool]) -> int:
    """Paint the pictures of templates that have none, take away those that nothing shows; give how many are new.

    Runs in a child process. It makes an application of its own, on no screen.
    """
    from mailer_gui.operations import templates

    every = [(one, templates.thumbnail(ws, one)) for one in templates.all(ws)]
    folder: Path = ws.paths.thumbnails
    folder.mkdir(exist_ok=True)
    kept = {path.name for _, path in every}
    for old in folder.iterdir():
        if old.name not in kept:
            old.unlink(missing_ok=True)
    missing = [(one, path) for one, path in every if not path.exists()]
    if not missing:
        return 0
    sheet = _make_sheet()
    for number, (one, path) in enumerate(missing, 1):
        if cancel():
            break
        _paint_one(ws, sheet, one, path)
        progress(number, len(missing))
    sheet.close()
    return len(missing)


def _make_sheet() -> Sheet:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QCoreApplication, Qt
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        _kept.append(QApplication(["mailer"]))
    from mailer_gui.ui.sheet import Sheet

    return Sheet()


_kept: list[QObject] = []
"""The application lives as long as the process."""


def _paint_one(ws: Any, sheet: Sheet, template: Template, path: Path) -> None:
    from PySide6.QtCore import Qt

    from mailer_gui.operations import templates

    try:
        html, pictures = templates.specimen(ws, template.message)
        picture = sheet.picture(html, pictures, *PAGE)
    except (MailerError, TimeoutError) as problem:  # one that cannot be shown keeps its icon
        _log.warning("the template %s has no picture: %s", template.id, problem)
        return
    smooth = Qt.TransformationMode.SmoothTransformation
    part = path.with_suffix(".part.png")
    picture.scaled(*SIZE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth).save(str(part))
    part.replace(path)
