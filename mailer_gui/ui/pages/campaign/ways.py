"""Going on in another way of writing: what it costs is said before, and it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editors import MAKERS, way_words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import ask


class Ways:
    """What the menu of the way of writing offers. `shown()` is called when the draft has another message."""

    def __init__(self, parent: QWidget, context: PageContext, draft: Draft, shown: Callable[[], None]) -> None:
        self._parent, self._context, self._draft, self._shown = parent, context, draft, shown

    def fill(self, menu: QMenu) -> None:
        """Offer what is possible with the message as it stands."""
        from mailer_gui.operations.writing import LOSSLESS, ONE_WAY

        menu.clear()
        message = self._draft.message
        for kind in LOSSLESS[message.kind]:
            if kind in MAKERS:
                words = tr("Go on as {way}").format(way=way_words(kind)[1])
                menu.addAction(words, partial(self._turn, kind))
        for kind in ONE_WAY[message.kind]:
            if kind in MAKERS:
                menu.addAction(tr("Turn into {way}…").format(way=way_words(kind)[1]), partial(self._ask_turn, kind))
        menu.addSeparator()
        menu.addAction(tr("Begin anew…"), self._ask_anew)

    def use(self, message: Message, said: str) -> None:
        """Have another message, with a notice that takes it back."""
        before, campaign_id = self._draft.message, self._draft.campaign.id
        self._draft.use_message(message)
        self._shown()

        def undo() -> None:
            if self._draft.campaign.id == campaign_id:
                self._draft.use_message(before)
                self._shown()

        self._context.notify(Notice(said, undo))

    def _turn(self, kind: BodyKind) -> None:
        self._draft.settle(partial(self._turn_settled, kind))

    def _turn_settled(self, kind: BodyKind) -> None:
        message = self._draft.message

        def work(_: Any) -> Message:
            from mailer_gui.operations import writing

            return writing.turned(message, kind)

        def done(turned: Message) -> None:
            if self._draft.message == message:
                self.use(turned, tr("The message goes on as {way}.").format(way=way_words(kind)[1]))

        self._context.tasks.read(self._parent, work, done)

    def _ask_turn(self, kind: BodyKind) -> None:
        old, new = way_words(self._draft.message.kind)[1], way_words(kind)[1]
        if kind is BodyKind.PLAIN:
            text = tr("Bold, links and pictures are lost, the words stay. It is one way.")
        elif self._draft.message.kind is BodyKind.PLAIN:
            text = tr("The words are put into HTML. It is one way: from then on you edit the HTML itself.")
        else:
            text = tr("It looks the same. It is one way: from then on you edit the HTML, not the {old}.")
        more = tr("Undo and “Earlier versions” bring it back.")
        ask(
            self._parent,
            tr("Turn into {way}?").format(way=new),
            f"{text.format(old=old)} {more}",
            [
                (tr("Cancel"), "plain", None),
                (tr("Turn into {way}").format(way=new), "primary", partial(self._turn, kind)),
            ],
        )

    def _ask_anew(self) -> None:
        ask(
            self._parent,
            tr("Begin anew?"),
            tr("The body of the message is emptied; subject and files stay. “Earlier versions” brings it back."),
            [(tr("Cancel"), "plain", None), (tr("Begin anew"), "danger", self._anew)],
        )

    def _anew(self) -> None:
        self._draft.settle(self._anew_settled)

    def _anew_settled(self) -> None:
        empty = replace(self._draft.message, html="", text="", source="", images=(), kind=BodyKind.HTML)
        self.use(empty, tr("The message is empty."))
