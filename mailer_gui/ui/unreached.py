"""Sending to the rest: a draft for exactly those whom a campaign did not reach. For the board and the report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from mailer_gui.model.campaigns import Campaign
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button


class RestButton(QObject):
    """A button that is shown when a campaign is over and somebody was not reached. `known` is told how many."""

    def __init__(self, context: PageContext, parent: QObject, known: Callable[[], object]) -> None:
        super().__init__(parent)
        self._context, self._known = context, known
        self._id = 0
        self.people = 0
        self.button = button(tr("Send to the rest"), "plain", self._make)
        self.button.hide()

    def forget(self) -> None:
        """Another campaign is looked at, or it goes on."""
        self._id = self.people = 0

    def count(self, campaign_id: int) -> None:
        """See whom a campaign that is over did not reach."""
        self._id = campaign_id

        def show(people: int) -> None:
            if campaign_id == self._id:
                self.people = people
                self.button.setToolTip(
                    counted(
                        people,
                        "Makes a draft for the one person who did not get it",
                        "Makes a draft for the %Ln people who did not get it",
                    )
                )
                self._known()

        self._context.tasks.read(self, lambda ws: _size(ws, campaign_id), show)

    def _make(self) -> None:
        campaign_id = self._id

        def made(rest: Campaign) -> None:
            self._context.navigate("campaign", rest.id)
            self._context.notify(Notice(tr("A draft for exactly those who did not get it. Read it, then send it.")))

        self._context.tasks.read(self, lambda ws: _draft(ws, campaign_id), made)


def _draft(ws: Any, campaign_id: int) -> Campaign:
    from mailer_gui.operations import uncertain

    return uncertain.make_rest(ws, campaign_id)


def _size(ws: Any, campaign_id: int) -> int:
    from mailer_gui.operations import uncertain

    return uncertain.rest_size(ws, campaign_id)
