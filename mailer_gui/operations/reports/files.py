"""Reports as files: every recipient as CSV, and a page that needs nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.deliveries import Delivery, DeliveryStatus
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.replies import explain_reply
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.reports.totals import summary
from mailer_gui.operations.workspace import keep_own_files

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

COLUMNS = ("address", "name", "status", "time", "attempts", "code", "reply", "reason", "meaning")
_STEP = 500
_LINE_BREAKS = re.compile(r"[\r\n]+")


def export_csv(
    ws: Workspace, campaign_id: int, out: Path, progress: Progress = no_progress, cancel: Cancel = never
) -> int:
    """Write every recipient of a campaign to a CSV file (UTF-8 with mark, safe against formulas); gives how many.

    Times are ISO 8601 in UTC. The file is whole or not there at all. Raises NotFoundError, InputError, DiskFullError,
    Cancelled.
    """
    from mailer_gui.intake.writing import csv_file

    keep_own_files(ws, out)
    total = ws.campaigns.get(campaign_id).counts.planned
    done = 0
    with csv_file(out, COLUMNS) as file:
        for done, delivery in _all(ws, campaign_id, total, progress, cancel):  # noqa: B007 - the last number is given
            file.write(_cells(delivery))
    progress(done, done)
    return done


def export_html(
    ws: Workspace, campaign_id: int, out: Path, progress: Progress = no_progress, cancel: Cancel = never
) -> int:
    """Write the report as one page that opens in any browser, with every recipient; gives how many.

    It loads nothing and runs no script. The file is whole or not there at all. Raises NotFoundError, InputError,
    DiskFullError, Cancelled.
    """
    from mailer_gui.intake.writing import text_file
    from mailer_gui.operations.reports.html import end, head, row, section_end, section_start

    keep_own_files(ws, out)
    report = summary(ws, campaign_id)
    total = report.status.counts.planned
    done = 0
    with text_file(out) as write:
        write(head(report, time.time()))
        for done, delivery in _all(ws, campaign_id, total, progress, cancel):
            if done % _STEP == 1:
                write(section_start() if done == 1 else section_end() + section_start())
            write(row(delivery))
        write(section_end() if done else "")
        write(end(done))
    progress(done, done)
    return done


def _all(
    ws: Workspace, campaign_id: int, total: int, progress: Progress, cancel: Cancel
) -> Iterator[tuple[int, Delivery]]:
    for done, delivery in enumerate(ws.deliveries.iterate(campaign_id), start=1):
        if done % _STEP == 1:
            if cancel():
                raise Cancelled("Stopped. The file was not written.")
            progress(done - 1, total)
        yield done, delivery


def _cells(delivery: Delivery) -> tuple[str, ...]:
    said = explain_reply(delivery.code, delivery.reply, delivery.status, delivery.reason)
    is_plain = delivery.status in (DeliveryStatus.ACCEPTED, DeliveryStatus.QUEUED, DeliveryStatus.CLAIMED)
    return (
        delivery.address,
        delivery.name,
        delivery.status.word,
        "" if delivery.at is None else datetime.fromtimestamp(delivery.at, UTC).isoformat(timespec="seconds"),
        str(delivery.attempts),
        str(delivery.code) if delivery.code else "",
        _LINE_BREAKS.sub(" ", delivery.reply),
        delivery.reason,
        "" if is_plain else str(said),
    )
