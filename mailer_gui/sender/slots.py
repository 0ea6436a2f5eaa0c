"""Several senders of one workspace: each has a slot, its own claims and its share of every account's connections."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.errors import WorkspaceBusyError
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.flight import read_flights
from mailer_gui.store.lease import SenderLock
from mailer_gui.store.recovery import recover

FIRST = 1
log = logging.getLogger(__name__)


def share(connections: int, senders: int, slot: int) -> int:
    """Give this slot's part of so many connections; all parts together are exactly all of them."""
    if not FIRST <= slot <= senders:
        return 0
    every, more = divmod(connections, senders)
    return every + (1 if slot <= more else 0)


def part_of(account: Account, senders: int, slot: int) -> Account | None:
    """Give the account with this slot's share of its connections, None when it takes no part with it.

    Limits are counted by one process only: an account that has any is used by the first sender alone.
    """
    if senders <= 1:
        return account if slot == FIRST else None
    if account.limits.windows() or account.domain_limits or account.warm_up.steps:
        return account if slot == FIRST else None
    connections = share(account.connections, senders, slot)
    return replace(account, connections=connections) if connections else None


def senders_of(account_id: int, campaigns: Iterable[Campaign]) -> int:
    """Give how many senders use an account: the most that any campaign under way with it was given."""
    return max((one.senders for one in campaigns if account_id in one.plan.account_ids), default=1)


def recover_dead(store: Store, dispatch: Dispatch, slot: int, boot: str, resends: Callable[[int], bool]) -> bool:
    """Settle what senders of other slots left that died; True when there was one.

    Their lock tells that they are dead, and is held meanwhile so that no new one begins.
    """
    found = False
    for other in dispatch.leases.open_slots():
        if other == slot:
            continue
        lock = SenderLock(store.paths, other)
        try:
            lock.take(patience=0.0)
        except WorkspaceBusyError:
            continue
        try:
            flights = read_flights(store.paths.flight_log(other), boot)
            recover(dispatch, flights, other, time.time(), resends)
            dispatch.leases.end_slot(other)
            log.warning("sender of slot %d is gone; what it left is settled", other)
            found = True
        finally:
            lock.give_back()
    return found
