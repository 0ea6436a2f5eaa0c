"""The first page a person sees: three doors, and the shortest way to a finished practice campaign."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.page import Page
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Banner, Card

PEOPLE = 200


def make(context: PageContext) -> Page:
    """Make the page."""
    return FirstRunPage(context)


def practise(ws: Any) -> int:
    """Make the sample campaign and send it to the practice server; gives its id."""
    from mailer_gui.operations import campaigns, demo

    campaign_id = demo.prepare(ws, recipients=PEOPLE)
    campaigns.send(ws, campaign_id)
    return campaign_id


class FirstRunPage(Page):
    """Three doors: rehearse, set up an account, import people."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.banner = Banner("bad")
        self.banner.hide()
        self.try_it = Door(
            "practice",
            tr("Try it with the practice server"),
            tr("A sample list and a sample message, sent to a server in this program. Nothing leaves this computer."),
            button(tr("Try it"), "primary", self.practise),
        )
        self.set_up = Door(
            "accounts",
            tr("Set up my account"),
            tr(
                "Type your e-mail address. We fill in what your provider wants and test the connection without sending."
            ),
            button(tr("Set up"), "plain", lambda: context.navigate("accounts", "new")),
        )
        self.bring = Door(
            "contacts",
            tr("Import my contacts"),
            tr("Bring a CSV file, from Excel for example. You see what will happen before anything is written."),
            button(tr("Import"), "plain", lambda: context.navigate("contacts", {"import": ""})),
        )
        self._lay_out()

    def _lay_out(self) -> None:
        welcome = label(tr("Welcome to Mailer"), "title")
        welcome.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        promise = label(
            tr("You see every message before it leaves, and afterwards you know what happened to each one."),
            "muted",
            wrap=True,
        )
        promise.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        doors = row(self.try_it, self.set_up, self.bring, spacing=t.L)
        for place in range(3):
            doors.setStretch(place, 1)
        middle = QWidget()
        middle.setMaximumWidth(980)
        middle.setLayout(column(welcome, promise, t.L, self.banner, doors, spacing=t.S))
        note = label(tr("You find this page again in the help (F1)."), "small")
        note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = QWidget()
        centred = row(None, middle, None)
        centred.setStretch(1, 100)
        inner.setLayout(column(None, centred, t.L, note, None, None, margins=(t.XL, t.XL, t.XL, t.XL)))
        self.setLayout(column(scrolled(inner)))

    def open_with(self, argument: Any) -> None:
        """`"practice"` goes through the first door at once."""
        if argument == "practice":
            self.practise()

    def refresh(self) -> None:
        """Let Return go through the first door."""
        self.try_it.action.setFocus()

    def practise(self) -> None:
        """Run the practice campaign and watch it."""
        if not self.try_it.action.isEnabled():
            return
        self.banner.hide()
        self.try_it.wait(tr("Getting ready…"))
        self.context.tasks.read(self, practise, self._watch, self._failed)

    def _watch(self, campaign_id: int) -> None:
        self.try_it.ready()
        self.context.navigate("campaign", campaign_id)

    def _failed(self, problem: MailerError) -> None:
        self.try_it.ready()
        self.banner.set("bad", problem.title, f"{problem.message} {problem.hint}".strip())
        self.banner.show()


class Door(Card):
    """One way in: a picture, a title, what will happen, and the button."""

    def __init__(self, icon: str, title: str, text: str, action: QPushButton) -> None:
        super().__init__(margin=t.XL, spacing=t.S)
        self.action = action
        self._icon, self._word = icon, action.text()
        self._picture = QLabel()
        heading = label(title, "section", wrap=True)
        words = label(text, "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        action.setAccessibleDescription(title)
        for item in (self._picture, heading, words):
            self.content.addWidget(item)
        self.content.addSpacing(t.M)
        self.content.addWidget(action)
        self.setMinimumWidth(210)
        self._paint()
        theme().changed.connect(self._paint)

    def wait(self, word: str) -> None:
        """Show that its work has begun."""
        self.action.setEnabled(False)
        self.action.setText(word)

    def ready(self) -> None:
        """Let the button be pressed again."""
        self.action.setEnabled(True)
        self.action.setText(self._word)

    def _paint(self) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon, theme().colours.accent, 32))
