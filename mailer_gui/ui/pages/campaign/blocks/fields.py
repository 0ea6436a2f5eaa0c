"""The panel's own fields: colours, pictures, links with merge fields, and lists of links."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QColorDialog, QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, row

SWATCH = 16


def swatch(colour: str) -> QIcon:
    """Draw a colour as a small square."""
    image = QPixmap(SWATCH, SWATCH)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme().colours.control_line))
    painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(0, 0, SWATCH - 1, SWATCH - 1, 4, 4)
    painter.end()
    return QIcon(image)


class ColourField(QWidget):
    """A colour as a square and its code; the menu has the colours of the message first."""

    changed = Signal(str)

    def __init__(self, name: str, brand: Callable[[], Sequence[tuple[str, str]]], *, may_be_empty: bool) -> None:
        super().__init__()
        self._brand, self._may_be_empty, self._value, self._name = brand, may_be_empty, "", name
        self.code = QLineEdit()
        self.code.setMaxLength(7)
        self.code.setPlaceholderText(tr("As the message"))
        self.code.setAccessibleName(name)
        self.code.editingFinished.connect(self._typed)
        self.pick = button("", "plain")
        self.pick.setFixedWidth(40)
        self.pick.setIconSize(QSize(SWATCH, SWATCH))
        self.pick.setAccessibleName(tr("Choose a colour: {name}").format(name=name))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.pick.setMenu(self._menu)
        whole = row(self.pick, self.code, spacing=t.XS)
        whole.setStretch(1, 1)
        self.setLayout(
            whole
        )  # no focus proxy: with the menu, Qt 6.11 makes a ring of code and button that Tab never leaves
        self._paint()
        theme().changed.connect(self._paint)

    def set_value(self, value: str) -> None:
        """Show a colour; nothing is emitted."""
        if value == self._value and self.code.text() == value:
            return
        self._value = value
        self.code.setText(value)
        self._paint()

    def _paint(self) -> None:
        self.pick.setIcon(swatch(self._value))

    def _fill(self) -> None:
        self._menu.clear()
        if self._may_be_empty:
            self._menu.addAction(swatch(""), tr("As the message"), lambda: self._take(""))
            self._menu.addSeparator()
        for name, colour in self._brand():
            self._menu.addAction(swatch(colour), f"{name}  {colour}", lambda colour=colour: self._take(colour))
        self._menu.addSeparator()
        self._menu.addAction(tr("Another colour…"), self._ask)

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._value or "#ffffff"), self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setWindowTitle(self._name)
        dialog.colorSelected.connect(lambda colour: self._take(colour.name()))
        dialog.open()

    def _typed(self) -> None:
        text = self.code.text().strip().lower()
        text = text if not text or text.startswith("#") else f"#{text}"
        wanted = QColor(text)
        if (not text and self._may_be_empty) or (wanted.isValid() and len(text) in (4, 7)):
            self._take(wanted.name() if text else "")
        else:
            self.code.setText(self._value)

    def _take(self, colour: str) -> None:
        if colour != self._value:
            self.set_value(colour)
            self.changed.emit(colour)


class PictureField(QLabel):
    """Shows the chosen picture small; it is chosen by a click or Enter, dropped on it, or pasted."""

    wanted = Signal()
    given = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setFixedHeight(96)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # not as wide as its picture
        self.setWordWrap(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Picture"))
        self.setToolTip(tr("Choose a file, drop one here, or paste a picture"))
        self.setProperty("role", "muted")
        theme().changed.connect(self._dress)
        self._dress()
        self.show_picture(QPixmap())

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"PictureField {{ border: 1px dashed {colours.control_line}; border-radius: {t.CONTROL_RADIUS}px;"
            f" background: {colours.background}; color: {colours.muted}; }}"
            f"PictureField:focus {{ border: 2px solid {colours.accent}; }}"
        )

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture, or say how to choose one."""
        if picture.isNull():
            self.setPixmap(QPixmap())
            self.setText(tr("Choose, drop or paste a picture"))
        else:
            size = QSize(min(190, max(60, self.width() - 12)), 84)
            mode = Qt.TransformationMode.SmoothTransformation
            self.setPixmap(picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, mode))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a file."""
        if self.rect().contains(event.position().toPoint()):
            self.wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a file, or take what the clipboard has."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.given.emit(QApplication.clipboard().mimeData())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take what is dropped."""
        if event.type() == QEvent.Type.DragEnter:
            event.acceptProposedAction()  # type: ignore[attr-defined]  # it is a QDragEnterEvent
            return True
        if event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()  # type: ignore[attr-defined]  # it is a QDropEvent
            self.given.emit(event.mimeData())  # type: ignore[attr-defined]  # the same
            return True
        return super().event(event)
