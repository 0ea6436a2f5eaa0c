"""What pages and dialogs need is there before somebody opens them, and nothing is opened by that."""

from __future__ import annotations

import gc
import sys

import pytest
from pytestqt.qtbot import QtBot

from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.warming import WarmUp, modules
from mailer_gui.ui.window import Window

LONG_MS = 30_000


@pytest.mark.slow
def test_a_window_is_made_ready_without_showing_anything(qtbot: QtBot, window: Window) -> None:
    before = window.current
    warm = WarmUp(window)
    try:
        with qtbot.waitSignal(warm.done, timeout=LONG_MS):
            warm.begin()
    finally:
        gc.unfreeze()  # other tests go on in this process
    assert set(modules()) <= set(sys.modules)
    assert any(isinstance(page, CampaignPage) for page in window.made_pages())
    assert window.current == before
    assert window.dialogs() == []
