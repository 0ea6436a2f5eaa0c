"""What checks of addresses found: the verdicts on contacts, and what DNS said about domains for as long as it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailer_gui.model.verification import MailServer, Verdict, Verification
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_BATCH = 1_000
_LATEST = 20_000
"""So many of the newest contacts tell which domains a person writes to."""


class Verifications:
    """The verdicts of a workspace, and its memory of mail servers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def addresses(self, list_id: int | None = None) -> Iterator[list[tuple[int, str]]]:
        """Give the contacts (of a list) as (id, address), in batches and short reads."""
        if list_id is None:
            statement = "SELECT id, address FROM contacts WHERE id > ? ORDER BY id LIMIT ?"
            values: tuple[int, ...] = ()
        else:
            statement = (
                "SELECT c.id, c.address FROM list_members AS m CROSS JOIN contacts AS c ON c.id = m.contact_id"
                " WHERE m.list_id = ? AND m.contact_id > ? ORDER BY m.contact_id LIMIT ?"
            )
            values = (list_id,)
        last = 0
        while True:
            with self._database.reading() as connection:
                batch = driver(connection).execute(statement, (*values, last, _BATCH)).fetchall()
            if batch:
                yield batch
            if len(batch) < _BATCH:
                return
            last = batch[-1][0]

    def record(self, found: Sequence[Verification]) -> None:
        """Write verdicts onto contacts, in short transactions; an address that was changed meanwhile keeps its own."""
        now = self._database.clock()
        for start in range(0, len(found), _BATCH):
            with self._database.transaction(bulk=True) as connection:
                driver(connection).executemany(
                    "UPDATE contacts SET verdict = ?, verdict_detail = ?, verdict_at = ? WHERE id = ? AND address = ?",
                    [
                        (_stored(one.verdict), one.detail, now, one.contact_id, one.address)
                        for one in found[start : start + _BATCH]
                    ],
                )

    def known_mail_servers(self, domains: Iterable[str]) -> dict[str, MailServer]:
        """Give what is known about the mail servers of these domains and still holds."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT m.domain, m.state FROM json_each(?) AS wanted CROSS JOIN mail_servers AS m"
                " ON m.domain = wanted.value WHERE m.expires > ?",
                (to_json(list(domains)), self._database.clock()),
            )
            return {domain: MailServer(state) for domain, state in rows}

    def remember_mail_servers(self, found: Mapping[str, tuple[MailServer, float]]) -> None:
        """Keep what DNS said about domains, each for so many seconds."""
        now = self._database.clock()
        rows = [(domain, state.value, now + seconds) for domain, (state, seconds) in found.items()]
        for start in range(0, len(rows), _BATCH):
            with self._database.transaction(bulk=True) as connection:
                driver(connection).executemany(
                    "INSERT OR REPLACE INTO mail_servers (domain, state, expires) VALUES (?, ?, ?)",
                    rows[start : start + _BATCH],
                )

    def forget_expired(self) -> None:
        """Throw away what no longer holds."""
        with self._database.transaction() as connection:
            driver(connection).execute("DELETE FROM mail_servers WHERE expires <= ?", (self._database.clock(),))

    def frequent_domains(self, fewest: int = 3) -> dict[str, int]:
        """Give the domains that many of the newest contacts have, each with how many have it."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT json_group_array(json_array(domain, n)) FROM (SELECT domain, count(*) AS n FROM"
                " (SELECT substr(key, instr(key, '@') + 1) AS domain FROM contacts ORDER BY id DESC LIMIT ?)"
                " GROUP BY domain HAVING n >= ?)",
                (_LATEST, fewest),
            )
            return dict(json.loads(rows.fetchone()[0]))


def _stored(verdict: Verdict) -> str:
    """Write a verdict; not to know is the same as before the first check."""
    return "" if verdict is Verdict.NOT_CHECKED else verdict.value
