"""The upper card of the live board: how many are settled, the bar, the words for it, and the pace."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.live import Snapshot
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.board_words import progress_words
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.chart import RateChart
from mailer_gui.ui.widgets.progress import ProgressLine


class Progress(Card):
    """Shows one look at a campaign at a time."""

    def __init__(self) -> None:
        super().__init__(margin=t.L)
        self.big = label("", "huge")
        self.of = label("", "beside-huge")
        self.bar = ProgressLine(8)
        self.words = label("", "muted", wrap=True)
        self.chart = RateChart(tr("Messages a minute"))
        figures = QWidget()
        figures.setLayout(column(None, row(self.big, self.of, None, spacing=12), self.bar, t.XS, self.words, None))
        figures.setMinimumWidth(260)
        figures.setMaximumWidth(340)
        both = row(figures, self.chart, spacing=28)
        both.setStretch(1, 1)
        self.content.addLayout(both)

    def show_snapshot(self, snapshot: Snapshot, *, orphaned: bool) -> None:
        """Show how far it is; `orphaned` when nobody sends although somebody should."""
        counts = snapshot.status.counts
        self.big.setText(number(counts.settled))
        self.of.setText(tr("of {total}").format(total=number(counts.planned)))
        self.bar.set(counts.settled, counts.planned)
        self.words.setText(progress_words(snapshot, orphaned=orphaned))
        sending = snapshot.status.state is CampaignState.SENDING and not orphaned
        self.chart.set(snapshot.rates, snapshot.rate if sending else None)
