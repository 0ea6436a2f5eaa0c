"""Who a draft would go to: the lists of its audience as they stand now."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from mailer_gui.model.campaigns import Audience, Campaign
from mailer_gui.model.deliveries import LEFT, DeliveryStatus
from mailer_gui.model.messages import Recipient
from mailer_gui.model.writing import FieldFact
from mailer_gui.store import segments
from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.segment_fields import json_path
from mailer_gui.store.segment_texts import Condition

_AFTER_LAST = "substr(c.address, length(rtrim(c.address, replace(c.address, '@', ''))) + 1)"
DOMAIN = (
    f"CASE substr(c.address, 1, 1) WHEN '\"' THEN {_AFTER_LAST} ELSE substr(c.address, instr(c.address, '@') + 1) END"
)
"""What follows the last @ of a contact's address: the first one, unless the local part is quoted."""
SUPPRESSED = f"EXISTS (SELECT 1 FROM suppressions AS s WHERE s.key IN (c.key, '@' || {DOMAIN}))"  # noqa: S608 - constants
_MEMBERS = (
    "c.id IN (SELECT contact_id FROM list_members WHERE list_id IN"
    " (SELECT value FROM json_each(?) WHERE value IN (SELECT id FROM lists)))"
)
_IS_MEMBER = (
    "EXISTS (SELECT 1 FROM list_members AS m WHERE m.contact_id = c.id AND m.list_id IN"
    " (SELECT value FROM json_each(?) WHERE value IN (SELECT id FROM lists)))"
)
"""The same, asked for one contact after the other: for reading the audience page by page."""
UNREACHED = f"d.status IN ({DeliveryStatus.REJECTED:d}, {DeliveryStatus.UNCERTAIN:d}) AND d.reason NOT LIKE '{LEFT}%'"
"""Deliveries that a person may want to try in a new campaign: rejected, given up or uncertain, and not left so."""
_UNREACHED = (
    "c.id IN (SELECT d.contact_id FROM deliveries AS d INDEXED BY ix_deliveries_unusual"  # noqa: S608 - constants
    f" WHERE d.campaign_id = ? AND d.status IN (3, 4, 5, 6) AND {UNREACHED})"
)
_DOMAINS = "SELECT key FROM suppressions WHERE key >= '@' AND key < 'A'"
NEVER_MAILED = " UNION ".join(
    (
        "SELECT id FROM contacts WHERE key IN (SELECT key FROM suppressions)",
        f"SELECT id FROM contacts WHERE substr(key, instr(key, '@')) IN ({_DOMAINS})",  # noqa: S608 - constants
        "SELECT id FROM contacts AS c WHERE key >= '\"' AND key < '#'"  # noqa: S608 - constants
        f" AND '@' || lower({DOMAIN}) IN ({_DOMAINS})",
    )
)
"""The ids of those whom SUPPRESSED means, all at once and ten times as fast; quoted local parts can have an @."""
_LACKS = "coalesce(json_extract(c.fields, ?), '') = ''"
_BATCH = 1_000


def _members(raw: sqlite3.Connection, audience: Audience, now: float, lists: str = _MEMBERS) -> Condition:
    """Give the condition for being in the audience, and its values; `lists` is how members of lists are asked for."""
    if audience.rest_of is not None:
        return _UNREACHED, [audience.rest_of]
    if not audience.segment_ids:
        return lists, [to_json(audience.list_ids)]
    ask = segments.condition if lists is _IS_MEMBER else segments.members
    found, values = ask(raw, audience.segment_ids, now)
    return (f"({lists} OR {found})", [to_json(audience.list_ids), *values]) if audience.list_ids else (found, values)


def size(database: Database, audience: Audience) -> tuple[int, int]:
    """Count the people of an audience, each once, and those of them who are suppressed."""
    with database.reading() as connection:
        raw = driver(connection)
        members, values = _members(raw, audience, database.clock())
        people = _number(raw, f"SELECT count(*) FROM contacts AS c WHERE {members}", *values)  # noqa: S608 - constants
        statement = f"SELECT count(*) FROM ({NEVER_MAILED}) AS never CROSS JOIN contacts AS c ON c.id = never.id"  # noqa: S608 - constants
        return people, _number(raw, f"{statement} WHERE {members}", *values)


def lacking(database: Database, audience: Audience, fields: Sequence[str]) -> int:
    """Count the people of an audience who would get mail but have nothing in one of these fields."""
    if not fields:
        return 0
    with database.reading() as connection:
        raw = driver(connection)
        members, values = _members(raw, audience, database.clock())
        statement = (
            f"SELECT count(*) FROM contacts AS c WHERE {members} AND c.id NOT IN ({NEVER_MAILED})"  # noqa: S608 - constants
            f" AND ({' OR '.join([_LACKS] * len(fields))})"
        )
        return _number(raw, statement, *values, *map(json_path, fields))


