"""The frame of the import dialog: its panes one behind the other, the steps above them, the buttons below."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtWidgets import QStackedWidget, QWidget

from mailer_gui.ui.dialogs.importing.columns_pane import ColumnsPane
from mailer_gui.ui.dialogs.importing.done_bar import DoneBar
from mailer_gui.ui.dialogs.importing.file_pane import FilePane
from mailer_gui.ui.dialogs.importing.outcome_pane import OutcomePane
from mailer_gui.ui.dialogs.importing.start_pane import StartPane
from mailer_gui.ui.dialogs.importing.steps import Steps
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, restyle
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.working import WorkingCard

WIDTH, HEIGHT = 1040, 700


class Pane(IntEnum):
    """What is in front: one of the three panes, the start, or the work."""

    FILE = 0
    COLUMNS = 1
    OUTCOME = 2
    START = 3
    WORK = 4


class ImportFrame(Dialog):
    """Shows one pane at a time; what the buttons say and do is decided by whoever fills the frame."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, tr("Import contacts"), width=760)
        self.start, self.file, self.columns, self.outcome = StartPane(), FilePane(), ColumnsPane(), OutcomePane()
        self.work, self.done_bar = WorkingCard(), DoneBar()
        self.banner = Banner("bad")
        self.banner.hide()
        self.stack = QStackedWidget()
        self.tabs = Steps((tr("1  The file"), tr("2  The columns"), tr("3  What will happen")))
        for pane in (self.file, self.columns, self.outcome, self.start, self.work):
            self.stack.addWidget(pane)
        whole = column(self.tabs, self.banner, self.done_bar, self.stack, spacing=12)
        whole.setStretch(3, 1)
        self.content.addLayout(whole)
        self.cancel_button = self.add_button(tr("Cancel"))
        self.back_button = self.add_button(tr("Back"), "plain", lambda: self.show_pane(self.pane - 1))
        self.next_button = self.add_button(tr("Next"), "primary", self.forward)
        room = parent.window().size() if parent is not None else None
        width = min(WIDTH, room.width() - 32) if room is not None else WIDTH
        height = min(HEIGHT, room.height() - 24) if room is not None else HEIGHT
        self.resize(max(760, width), max(520, height))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]  # Dialog always lays itself out in a column
        self.tabs.chosen(self.show_pane)
        self.setAcceptDrops(True)

    @property
    def pane(self) -> int:
        """What is in front."""
        return self.stack.currentIndex()

    def show_pane(self, place: int) -> None:
        """Bring one of the three panes to the front."""
        self.stack.setCurrentIndex(max(0, min(Pane.OUTCOME, place)))
        self.tabs.mark(self.pane)
        self.show_buttons()
        self.next_button.setFocus()

    def show_start(self) -> None:
        """Offer the ways in."""
        self.text.hide()
        self.tabs.hide()
        self.stack.setCurrentIndex(Pane.START)
        self.show_buttons()
        self.start.choose_button.setFocus()

    def show_work(self, title: str) -> None:
        """Show that people are being brought in."""
        self.banner.hide()
        self.tabs.hide()
        self.work.begin(title, tr("What is in stays in, even if you stop."))
        self.stack.setCurrentIndex(Pane.WORK)

    def say(self, kind: str, title: str, text: str) -> None:
        """Say something above the panes."""
        self.banner.set(kind, title, text)
        self.banner.show()

    def set_buttons(self, cancel: str, forward: str, *, ready: bool, main: bool = True) -> None:
        """Show what the buttons do; an empty word leaves a button out. `main`: going forward is what is expected."""
        self.back_button.setVisible(self.pane in (Pane.COLUMNS, Pane.OUTCOME) and bool(cancel))
        self.cancel_button.setVisible(bool(cancel))
        self.cancel_button.setEnabled(True)
        self.cancel_button.setText(cancel)
        self.next_button.setVisible(bool(forward))
        kind = "primary" if main else "plain"
        if self.next_button.property("kind") != kind:
            restyle(self.next_button, kind=kind)
        self.next_button.setText(forward)
        self.next_button.setEnabled(ready)

    def show_buttons(self) -> None:
        """Decide what the buttons do now."""

    def forward(self) -> None:
        """The button that leads on was pressed."""
