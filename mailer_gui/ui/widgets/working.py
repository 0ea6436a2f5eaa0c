"""What stands in a dialog while long work is done, and after it was stopped: how far it is, in words and as a bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.job import Job
from mailer_gui.ui.texts import duration, number, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.progress import ProgressLine


class WorkingCard(Card):
    """A sentence, a bar, and the numbers; at rest only sentences. The texts have {done} and {total} in them."""

    def __init__(self, of_total: str = "", without_total: str = "") -> None:
        super().__init__()
        self._of_total = of_total or tr("{done} of {total} lines")
        self._without_total = without_total or tr("{done} made ready for the search")
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icon.hide()
        self._title = label("", "section", wrap=True)
        self._text = label("", "muted", wrap=True)
        self._words = label("", "small")
        for one in (self._title, self._text, self._words):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = ProgressLine()
        self.bar.setFixedWidth(320)
        self._job: Job | None = None
        self.content.addStretch(1)
        for widget in (self._icon, self._title, self._text):
            self.content.addWidget(widget)
        self.content.addSpacing(t.XS)
        self.content.addLayout(row(None, self.bar, None))
        self.content.addWidget(self._words)
        self.content.addStretch(1)

    @property
    def words(self) -> str:
        """Everything that is said."""
        return " ".join(part.text() for part in (self._title, self._text, self._words) if part.text())

    def begin(self, title: str, text: str = "") -> None:
        """Begin anew."""
        self._say(title, text)
        self._icon.hide()
        self.bar.setAccessibleName(title)
        self.bar.set(0, None)
        self.bar.show()

    def follow(self, job: Job) -> None:
        """Show how far a job is."""
        self._job = job
        job.progressed.connect(self._show)

    def stopping(self, text: str) -> None:
        """A person wants it to stop: say so at once."""
        self._job = None
        self._say(tr("Stopping…"), text)

    def rest(self, title: str, text: str = "", icon: str = "") -> None:
        """Show no work any more, only sentences."""
        self._job = None
        self._say(title, text)
        self._icon.setVisible(bool(icon))
        if icon:
            self._icon.setPixmap(icons.pixmap(icon, theme().colours.muted, 32))
        self.bar.hide()

    def _say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._words.setText("")

    def _show(self, done: int, total: object) -> None:
        if self._job is None:
            return
        whole = total if isinstance(total, int) and total else None
        self.bar.set(done, whole)
        if whole is None:
            self._words.setText(self._without_total.format(done=number(done)))
            return
        words = self._of_total.format(done=number(done), total=number(whole))
        left = self._job.seconds_left
        if left is not None and left >= 2:
            words = tr("{progress} · {time} left").format(progress=words, time=duration(left))
        self._words.setText(words)
