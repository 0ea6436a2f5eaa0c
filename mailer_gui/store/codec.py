"""The nouns as JSON text in the database, and back. Unknown keys are left out, missing ones get their default."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mailer_gui.model.accounts import Account, AccountKind, DomainLimit, Identity, Limits, Security, WarmUp
from mailer_gui.model.campaigns import Audience, DeliveryPlan, Guard, OnUncertain
from mailer_gui.model.messages import Attachment, BodyKind, Message, PersonalFile, Purpose
from mailer_gui.model.schedule import Schedule

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Write a value as compact JSON; made once, because it runs often."""
_quoted = json.encoder.encode_basestring


def fields_to_json(fields: Mapping[str, str]) -> str:
    """Write the fields of a contact: what `to_json` writes, three times as fast (it runs for every imported row)."""
    return "{" + ",".join([f"{_quoted(name)}:{_quoted(value)}" for name, value in fields.items()]) + "}"


def fields_of(text: str) -> dict[str, str]:
    """Read the fields of a contact or a delivery."""
    found: dict[str, str] = json.loads(text)
    return found


def message_to_json(message: Message) -> str:
    """Write a message."""
    return to_json(asdict(message))


def message_of(text: str) -> Message:
    """Read a message."""
    raw = json.loads(text)
    raw["headers"] = tuple((name, value) for name, value in raw.get("headers", ()))
    for files in ("attachments", "images"):
        raw[files] = tuple(Attachment(**_known(Attachment, one)) for one in raw.get(files, ()))
    raw["personal"] = tuple(PersonalFile(**_known(PersonalFile, one)) for one in raw.get("personal", ()))
    raw["purpose"] = Purpose(raw.get("purpose", Purpose.UNSAID))
    raw["kind"] = BodyKind(raw.get("kind", BodyKind.HTML))
    return Message(**_known(Message, raw))


def audience_to_json(audience: Audience) -> str:
    """Write an audience."""
    return to_json(asdict(audience))


def audience_of(text: str) -> Audience:
    """Read an audience."""
    raw = json.loads(text)
    return Audience(
        list_ids=tuple(raw.get("list_ids", ())),
        rest_of=raw.get("rest_of"),
        segment_ids=tuple(raw.get("segment_ids", ())),
    )


def plan_to_json(plan: DeliveryPlan) -> str:
    """Write a delivery plan."""
    return to_json(asdict(plan))


def plan_of(text: str) -> DeliveryPlan:
    """Read a delivery plan."""
    raw = json.loads(text)
    waits = raw.get("retry_after")
    known = _known(DeliveryPlan, raw)
    known["account_ids"] = tuple(raw.get("account_ids", ()))
    known["on_uncertain"] = OnUncertain(raw.get("on_uncertain", OnUncertain.ASK))
    known["retry_after"] = None if waits is None else tuple(waits)
    known["schedule"] = _schedule_of(raw.get("schedule", {}))
    return DeliveryPlan(**known)


def _schedule_of(raw: Mapping[str, Any]) -> Schedule:
    known = _known(Schedule, raw)
    known["weekdays"] = tuple(raw.get("weekdays", ()))
    return Schedule(**known)


def guard_to_json(guard: Guard) -> str:
    """Write what a person has agreed to."""
    return to_json(asdict(guard))


def guard_of(text: str) -> Guard:
    """Read what a person has agreed to."""
    return Guard(**_known(Guard, json.loads(text)))


def domain_limits_to_json(limits: Sequence[DomainLimit]) -> str:
    """Write the limits per recipient domain."""
    return to_json([asdict(one) for one in limits])


def domain_limits_of(text: str) -> tuple[DomainLimit, ...]:
    """Read the limits per recipient domain."""
    return _domain_limits(json.loads(text))


def _domain_limits(raw: Sequence[Mapping[str, Any]]) -> tuple[DomainLimit, ...]:
    return tuple(
        DomainLimit(str(one["domain"]), Limits(**_known(Limits, one.get("limits", {}))), one.get("connections", 0))
        for one in raw
    )


def warm_up_to_json(plan: WarmUp) -> str:
    """Write a warm-up plan."""
    return to_json(asdict(plan))


def warm_up_of(text: str) -> WarmUp:
    """Read a warm-up plan."""
    return _warm_up(json.loads(text))


def _warm_up(raw: Mapping[str, Any]) -> WarmUp:
    return WarmUp(tuple(raw.get("steps", ())), raw.get("started_at"))


def accounts_to_json(accounts: Sequence[Account]) -> str:
    """Write the accounts of a campaign as they were at launch."""
    return to_json([asdict(account) for account in accounts])


def accounts_of(text: str) -> tuple[Account, ...]:
    """Read the accounts of a campaign as they were at launch."""
    return tuple(_account_of(raw) for raw in json.loads(text))


def variants_to_json(variants: Mapping[int, bytes]) -> str:
    """Write the messages of a campaign's other accounts."""
    return to_json({str(number): base64.b64encode(compiled).decode("ascii") for number, compiled in variants.items()})


def variants_of(text: str) -> dict[int, bytes]:
    """Read the messages of a campaign's other accounts."""
    return {int(number): base64.b64decode(compiled) for number, compiled in json.loads(text).items()}


def _account_of(raw: dict[str, Any]) -> Account:
    raw["security"] = Security(raw["security"])
    raw["kind"] = AccountKind(raw["kind"])
    raw["identity"] = Identity(**_known(Identity, raw["identity"]))
    raw["limits"] = Limits(**_known(Limits, raw["limits"]))
    raw["domain_limits"] = _domain_limits(raw.get("domain_limits", ()))
    raw["warm_up"] = _warm_up(raw.get("warm_up", {}))
    return Account(**_known(Account, raw))


def _known(kind: Any, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: raw[name] for name in kind.__dataclass_fields__ if name in raw}