def lacking_ids(database: Database, audience: Audience, field: str, limit: int) -> list[int]:
    """Give the first contacts, by address, whom `lacking` counts."""
    with database.reading() as connection:
        raw = driver(connection)
        members, values = _members(raw, audience, database.clock())
        statement = (
            f"SELECT c.id FROM contacts AS c WHERE +{members} AND c.id NOT IN ({NEVER_MAILED})"  # noqa: S608 - constants
            f" AND {_LACKS} ORDER BY c.key LIMIT ?"
        )
        return [row[0] for row in raw.execute(statement, [*values, json_path(field), limit])]


def fields(database: Database, audience: Audience) -> list[FieldFact]:
    """Give the fields of the people of an audience who would get mail, each with a value and how many have one."""
    with database.reading() as connection:
        raw = driver(connection)
        members, values = _members(raw, audience, database.clock())
        mailed = f"contacts AS c WHERE {members} AND c.id NOT IN ({NEVER_MAILED})"
        people = _number(raw, f"SELECT count(*) FROM {mailed}", *values)  # noqa: S608 - constants
        statement = (
            "SELECT f.key, min(f.value), count(*) FROM contacts AS c, json_each(c.fields) AS f"  # noqa: S608 - constants
            f" WHERE {members} AND c.id NOT IN ({NEVER_MAILED}) AND f.value <> '' GROUP BY f.key"
        )
        return [
            FieldFact(str(key), str(value), having, people) for key, value, having in raw.execute(statement, values)
        ]


def ids(
    raw: sqlite3.Connection,
    audience: Audience,
    now: float,
    campaign_id: int | None = None,
    *,
    mailed_only: bool = False,
) -> array[int]:
    """Give the contacts of an audience in the order of their addresses, without those a campaign has already.

    With `mailed_only` without the suppressed ones too.
    """
    members, values = _members(raw, audience, now)
    # The + keeps SQLite to the index of the addresses, which gives the order for nothing.
    statement = f"SELECT c.id FROM contacts AS c WHERE +{members}"  # noqa: S608 - constants
    if mailed_only:
        statement += f" AND c.id NOT IN ({NEVER_MAILED})"
    if campaign_id is not None:
        taken = "SELECT contact_id FROM deliveries WHERE campaign_id = ? AND contact_id IS NOT NULL"
        statement += f" AND c.id NOT IN ({taken})"
        values.append(campaign_id)
    cursor = raw.execute(f"{statement} ORDER BY c.key", values)
    cursor.row_factory = lambda _, row: row[0]
    return array("q", cursor)


def domain_sizes(raw: sqlite3.Connection, campaign: Campaign, limit: int, now: float) -> dict[str, int]:
    """Count who will still get mail per recipient domain, the largest first."""
    values: list[object]
    if campaign.state.is_launched:
        waiting = f"({DeliveryStatus.QUEUED:d}, {DeliveryStatus.CLAIMED:d}, {DeliveryStatus.DEFERRED:d})"
        source = f"SELECT domain FROM deliveries WHERE campaign_id = ? AND status IN {waiting}"  # noqa: S608 - constants
        values = [campaign.id]
    else:
        members, values = _members(raw, campaign.audience, now)
        source = f"SELECT {DOMAIN} AS domain FROM contacts AS c WHERE {members} AND c.id NOT IN ({NEVER_MAILED})"  # noqa: S608 - constants
    rows = raw.execute(
        f"SELECT lower(domain), count(*) AS size FROM ({source}) GROUP BY 1 ORDER BY size DESC, 1 LIMIT ?",  # noqa: S608 - constants
        (*values, limit),
    )
    return dict(rows.fetchall())


def recipients(
    database: Database, audience: Audience, address: str | None, contact_id: int | None, date: float
) -> Iterator[Recipient]:
    """Give who would get mail, in the order of their addresses.

    With an address only that person, if he or she is in the audience; with a contact id that contact, in it or not.
    """
    now = database.clock()
    terms, values = "", list[Any]()
    with database.reading() as connection:
        raw = driver(connection)
        if contact_id is not None:
            terms, values = "c.id = ?", [contact_id]
        elif address is not None:
            members, values = _members(raw, audience, now)
            terms, values = f"c.key = ? AND {members} AND NOT {SUPPRESSED}", [address.lower(), *values]
        else:
            members, values = _members(raw, audience, now, _IS_MEMBER)
            terms, values = f"c.key > ? AND {members} AND NOT {SUPPRESSED}", ["", *values]
    statement = (
        f"SELECT c.key, c.id, c.address, c.fields FROM contacts AS c WHERE {terms} ORDER BY c.key LIMIT {_BATCH}"  # noqa: S608 - constants
    )
    while True:
        with database.reading() as connection:
            rows = driver(connection).execute(statement, values).fetchall()
        for _, number, its_address, fields in rows:
            yield Recipient(number, its_address, fields_of(fields), date)
        if len(rows) < _BATCH:
            return
        values[0] = rows[-1][0]


def _number(raw: sqlite3.Connection, statement: str, *values: object) -> int:
    return int(raw.execute(statement, values).fetchone()[0])
