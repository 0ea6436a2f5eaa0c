"""The real window over a message of 100 KB: run as a program, it prints one JSON line of what it measured.

python -m tests.benchmarks.message_window WORKSPACE
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui.pages.campaign.editor import SourceBody
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.benchmarks.watch import Pulse, until
from tests.support.playing import play_and_tell
from tests.ui.real_run import open_step

SIZE = 100_000
LETTERS = "Fresh bread for <b>{{ first_name }}</b> & all, every morning. "
PEOPLE = 30


def html() -> str:
    """Give a newsletter of 100 KB, line by line as programs write it."""
    line = '<tr><td style="padding:4px 8px;color:#222">Bread {number} for {{{{ first_name }}}} &amp; all</td></tr>\n'
    lines = [line.format(number=number) for number in range(SIZE // len(line))]
    return f"<html><body><table>\n{''.join(lines)}</table>{{{{ unsubscribe_url }}}}</body></html>\n"


def prepare(ws: Any) -> int:
    """Make a practice campaign; gives its id."""
    from mailer_gui.operations import campaigns, demo

    campaign_id = demo.prepare(ws, 200)
    draft = campaigns.get(ws, campaign_id)
    campaigns.save_draft(ws, replace(draft, message=Message("News for {{ first_name }}", html="<p>x</p>")))
    return campaign_id


async def typed(page: CampaignPage, body: SourceBody, pulse: Pulse, name: str) -> dict[str, Any]:
    """Type into the middle of what is shown, at the pace of a fast writer."""
    await asyncio.sleep(1.5)
    cursor = body.editor.textCursor()
    middle = body.editor.document().findBlockByNumber(body.editor.document().blockCount() // 2)
    cursor.setPosition(middle.position())
    body.editor.setTextCursor(cursor)
    body.editor.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    pulse.begin(name)
    pulse.longest = 0.0
    keys = []
    for letter in LETTERS * 3:
        begun = time.perf_counter()
        QTest.keyClicks(body.editor, letter)
        keys.append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(0.04)
    QTest.keyClick(body.editor, Qt.Key.Key_Return)
    await until(lambda: page.writing.draft.is_kept)
    await asyncio.sleep(0.8)
    return {
        "stall": round(pulse.longest, 1),
        "key": round(statistics.median(keys), 2),
        "worst key": round(max(keys), 1),
    }


async def stepped(page: CampaignPage) -> dict[str, float]:
    """Go from person to person, each time until the message is there."""
    step, times = page.writing.message, []
    for _ in range(PEOPLE):
        seen: list[bool] = []
        step.previewed.connect(seen.append)
        begun = time.perf_counter()
        page.writing.people.step(1)
        await until(lambda seen=seen: seen)  # type: ignore[misc]  # the usual loop binding
        times.append(1000 * (time.perf_counter() - begun))
        step.previewed.disconnect(seen.append)
        await asyncio.sleep(0.05)
    return {"median": round(statistics.median(times), 1), "worst": round(max(times), 1)}


async def play(window: Window) -> dict[str, Any]:
    """Open a draft, step through its readers, type into HTML and Markdown of 100 KB."""
    await until(lambda: window.current)
    campaign_id = await window.tasks.ask(prepare)
    page = await open_step(window, campaign_id, Step.MESSAGE)
    await until(lambda: len(page.writing.people.ids) > 100)
    await asyncio.sleep(2.0)
    found: dict[str, Any] = {}
    pulse = Pulse()
    newsletter = Message(
        "News for {{ first_name }}",
        html=html()[:3000].rpartition("<tr>")[0] + "</table>{% if city %}{{ city }}{% endif %}{{ unsubscribe_url }}",
    )
    for name, message in (
        ("newsletter", newsletter),
        ("HTML", Message("News", html=html())),
        (
            "Markdown",
            Message("News", kind=BodyKind.MARKDOWN, source=("Bread *no. 7* for {{ first_name }}\n\n" * 3000)[:SIZE]),
        ),
    ):
        pulse.begin(f"showing {name}")
        pulse.longest = 0.0
        page.writing.draft.use_message(message)
        page.writing.message.refresh()
        await until(lambda: page.writing.draft.is_kept)
        await asyncio.sleep(2.0)
        found[f"showing {name}"] = {"stall": round(pulse.longest, 1)}
        found[f"next reader, {name}"] = await stepped(page)
        body = page.writing.message.body
        assert isinstance(body, SourceBody)
        if name != "newsletter":
            found[f"typing {name}"] = await typed(page, body, pulse, f"typing {name}")
    slow = [(name, gap) for name, gap in pulse.slow if gap > 50]
    found["slow"] = slow[-20:]
    return found


def main() -> None:
    """Measure and print."""
    play_and_tell(Path(sys.argv[1]), play)


if __name__ == "__main__":
    main()
