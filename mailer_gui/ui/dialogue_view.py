"""What happened to one delivery, to be read: every attempt, and what was said to the server as far as it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QTextBrowser

from mailer_gui.model.deliveries import Attempt, Dialogue, server_words
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import moment, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.tokens import Colours
from mailer_gui.ui.words import outcome_pill

_OURS, _THEIRS = "C: ", "S: "


class DialogueView(QTextBrowser):
    """A text that can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setAccessibleName(tr("What happened"))
        self.setProperty("bare", True)
        self.setTabChangesFocus(True)
        self._attempts: Sequence[Attempt] = ()
        self._dialogues: Sequence[Dialogue] = ()
        theme().changed.connect(self._write)

    def show_story(self, attempts: Sequence[Attempt], dialogues: Sequence[Dialogue]) -> None:
        """Show the attempts, each with its dialogue."""
        self._attempts, self._dialogues = attempts, dialogues
        self._write()

    def _write(self) -> None:
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.setHtml("".join(_story(self._attempts, self._dialogues, theme().colours, family)))


def _story(attempts: Sequence[Attempt], dialogues: Sequence[Dialogue], colours: Colours, family: str) -> Iterator[str]:
    if not attempts:
        yield f'<p style="color:{colours.muted}">{escape(tr("Nothing was tried yet."))}</p>'
        return
    kept: dict[int, list[Dialogue]] = {}
    for one in dialogues:
        kept.setdefault(one.number, []).append(one)
    for attempt in attempts:
        yield _heading(attempt, colours)
        for one in kept.pop(attempt.number, []):
            yield _dialogue(one, colours, family)
    if not dialogues:
        words = tr(
            "What was said to the server was not kept. It is kept of messages that fail, "
            "and of the last ones when you choose so in the Delivery step."
        )
        yield f'<p style="color:{colours.muted}; font-size:{t.FONT_SMALL}px">{escape(words)}</p>'
    else:
        words = tr("Passwords and the message itself are never kept here.")
        yield f'<p style="color:{colours.muted}; font-size:{t.FONT_SMALL}px">{escape(words)}</p>'


def _heading(attempt: Attempt, colours: Colours) -> str:
    word, kind = outcome_pill(attempt.status)
    colour = colours.meaning(kind)[0]
    title = tr("Attempt {number}").format(number=attempt.number)
    words = escape(server_words(attempt.code, attempt.reply))
    return (
        f'<p style="margin-bottom:4px"><b>{escape(title)}</b> &nbsp;'
        f'<span style="color:{colour}"><b>{escape(word)}</b></span> &nbsp;'
        f'<span style="color:{colours.muted}">{escape(moment(attempt.at))}</span>'
        f"{f'<br>{words}' if words else ''}</p>"
    )


def _dialogue(dialogue: Dialogue, colours: Colours, family: str) -> str:
    """Write a dialogue as a table of two columns: who speaks, and what."""
    rows: list[str] = []
    before = ""
    for line in dialogue.lines:
        side = line[: len(_OURS)]
        said = line[len(side) :] if side in (_OURS, _THEIRS) else line.removeprefix("* ")
        who = {_OURS: tr("Mailer"), _THEIRS: tr("Server")}.get(side, "")
        refused = side == _THEIRS and said[:1] in ("4", "5")
        colour = (
            colours.bad
            if refused
            else {_OURS: colours.accent, _THEIRS: colours.text}.get(side, colours.warning if rows else colours.muted)
        )
        rows.append(
            f'<tr><td width="64" style="color:{colours.muted}; font-size:{t.FONT_SMALL}px">'
            f"{escape(who if who != before else '')}</td>"
            f"<td style=\"color:{colour}; font-family:'{family}'; font-size:{t.FONT_SMALL}px\">{escape(said)}</td></tr>"
        )
        before = who
    return f'<table cellpadding="1" style="margin-left:8px; margin-bottom:8px">{"".join(rows)}</table>'
