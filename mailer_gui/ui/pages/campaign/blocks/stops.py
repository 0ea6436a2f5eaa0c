"""Where Tab stops: the way of the keyboard through the sides of the editor."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget


def stops(within: QWidget) -> list[QWidget]:
    """Give what Tab comes to within a widget as its parts were made, hidden ones too; the widget itself may be one.

    Not by Qt's chain: asking for the next in it ends the wrappers of widgets that belong to the web engine.
    """
    return [
        one
        for one in (within, *within.findChildren(QWidget))
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and one.window() is within.window()  # not what pops up from a box
    ]


def first_stop(tabs: QTabWidget) -> QWidget:
    """Give the topmost of what Tab comes to on the tab in front; where there is nothing, the tabs themselves."""
    page = tabs.currentWidget()
    inner = page.widget() if isinstance(page, QScrollArea) else page
    seen = [one for one in stops(inner or tabs) if one.isVisible() and one.isEnabled()]
    return min(seen, key=lambda one: one.mapTo(tabs, QPoint()).toTuple()[::-1], default=tabs.tabBar())
