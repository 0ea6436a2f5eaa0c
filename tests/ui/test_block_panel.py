"""The fields of a block stand where they belong, however often the panel is laid out again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.pages.campaign.blocks.panel import PropertyFields

WITH_SPACES = [
    kind for kind, one in KINDS.items() if {"space_above", "space_below"} <= {p.name for p in one.properties}
]


@pytest.mark.parametrize("kind", WITH_SPACES)
def test_the_spaces_stand_side_by_side_however_wide_the_panel_is(qtbot: QtBot, look: QApplication, kind: str) -> None:
    fields = PropertyFields(KINDS[kind].properties, words.property_name, list)
    qtbot.addWidget(fields)
    fields.show()
    above, below = fields.controls["space_above"], fields.controls["space_below"]
    for width in (260, 220, 300):
        fields.resize(width, fields.sizeHint().height())
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        left, right = above.mapTo(fields, QPoint()), below.mapTo(fields, QPoint())
        places = f"{left.toTuple()} {right.toTuple()} {above.width()} {below.width()}"
        assert left.y() == right.y() and left.x() + above.width() < right.x(), places
        assert above.width() == below.width(), places
