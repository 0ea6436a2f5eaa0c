"""What stands right of the canvas: the chosen block and the whole message, one behind the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from mailer_gui.model.blocks import Document
from mailer_gui.ui.pages.campaign.blocks.panel import BlockPanel, Brand, ThemePanel
from mailer_gui.ui.pages.campaign.blocks.stops import stops
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import scrolled

BLOCK, WHOLE = range(2)


class Panels(QTabWidget):
    """Both panels. `theme_made(panel)` comes once, `made` whenever there is something more that Tab comes to."""

    made = Signal()
    theme_made = Signal(object)

    def __init__(self, brand: Brand) -> None:
        super().__init__()
        self._brand = brand
        self._theme: ThemePanel | None = None
        self.block = BlockPanel(brand)
        self.block.made.connect(self.made)
        self._theme_room = QVBoxLayout()
        self._theme_room.setContentsMargins(0, 0, 0, 0)
        theme_side = QWidget()
        theme_side.setLayout(self._theme_room)
        self.setDocumentMode(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it would lead to its bar, which then leads back to it
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabBar().setAccessibleName(tr("What the properties are about"))
        for side, name in ((self.block, tr("Block")), (theme_side, tr("Whole message"))):
            area = scrolled(side)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what is in it
            self.addTab(area, name)
        self.currentChanged.connect(lambda at: self.prepare_theme() if at == WHOLE else None)

    def prepare_theme(self) -> ThemePanel:
        """Give what can be set for the whole message; made when it is first wanted, for that takes long."""
        if self._theme is None:
            self._theme = ThemePanel(self._brand)
            self.theme_made.emit(self._theme)
            self._theme_room.addWidget(self._theme)
            self.made.emit()
        return self._theme

    def show_document(self, document: Document) -> None:
        """Show how things stand in the whole message."""
        if self._theme is not None:
            self._theme.show_document(document)

    def stops(self) -> list[QWidget]:
        """Give what Tab comes to, from top to bottom, and then to what is in front."""
        theme = stops(self._theme) if self._theme is not None else []
        return [*self.block.stops(), *theme, self.tabBar()]
