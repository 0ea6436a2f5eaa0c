"""One message of the practice mailbox: as a page, as text, and its source."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QStackedLayout, QTabWidget, QWidget

from mailer_gui.model.practice import PracticeMessage
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import moment, size, tr
from mailer_gui.ui.widgets.basics import column, label
from mailer_gui.ui.widgets.cards import Card, EmptyState
from mailer_gui.ui.widgets.html_view import HtmlView

LONGEST_SOURCE = 2_000_000


class MessageViewer(Card):
    """Shows one message; `show_nothing` when none is chosen."""

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.subject = label("", "section", wrap=True, selectable=True)
        self.facts = label("", "small", wrap=True, selectable=True)
        self.page = HtmlView()
        self.text = _reading_box(tr("The message as text"))
        self.source = _reading_box(tr("The source of the message"), fixed=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setStyleSheet("QTabWidget::tab-bar { left: 4px; }")  # in line with the words above
        self.tabs.addTab(self.page, tr("Page"))
        self.tabs.addTab(self.text, tr("Text"))
        self.tabs.addTab(self.source, tr("Source"))
        shown = QWidget()
        head = column(self.subject, self.facts, spacing=t.XS, margins=(t.L, t.L, t.L, t.M))
        body = column(head, self.tabs, spacing=0)
        body.setStretch(1, 1)
        shown.setLayout(body)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(EmptyState("mailer", tr("Choose a message"), tr("It is shown here exactly as it came.")))
        self._stack.addWidget(shown)
        self.content.addWidget(holder, 1)
        self.key = ""

    def show_message(self, message: PracticeMessage) -> None:
        """Show a message, on the tab that is open if it has something there."""
        mail = message.mail
        self.key = mail.key
        self.subject.setText(mail.subject or tr("(no subject)"))
        sender = next((value for name, value in message.headers if name.lower() == "from"), mail.sender)
        facts = [
            tr("From {sender}").format(sender=sender),
            tr("To {recipient}").format(recipient=mail.recipient),
            f"{moment(mail.at)} · {size(mail.size)}",
        ]
        if message.attachments:
            names = ", ".join(f"{name} ({size(length)})" for name, length in message.attachments)
            facts.append(tr("With {files}").format(files=names))
        self.facts.setText("\n".join(facts))
        self.tabs.setTabEnabled(0, bool(message.html))
        if not message.html and self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(1)
        elif message.html and not message.text and self.tabs.currentIndex() == 1:
            self.tabs.setCurrentIndex(0)
        self.page.show_html(message.html)
        self.text.setPlainText(message.text)
        self.source.setPlainText(message.source[:LONGEST_SOURCE])
        self._stack.setCurrentIndex(1)

    def show_nothing(self) -> None:
        """Show that no message is chosen."""
        self.key = ""
        self._stack.setCurrentIndex(0)


def _reading_box(name: str, *, fixed: bool = False) -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setAccessibleName(name)
    box.setProperty("bare", True)
    box.document().setDocumentMargin(t.S)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    if fixed:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(t.FONT_SMALL)
        box.setFont(font)
        box.setStyleSheet(f"font-family: '{font.family()}'; font-size: {t.FONT_SMALL}px;")
        box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    return box
