"""Fields to type into: search, and a form's caption above its field with room for an error below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column, label, restyle

MOST_IN_SIGHT = 14
"""So many entries of a list are seen at once."""


class SearchField(QLineEdit):
    """A search box; `searched` comes a moment after the last key, Esc empties it, the down arrow leaves it (`left`)."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, placeholder: str, width: int = 220, wait: int = 180) -> None:
        super().__init__()
        self.setProperty("search", True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(width)
        self.setMinimumWidth(min(width, 140))
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self, singleShot=True, interval=wait)
        self._wait.timeout.connect(lambda: self.searched.emit(self.text().strip()))
        self.textChanged.connect(lambda: self._wait.start())
        theme().changed.connect(self._paint_glass)
        self._paint_glass()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Empty the box on Esc, before the window hears of it; go down to what was found."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _paint_glass(self) -> None:
        self._glass.setIcon(icons.icon("search", "muted", 16))


class Field(QWidget):
    """A caption, its field, a note in small print, and an error when the field is wrong."""

    def __init__(self, caption: str, control: QWidget, note: str = "") -> None:
        super().__init__()
        self.control = control
        self.caption = label(caption, "small")
        self.caption.setBuddy(control)
        self.note = label(note, "small", wrap=True)
        self.note.setVisible(bool(note))
        self.error = label("", "error", wrap=True)
        self.error.hide()
        if not control.accessibleName():
            control.setAccessibleName(caption)
        self.setLayout(column(self.caption, control, self.note, self.error, spacing=t.XS))

    def set_note(self, text: str) -> None:
        """Show another note, or none."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_error(self, text: str) -> None:
        """Mark the field as wrong and say why; an empty text clears it."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        restyle(self.control, invalid="true" if text else "false")


def number_box(least: int, most: int, value: int = 0) -> QSpinBox:
    """Make a box for a whole number, written with its groups."""
    box = QSpinBox(minimum=least, maximum=most, value=value)
    box.setGroupSeparatorShown(True)
    _dress(box)
    return box


def decimal_box(least: float, most: float, value: float) -> QDoubleSpinBox:
    """Make a box for a number with one decimal."""
    box = QDoubleSpinBox(decimals=1, minimum=least, maximum=most, value=value)
    _dress(box)
    return box


class _CalmWheel(QObject):
    """Takes the wheel away from a field that is not in use."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the wheel scroll the page instead."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def calm_wheel(field: QWidget) -> None:
    """Let the wheel over a field scroll the page, not change the field, unless somebody is using it."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(_CalmWheel(field))


def long_list(box: QComboBox) -> None:
    """Let the list of a box scroll with a bar that is seen. (Qt hides it for lists that lie over their box.)"""
    box.setMaxVisibleItems(MOST_IN_SIGHT)
    box.view().setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)


def _dress(box: QSpinBox | QDoubleSpinBox) -> None:
    """Qt's style sheets place the text of these boxes at the very edge and make them higher than other fields."""
    calm_wheel(box)
    box.lineEdit().setTextMargins(8, 0, 0, 0)
    box.setFixedHeight(t.CONTROL_HEIGHT)
