"""What an account may send: its limits and how much of them is used, per recipient domain too, and its warm-up."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mailer_gui.model.accounts import (
    EVERY_DOMAIN,
    MOST_MESSAGES,
    NO_DEPTH,
    PACE,
    Account,
    DomainLimit,
    LearnedPace,
    Limits,
    WarmUp,
    WindowUse,
)
from mailer_gui.model.errors import InputError

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

DAY = 86400.0
DEEPEST = 64
LONGEST_WARM_UP = 90


def used(ws: Workspace, account: Account) -> list[WindowUse]:
    """Give how much of the account's limits is used now: all four windows, then those of its domain limits."""
    now = time.time()
    day = _allowed_today(account, now)
    limits = account.limits if day is None else replace(account.limits, per_day=day)
    found = _windows(limits, ws.usage.times(account.id, now - DAY), now)
    by_domain = ws.usage.times_by_domain(account.id, now - DAY) if account.domain_limits else {}
    for one in account.domain_limits:
        if one.domain == EVERY_DOMAIN:
            found += [WindowUse(name, n, 0, domain=one.domain) for name, n, _ in one.limits.named() if n]
        else:
            its = by_domain.get(one.domain, [])
            found += [use for use in _windows(one.limits, its, now, one.domain) if use.limit]
    return found


def warm_up_day(account: Account, now: float | None = None) -> int | None:
    """Give the day of the warm-up, from 1; None when there is none or it is over, 1 before the first message."""
    plan = account.warm_up
    if not plan.steps:
        return None
    at = time.time() if now is None else now
    day = 0 if plan.started_at is None else max(0, int((at - plan.started_at) // DAY))
    return day + 1 if day < len(plan.steps) else None


def set_limits(ws: Workspace, account: Account, limits: Limits) -> Account:
    """Change the account's limits; a campaign that is under way keeps to them from the next message on."""
    _check(limits)
    return _change(ws, account, limits=limits)


def set_domain_limit(ws: Workspace, account: Account, limit: DomainLimit) -> Account:
    """Set or change the limit for one recipient domain ("*": for each domain that has none of its own)."""
    tidy = _tidied(limit)
    others = [one for one in ws.accounts.get(account.id).domain_limits if one.domain != tidy.domain]
    return _change(ws, account, domain_limits=_in_order([*others, tidy]))


def tidied(domain_limits: Sequence[DomainLimit]) -> tuple[DomainLimit, ...]:
    """Give limits for recipient domains as they are kept, in their order; raises InputError for the first bad one."""
    found = [_tidied(one) for one in domain_limits]
    names = [one.domain for one in found]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise InputError(f"There are two limits for {twice}.", hint="Keep one of them.")
    return _in_order(found)


def _in_order(domain_limits: Sequence[DomainLimit]) -> tuple[DomainLimit, ...]:
    return tuple(sorted(domain_limits, key=lambda one: one.domain))


def _tidied(limit: DomainLimit) -> DomainLimit:
    domain = limit.domain.strip().lower().lstrip("@")
    if domain != EVERY_DOMAIN and ("." not in domain or any(c.isspace() or c in "@/" for c in domain)):
        raise InputError(f"“{limit.domain}” is not a domain.", hint="It looks like example.org; * means each one.")
    _check(limit.limits)
    if limit.connections < 0:
        raise InputError("The number of messages at once cannot be below 0.", hint="0 means no limit.")
    if not (limit.limits.windows() or limit.connections):
        raise InputError(f"The limit for {domain} limits nothing.", hint="Give a number of messages or connections.")
    return replace(limit, domain=domain if domain == EVERY_DOMAIN else _ascii(domain))


def remove_domain_limit(ws: Workspace, account: Account, domain: str) -> Account:
    """Lift the limit for one recipient domain."""
    known = ws.accounts.get(account.id).domain_limits
    kept = tuple(one for one in known if one.domain != domain.strip().lower())
    if len(kept) == len(known):
        raise InputError(f"“{account.name}” has no limit for {domain}.")
    return _change(ws, account, domain_limits=kept)


def set_warm_up(ws: Workspace, account: Account, steps: Sequence[int]) -> Account:
    """Begin slowly: on day n at most `steps[n-1]` messages. The first day begins with the next message; () ends it."""
    if any(not 1 <= step <= MOST_MESSAGES for step in steps) or len(steps) > LONGEST_WARM_UP:
        raise InputError(
            "A warm-up is a list of messages per day, at least 1 each, for at most 90 days.", hint="Such as 50,100,200."
        )
    return _change(ws, account, warm_up=WarmUp(tuple(steps)))


def grown(first: int, factor: float, days: int) -> tuple[int, ...]:
    """Give the steps of a warm-up that begins with so many messages a day and multiplies them every day."""
    return tuple(min(MOST_MESSAGES, round(first * factor**day)) for day in range(days))


def set_depth(ws: Workspace, account: Account, depth: int) -> Account:
    """Let so many messages be in flight on each connection; for one's own relay, because more may become uncertain."""
    if not 1 <= depth <= DEEPEST:
        raise InputError(f"The depth must be between 1 and {DEEPEST}.", hint="1 is right for every provider.")
    return _change(ws, account, depth=depth)


def why_no_depth(ws: Workspace, account: Account) -> str:
    """Say why its server takes one message at a time although the account wants more; empty when it takes them."""
    return str(ws.accounts.quirks(account.id).get(NO_DEPTH, {}).get("why", "")) if account.depth > 1 else ""


def learned_pace(ws: Workspace, account: Account) -> LearnedPace | None:
    """Give what the engine learned when the account's server wanted it slower, None when it never did."""
    return LearnedPace.of(ws.accounts.quirks(account.id))


def forget_pace(ws: Workspace, account: Account) -> None:
    """Begin at full speed again."""
    ws.accounts.set_quirk(account.id, PACE, None)


def _change(ws: Workspace, account: Account, **values: Any) -> Account:
    """Change the account as it is now: the sender may have stopped it or begun its warm-up since it was read."""
    return ws.accounts.save(replace(ws.accounts.get(account.id), **values))


def _allowed_today(account: Account, now: float) -> int | None:
    day = warm_up_day(account, now)
    if day is None:
        return None
    step = account.warm_up.steps[day - 1]
    return min(step, account.limits.per_day) if account.limits.per_day else step


def _windows(limits: Limits, times: Sequence[float], now: float, domain: str = "") -> list[WindowUse]:
    """`times` are those of the last day, the newest first."""
    found = []
    for name, limit, seconds in limits.named():
        inside = [at for at in times if at > now - seconds]
        full = 0 < limit <= len(inside)
        found.append(WindowUse(name, limit, len(inside), inside[limit - 1] + seconds if full else None, domain))
    return found


def _check(limits: Limits) -> None:
    for name, count, _ in limits.named():
        if count < 0:
            raise InputError(f"The number of messages per {name} cannot be below 0.", hint="0 means no limit.")
        if count > MOST_MESSAGES:
            raise InputError(f"The number of messages per {name} is too large.", hint="0 means no limit.")


def _ascii(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise InputError(f"“{domain}” is not a domain.") from error
