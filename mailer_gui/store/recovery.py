"""After a crash: every claimed delivery becomes exactly one of done, uncertain, or queued again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.dispatch import Dispatch, Result
from mailer_gui.store.flight import Ended, Flights

WHY_UNCERTAIN = "The program ended before the server's answer was known."
log = logging.getLogger(__name__)
# Only the dead epochs of the slot whose lock we hold; epochs without a lease belong to nobody.
_LEFT = """
SELECT d.id, d.campaign_id, d.attempts FROM deliveries AS d
LEFT JOIN leases AS l ON l.epoch = d.epoch
WHERE d.status = 1 AND d.epoch <> ? AND (l.slot IS NULL OR l.slot = ?)
"""


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many of each there were."""

    done: int = 0
    uncertain: int = 0
    queued: int = 0


def recover(dispatch: Dispatch, flights: Flights, slot: int, now: float, resends: Callable[[int], bool]) -> Recovered:
    """Settle what dead senders of this slot left claimed; one transaction.

    `resends(campaign_id)` is True where uncertain deliveries are sent again by themselves.
    """
    results: list[Result] = []
    queued: list[int] = []
    done = uncertain = 0
    rows = dispatch.db.execute(_LEFT, (dispatch.epoch, slot)).fetchall()
    for delivery_id, campaign_id, number in rows:
        ended = flights.ended_as(delivery_id, number)
        if ended is not None:
            done += 1
            results.append(_as_told(delivery_id, campaign_id, ended))
        elif flights.surely_not_sent(delivery_id, number):
            queued.append(delivery_id)
        else:
            uncertain += 1
            account_id = flights.account_of(delivery_id)
            results.append(_unknown(delivery_id, campaign_id, number, account_id, now, resends(campaign_id)))
    if rows:
        dispatch.adopt([row[0] for row in rows])
        dispatch.step(results, queued)
        log.info("recovered: %d done, %d uncertain, %d queued again", done, uncertain, len(queued))
    return Recovered(done, uncertain, len(queued))


def _as_told(delivery_id: int, campaign_id: int, ended: Ended) -> Result:
    return Result(
        delivery_id,
        campaign_id,
        ended.number,
        ended.status,
        ended.at,
        ended.account_id,
        ended.code,
        ended.reply,
        ended.due,
        ended.reason,
        attempted=ended.status is not DeliveryStatus.SKIPPED,
    )


def _unknown(delivery_id: int, campaign_id: int, number: int, account_id: int, now: float, resend: bool) -> Result:
    return Result(
        delivery_id,
        campaign_id,
        number,
        DeliveryStatus.DEFERRED if resend else DeliveryStatus.UNCERTAIN,
        now,
        account_id,
        due=now if resend else 0.0,
        reason=WHY_UNCERTAIN,
        recorded_as=DeliveryStatus.UNCERTAIN,
    )
