"""Boxes to type a field's value into, one kind for each type of field; what is stored is always text."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QLineEdit, QMenu, QWidget, QWidgetAction

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.field_types import Habits, normalised
from mailer_gui.ui import icons
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import restyle


def make_editor(kind: FieldType, parent: QWidget | None = None) -> LineEditor | ChoiceEditor:
    """Make the box for a type. Boxes have `value()`, `set_value(text)`, `wrong()`, and `committed(text)`."""
    if kind is FieldType.YES_NO:
        return ChoiceEditor(parent)
    return DateEditor(parent) if kind is FieldType.DATE else LineEditor(kind, parent)


def own_habits() -> Habits:
    """Give how this person's country writes dates and numbers."""
    locale = QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return Habits(day_first=short.find("d") < short.find("M"), decimal_comma=locale.decimalPoint() == ",")


def shown_value(text: str, kind: FieldType) -> str:
    """Write a stored value as this person's country writes it; what is no value of its type stays as it is."""
    if kind is FieldType.NUMBER and text.isascii() and QLocale().decimalPoint() == ",":
        return text.replace(".", ",")
    if kind is FieldType.YES_NO:
        return {"yes": tr("Yes"), "no": tr("No")}.get(text, text)
    if kind is FieldType.DATE:
        found = QDate.fromString(text, Qt.DateFormat.ISODate)
        short = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
        long_year = short if "yyyy" in short else short.replace("yy", "yyyy")
        return QLocale().toString(found, long_year) if found.isValid() else text
    return text


class LineEditor(QLineEdit):
    """A line. `committed(text)` comes with the stored form when the person is done and it has changed."""

    committed = Signal(str)

    def __init__(self, kind: FieldType = FieldType.TEXT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._stored = ""
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda: self._mark())

    def value(self) -> str:
        """Give the stored form of what is typed; what is no value of this type stays as it was typed."""
        text = self.text().strip()
        return normalised(text, self.kind, own_habits()) or text

    def set_value(self, text: str) -> None:
        """Show a stored value."""
        self._stored = text
        self.setText(self.shown(text))
        self._mark()

    def shown(self, text: str) -> str:
        """Write a stored value as this person's country writes it."""
        return shown_value(text, self.kind)

    def wrong(self) -> str:
        """Say why what is typed is no value of this type; nothing when it is one."""
        text = self.text().strip()
        if not text or normalised(text, self.kind, own_habits()) is not None:
            return ""
        return tr("This is no date.") if self.kind is FieldType.DATE else tr("This is no number.")

    def _mark(self) -> None:
        wrong = self.wrong()
        self.setToolTip(wrong)
        if self.property("invalid") != ("true" if wrong else "false"):
            restyle(self, invalid="true" if wrong else "false")

    def _finish(self) -> None:
        value = self.value()
        if value != self._stored:
            self._stored = value
            self.committed.emit(value)
        self.setText(self.shown(value))


class DateEditor(LineEditor):
    """A date, typed in any usual way or picked from a calendar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FieldType.DATE, parent)
        self._pick = QAction(tr("Choose from a calendar"), self)
        self._pick.triggered.connect(self.open_calendar)
        self.addAction(self._pick, QLineEdit.ActionPosition.TrailingPosition)
        theme().changed.connect(self._paint)
        self._paint()

    def open_calendar(self) -> None:
        """Let the person pick a day."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget()
        day = QDate.fromString(self.value(), Qt.DateFormat.ISODate)
        calendar.setSelectedDate(day if day.isValid() else QDate.currentDate())

        def take(chosen: QDate) -> None:
            menu.close()
            self.setText(self.shown(chosen.toString(Qt.DateFormat.ISODate)))
            self._mark()
            self._finish()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _paint(self) -> None:
        self._pick.setIcon(icons.icon("calendar", "muted", 16))


class ChoiceEditor(QComboBox):
    """Yes, no, or nothing known; a value that is neither stays to be seen."""

    committed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_value("")
        self.activated.connect(lambda: self.committed.emit(self.value()))

    def value(self) -> str:
        """Give yes, no or nothing."""
        return str(self.currentData() or "")

    def set_value(self, text: str) -> None:
        """Show a stored value."""
        self.clear()
        for word, value in (("", ""), (tr("Yes"), "yes"), (tr("No"), "no")):
            self.addItem(word, value)
        if self.findData(text) < 0:
            self.addItem(text, text)
        self.setCurrentIndex(self.findData(text))

    def wrong(self) -> str:
        """There is nothing wrong to choose."""
        return ""
