"""Freezes each recipient's own files at launch: copied into the workspace, named among the frozen fields."""

from __future__ import annotations

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import FILES_FIELD, Recipient
from mailer_gui.model.work import Cancel
from mailer_gui.store.codec import fields_of, fields_to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.personal import PersonalFiles

_BATCH = 100
_ROWS = (
    "SELECT id, coalesce(contact_id, id), address, fields, date FROM deliveries"  # noqa: S608 - constants
    f" WHERE campaign_id = ? AND id > ? AND status = {DeliveryStatus.QUEUED:d} ORDER BY id LIMIT {_BATCH}"
)
_SKIP = (
    f"UPDATE deliveries SET status = {DeliveryStatus.SKIPPED:d}, reason = ?, at = ?"  # noqa: S608 - constants
    f" WHERE id = ? AND status = {DeliveryStatus.QUEUED:d}"
)


def freeze_files(database: Database, campaign_id: int, personal: PersonalFiles, cancel: Cancel) -> bool:
    """Copy the files of everybody who is queued; False when it was cancelled.

    Going on after an interruption leaves those alone whose files are frozen. Preflight has found what lacks; somebody
    whose file has vanished since then is skipped, with the reason.
    """
    last = 0
    while True:
        with database.reading() as connection:
            rows = driver(connection).execute(_ROWS, (campaign_id, last)).fetchall()
        if not rows:
            return True
        if cancel():
            return False
        last = rows[-1][0]
        written, skipped = [], []
        for number, contact, address, fields, date in rows:
            known = fields_of(fields)
            if FILES_FIELD in known:
                continue
            try:
                frozen = personal.of(Recipient(contact, address, known, date), keep=True)
            except InputError as problem:
                skipped.append((f"{problem.message.rstrip('.')}.", database.clock(), number))
            else:
                written.append((fields_to_json(frozen.fields), number))
        _write(database, campaign_id, written, skipped)


def _write(
    database: Database, campaign_id: int, written: list[tuple[str, int]], skipped: list[tuple[str, float, int]]
) -> None:
    with database.transaction(bulk=True) as connection:
        raw = driver(connection)
        raw.executemany("UPDATE deliveries SET fields = ? WHERE id = ?", written)
        if skipped:
            raw.executemany(_SKIP, skipped)
            raw.execute("UPDATE counters SET skipped = skipped + ? WHERE campaign_id = ?", (len(skipped), campaign_id))
