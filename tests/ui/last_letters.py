"""Somebody types on the canvas and at once does something else, in the real window: run as a program.

`python -m tests.ui.last_letters WORKSPACE` ends with 0 when nothing that was typed is lost.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from mailer_gui.model.blocks import Document, new_block
from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.closing import Closing
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.benchmarks.blocks_hands import NONE, Hands
from tests.ui.real_run import PATIENCE, SCENES, main, open_step, until

WORD = "hazelnuts"
ROUNDS = 4


def prepare(ws: Any) -> tuple[int, int]:
    """Make two campaigns, each with a message of two blocks."""
    from mailer_gui.operations import campaigns, demo

    ids = []
    for _ in range(2):
        campaign = campaigns.get(ws, demo.prepare(ws, 3))
        source = Document((new_block("text", "b1", html="<p>.</p>"), new_block("footer", "b2"))).dump()
        message = replace(campaign.message, html="", text="", kind=BodyKind.BLOCKS, source=source)
        ids.append(campaigns.save_draft(ws, replace(campaign, message=message)).id)
    return ids[0], ids[1]


async def open_text(window: Window, campaign_id: int) -> tuple[CampaignPage, Hands]:
    """Open a campaign's message and put the cursor into its text."""
    page = await open_step(window, campaign_id, Step.MESSAGE)
    step = page.writing.message
    await until(lambda: isinstance(step.body, BlocksEditor) and step.body.canvas and step.body.canvas._is_ready)
    editor = step.body
    assert isinstance(editor, BlocksEditor)
    hands = Hands(editor)
    await until(lambda: editor.editing.document.find("b1"))
    assert editor.canvas is not None
    editor.canvas.edit("b1")
    await until(lambda: editor.commands.state.get("rich"))
    return page, hands


def type_word(hands: Hands) -> None:
    """Type a word; its last letter leaves this process when this returns."""
    for sign in WORD:
        hands.key(ord(sign.upper()), NONE, sign)
    QApplication.sendPostedEvents()


def kept(ws: Any, campaign_id: int) -> str:
    """Give what is in the workspace."""
    from mailer_gui.operations import campaigns

    return str(campaigns.get(ws, campaign_id).message.source)


async def last_letters(window: Window) -> None:
    """Another campaign, another page, undo at the side, closing: nothing is lost."""
    await until(lambda: window.current)
    first, second = await window.tasks.ask(prepare)
    typed = {first: 0, second: 0}

    async def arrived(campaign_id: int) -> None:
        typed[campaign_id] += 1
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            source = await window.tasks.ask(lambda ws: kept(ws, campaign_id))
            if source.count(WORD) == typed[campaign_id]:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"the last letters are lost: {source}")

    for number in range(ROUNDS):
        here, there = (first, second) if number % 2 == 0 else (second, first)
        _, hands = await open_text(window, here)
        type_word(hands)
        window.navigate("campaign", there)
        await arrived(here)
        page, hands = await open_text(window, there)
        type_word(hands)
        if number % 2:
            window.navigate("campaigns", None)
        else:
            page.writing.go_to(Step.REVIEW)
        await arrived(there)
    page, hands = await open_text(window, first)
    type_word(hands)
    body = page.writing.message.body
    assert isinstance(body, BlocksEditor)
    body.toolbar.back.click()
    await until(lambda: body.editing.can_redo)
    assert WORD in str(body.editing._future[-1][0].dump())
    body.toolbar.again.click()
    await arrived(first)
    await closed(window, first, typed[first] + 1)


async def closed(window: Window, campaign_id: int, expected: int) -> None:
    """Close the window in the middle of a word; what is in the workspace then is read by another connection."""
    from mailer_gui.operations.workspace import open_workspace

    _, hands = await open_text(window, campaign_id)
    ended: list[bool] = []
    Closing(window, lambda: ended.append(True))
    type_word(hands)
    window.close()
    await until(lambda: ended)
    with closing(open_workspace(window.tasks.workspace)) as ws:
        assert kept(ws, campaign_id).count(WORD) == expected


if __name__ == "__main__":
    SCENES["last_letters"] = last_letters
    main(Path(sys.argv[1]), "last_letters")
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye
