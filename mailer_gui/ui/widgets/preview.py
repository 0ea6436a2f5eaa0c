"""One message as its reader will get it: decoded HTML and text, and the bytes that will be sent."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QStackedLayout, QTabWidget, QToolButton, QWidget

from mailer_gui.model.errors import MailerError, NotFoundError, TemplateError
from mailer_gui.model.preview import Preview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import sentence, size, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, column, icon_button, label, line, row
from mailer_gui.ui.widgets.cards import Banner, EmptyState
from mailer_gui.ui.widgets.html_view import HtmlView

PHONE = 375
"""The width of a common telephone, in pixels of a page."""
SOURCE_SHOWN = 400_000
"""Bytes of the source that are shown; large attachments make it endless."""


class PreviewPane(QWidget):
    """Tabs Page, Text and Source of one message; trouble is said above them.

    The page can be looked at as on a telephone, in dark colours and without its pictures.
    """

    mistake = Signal(str, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._error = Banner("bad")
        self.subject = label("", "strong", wrap=True, selectable=True)
        self._files = ElidedLabel("", "small")
        self._files_room = QWidget()
        self._files_room.setLayout(row(self._files, margins=(t.L, 0, t.L, t.S)))
        self._files_room.hide()
        self._html = HtmlView()
        self._html.asked_for_web.connect(lambda: self._html.allow_web(allowed=True))
        self._text = _reader(tr("Plain text part"))
        self._source = _reader(tr("Source, exactly as it will be sent"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._html, tr("Page"))
        self.tabs.addTab(self._text, tr("Text"))
        self.tabs.addTab(self._source, tr("Source"))
        self.tabs.setCornerWidget(self._looks())
        self.tabs.currentChanged.connect(lambda _: self._fill())
        self._preview: Preview | None = None
        self._filled: set[int] = set()
        self._nothing = EmptyState(
            "eye", tr("Nothing to see yet"), tr("The message appears here as soon as there is something to read.")
        )
        self._nothing.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        read = QWidget()
        both = column(self.subject, self._files_room, line(), self.tabs, spacing=0)
        both.setStretch(3, 1)
        self.subject.setContentsMargins(t.L, t.M, t.L, t.S)
        read.setLayout(both)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(read)
        self._error_room = QWidget()
        self._error_room.setLayout(column(self._error, margins=(t.L, t.M, t.L, t.S)))
        self._error_room.hide()
        whole = column(self._error_room, holder, spacing=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _looks(self) -> QWidget:
        self.phone = self._toggle("phone", tr("As wide as a telephone"), self._use_width)
        self.dark = self._toggle("moon", tr("In dark colours"), lambda: self._html.set_dark(dark=self.dark.isChecked()))
        self.no_pictures = self._toggle("picture-off", tr("Without pictures"), self._fill_again)
        corner = QWidget()
        corner.setLayout(row(self.phone, self.dark, self.no_pictures, spacing=0, margins=(0, 0, t.XS, 0)))
        return corner

    def _toggle(self, icon: str, tip: str, act: Callable[[], object]) -> QToolButton:
        made = icon_button(icon, tip)
        made.setCheckable(True)
        made.toggled.connect(lambda _: act())
        return made

    def _use_width(self) -> None:
        self._html.set_width(PHONE if self.phone.isChecked() else None)

    def _fill_again(self) -> None:
        self._filled.discard(0)
        self._fill()

    def show_preview(self, preview: Preview) -> None:
        """Show a message; only the tab in front is filled."""
        self._error_room.hide()
        names = [tr("{name} ({size})").format(name=one.name, size=size(one.size)) for one in preview.files]
        self._files.setText(tr("With {files}").format(files=", ".join(names)) if names else "")
        self._files_room.setVisible(bool(names))
        if preview.missing_file:
            self._error.set("warning", tr("Cannot go."), sentence(preview.missing_file))
            self._error_room.show()
        if preview.missing:
            self._error.set(
                "warning",
                tr("Would be skipped."),
                tr("The field “{field}” is empty for this person.").format(field=preview.missing),
            )
            self._error_room.show()
        self._stack.setCurrentIndex(1)
        self.subject.setText(preview.subject or tr("(no subject)"))
        if preview != self._preview:
            self._preview = preview
            self._filled.clear()
        self._fill()

    def clear(self) -> None:
        """Show nothing: another campaign, or nothing is written yet."""
        self._preview = None
        self._filled.clear()
        self._error_room.hide()
        self._html.allow_web(allowed=False)
        self.subject.setText("")
        self._text.clear()
        self._source.clear()
        self._stack.setCurrentWidget(self._nothing)

    def show_error(self, error: MailerError) -> None:
        """Say why there is nothing to show; the last good message stays."""
        go = None
        if isinstance(error, TemplateError) and error.part:
            part, line_number, place = error.part, error.line, error.column
            go = lambda: self.mistake.emit(part, line_number, place)  # noqa: E731 - a name for one line
        words = f"{sentence(error.message)} {error.hint}".strip()
        kind = "info" if isinstance(error, NotFoundError) else "bad"  # nobody is chosen yet: no mistake
        self._error.set(kind, "", words, tr("Go there") if go else "", go)
        self._error_room.show()

    def _fill(self) -> None:
        place = self.tabs.currentIndex()
        if self._preview is None or place in self._filled or not self.isVisible():
            return
        self._filled.add(place)
        if place == 0:
            self._html.show_html(self._page(self._preview), self._preview.pictures)
        elif place == 1:
            self._text.setPlainText(self._preview.text)
        else:
            source = self._preview.source[:SOURCE_SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
            more = len(self._preview.source) - SOURCE_SHOWN
            if more > 0:
                source += "\n" + tr("… {count} more bytes").format(count=more)
            self._source.setPlainText(source)

    def _page(self, preview: Preview) -> str:
        if not preview.html:
            return _no_html(preview)
        if not self.no_pictures.isChecked():
            return preview.html
        from mailer_gui.operations.writing import without_pictures

        return without_pictures(preview)

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Fill what waited for being seen."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event, passed on
        self._fill()


def fixed_font() -> QFont:
    """Give the fixed-width font of the system in body size."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(t.FONT_BODY)
    return font


def _reader(name: str) -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    made.setProperty("bare", True)
    made.setFont(fixed_font())
    made.setTabChangesFocus(True)
    return made


def _no_html(preview: Preview) -> str:
    if not preview.text.strip():
        return _page_saying(tr("Nothing is written yet."))
    return _page_saying(tr("This message has no HTML part. Its text is on the next tab."))


def _page_saying(words: str) -> str:
    return f'<body style="font-family:sans-serif; color:#5f6b7c; padding:24px">{words}</body>'
