"""Looking a draft's message over while it is written: its mistakes, and the people who lack what it needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mailer_gui.model.errors import TemplateError
from mailer_gui.model.messages import BodyKind
from mailer_gui.model.writing import Lack
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft

LOOKING = "looking"
"""Whatever looks over a draft does so one after the other: side by side they would take the window's turns."""


class LookingOver(QObject):
    """`found(kind, mistakes, lacks)` comes after every look; nothing is looked at twice."""

    found = Signal(object, object, object)

    def __init__(self, context: PageContext, draft: Draft, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self._asked = 0
        self._looked_at: object = None
        self._in_a_pause = QTimer(self, singleShot=True)
        self._in_a_pause.timeout.connect(self._look)

    def soon(self, pause: int) -> None:
        """Look in a pause of the writer."""
        self._in_a_pause.start(pause)

    def anew(self) -> None:
        """Look now, also when nothing changed: what was found before may have been marked in another text."""
        self._looked_at = None
        self._look()

    def _look(self) -> None:
        campaign = self._draft.campaign
        wanted = (campaign.id, campaign.message, campaign.audience)
        if not self._draft.is_kept or self._looked_at == wanted:
            return
        self._looked_at = wanted
        self._asked += 1
        asked = self._asked

        def work(ws: Any) -> tuple[BodyKind, list[TemplateError], list[Lack]]:
            from mailer_gui.operations import audience, writing

            mistakes = writing.mistakes(campaign.message)
            return campaign.message.kind, mistakes, [] if mistakes else audience.lacks(ws, campaign.id)

        def show(answer: tuple[BodyKind, list[TemplateError], list[Lack]]) -> None:
            if asked == self._asked and campaign.id == self._draft.campaign.id:
                self.found.emit(*answer)

        self._context.tasks.read(self, work, show, lambda _: None, lane=LOOKING)
