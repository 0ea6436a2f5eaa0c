"""What preflight found, topic by topic: a tick where all is well, else sentences with a button that helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mailer_gui.model.checks import (
    AUDIENCE,
    DELIVERY,
    FILES,
    LINKS,
    MESSAGE,
    SIZE,
    TOPICS,
    UNREADABLE,
    WAY_OUT,
    CheckState,
    Finding,
)
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.check_line import CheckLine
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, clear, column
from mailer_gui.ui.widgets.cards import Card


class ChecksCard(Card):
    """`go_to(finding)` leads to the place, `mend_wanted(what)` asks the program to put it right."""

    go_to = Signal(object)
    mend_wanted = Signal(str)
    settings_wanted = Signal()

    def __init__(self) -> None:
        self._lines: QVBoxLayout = column(spacing=0)
        super().__init__(self._lines, margin=t.M, spacing=0)
        self._shown: tuple[Sequence[Finding] | None, Mapping[str, str]] | None = None
        self.lines: list[CheckLine] = []

    def show_findings(self, findings: Sequence[Finding] | None, ticks: Mapping[str, str]) -> None:
        """Show them; `ticks` says of each topic what is so when nothing is wrong. None: it is not known yet."""
        if (findings, ticks) == self._shown:
            return
        self._shown = (findings, dict(ticks))
        clear(self._lines)
        self.lines = []
        if findings is None:
            self._add(CheckLine("muted", tr("Looking over the campaign…")))
            return
        unread = any(finding.code in UNREADABLE for finding in findings)
        for topic in TOPICS:
            found = sorted((x for x in findings if x.topic == topic), key=lambda x: x.state is not CheckState.BAD)
            for finding in found:
                self._add(self._line(finding))
            if not found and unread and topic in (LINKS, WAY_OUT, SIZE):
                self._add(CheckLine("muted", title(topic), tr("Looked at once the message can be read.")))
            elif not found:
                self._add(CheckLine("good", title(topic), ticks.get(topic, "")))

    def _add(self, line: CheckLine) -> None:
        self.lines.append(line)
        self._lines.addWidget(line)

    def _line(self, finding: Finding) -> CheckLine:
        kind = "bad" if finding.state is CheckState.BAD else "warning"
        return CheckLine(kind, finding.title, finding.hint, *self._actions(finding))

    def _actions(self, finding: Finding) -> list[QWidget]:
        made = []
        words = mend_words(finding.mend)
        if words:
            made.append(_link(words, finding, lambda: self.mend_wanted.emit(finding.mend)))
        elif finding.code == "no-postal-setting":
            made.append(_link(tr("Open settings"), finding, self.settings_wanted.emit))
        if not words or finding.part:
            made.append(_link(tr("Go there"), finding, lambda: self.go_to.emit(finding)))
        return list(made)


def _link(words: str, finding: Finding, pressed: Callable[[], object]) -> QPushButton:
    made = button(words, "link", pressed)
    made.setAccessibleName(f"{words}: {finding.title}")
    return made


def mend_words(what: str) -> str:
    """Give what the button says that mends; empty when only a person can."""
    from mailer_gui.operations import mending

    return tr(mending.WORDS[what]) if what in mending.WORDS else ""


def title(topic: str) -> str:
    """Name a topic, as what is so when nothing is wrong."""
    return {
        AUDIENCE: tr("Audience"),
        DELIVERY: tr("Delivery"),
        MESSAGE: tr("Message"),
        LINKS: tr("Links"),
        FILES: tr("Files"),
        WAY_OUT: tr("Way out"),
        SIZE: tr("Size"),
    }[topic]
