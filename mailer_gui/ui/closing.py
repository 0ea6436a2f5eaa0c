"""Closing the window: at once when nothing is under way, else one question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.ui.page import Page, Unfinished
from mailer_gui.ui.session_offer import offer_session_start
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.dialogs import ask
from mailer_gui.ui.window import Window

UNDER_WAY = (CampaignState.SENDING, CampaignState.RESTING)
PATIENCE_MS = 1500
"""So long the window waits for the store before it closes without asking."""


class Closing(QObject):
    """Decides whether the window may close, and tells when it has."""

    def __init__(self, window: Window, closed: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._closed = window, closed
        self._asking = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._close)
        window.closing.connect(self._begin)

    def _begin(self) -> None:
        if self._asking:
            return
        self._asking = True
        for page in self._window.made_pages():
            page.leave()
        self._settle(self._window.made_pages())

    def _settle(self, pages: list[Page]) -> None:
        """Let every page keep what was typed a moment ago; one that cannot is not waited for."""
        waiting = [True]

        def go_on() -> None:
            if waiting:
                waiting.clear()
                self._settle(pages[1:])

        if pages:
            QTimer.singleShot(PATIENCE_MS, self, go_on)
            pages[0].settle(go_on)
        else:
            self._look()

    def _look(self) -> None:
        unfinished = next(filter(None, (page.unfinished() for page in self._window.made_pages())), None)
        if unfinished is not None:
            self._ask_about_unfinished(unfinished)
            return
        if self._window.tasks.jobs():
            self._ask_about_work()
            return
        self._patience.start()
        self._window.tasks.read(self, _under_way, self._decide, lambda _: self._close())

    def _ask_about_unfinished(self, unfinished: Unfinished) -> None:
        def drop() -> None:
            unfinished.drop()
            self._asking = False
            self._begin()

        ask(
            self._window,
            unfinished.title,
            unfinished.text,
            (
                (unfinished.drop_word, "plain", drop),
                (unfinished.finish_word, "primary", lambda: unfinished.finish(self._close)),
            ),
        ).rejected.connect(self._stay)

    def _ask_about_work(self) -> None:
        dialog = ask(
            self._window,
            tr("Work is still going on"),
            tr("“{title}” has not ended. If you close now it stops; what is done so far is kept.").format(
                title=self._window.tasks.jobs()[0].title
            ),
            ((tr("Keep the window open"), "plain", None), (tr("Stop it and close"), "danger", self._close)),
        )
        dialog.rejected.connect(self._stay)
        dialog.accepted.connect(self._stay)

    def _decide(self, campaigns: list[Campaign]) -> None:
        self._patience.stop()
        if not campaigns:
            self._close()
            return
        names = ", ".join(f"“{campaign.name}”" for campaign in campaigns[:3])
        dialog = ask(
            self._window,
            counted(len(campaigns), "A campaign is being sent", "%Ln campaigns are being sent"),
            tr(
                "{names}: sending can go on without the window. Pause keeps the rest for later. "
                "Cancel ends it for good: nobody else gets it."
            ).format(names=names),
            (
                (tr("Cancel sending"), "danger", lambda: self._do("cancel", campaigns)),
                (tr("Pause"), "plain", lambda: self._do("pause", campaigns)),
                (tr("Go on in the background"), "primary", self._go_on),
            ),
        )
        dialog.rejected.connect(self._stay)

    def _go_on(self) -> None:
        """See that somebody sends while the window is closed; once, offer that it goes on after a restart, too."""
        offer_session_start(self._window, self._window.tasks, self._leave_it_sending)

    def _leave_it_sending(self) -> None:
        self._patience.start()
        self._window.tasks.read(self, _wake, lambda _: self._close(), lambda _: self._close())

    def _do(self, wish: str, campaigns: list[Campaign]) -> None:
        def work(ws: Any) -> None:
            from mailer_gui.operations import campaigns as operations

            for campaign in campaigns:
                getattr(operations, wish)(ws, campaign.id)

        self._window.tasks.read(self, work, lambda _: self._close())

    def _stay(self) -> None:
        """Go on as before: the page in front was told that it is left, so it looks again."""
        self._asking = False
        window = self._window
        if window.current and not window.may_close:
            window.page(window.current).refresh()

    def _close(self) -> None:
        self._patience.stop()
        self._window.may_close = True
        self._window.close()
        self._closed()


def _wake(ws: Any) -> None:
    from mailer_gui.operations import campaigns

    campaigns.wake(ws)


def _under_way(ws: Any) -> list[Campaign]:
    from mailer_gui.operations import campaigns

    return [campaign for campaign in campaigns.all(ws) if campaign.state in UNDER_WAY]
