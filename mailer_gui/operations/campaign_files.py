"""Campaigns written as TOML files, for the command line and for keeping beside a newsletter's texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan, OnUncertain
from mailer_gui.model.errors import InputError, TemplateError
from mailer_gui.model.messages import Attachment, BodyKind, Message, PersonalFile, Purpose
from mailer_gui.model.schedule import WEEKDAYS, Schedule

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

KEYS = {
    "name": str,
    "account": str,
    "accounts": list,
    "from": str,
    "lists": list,
    "segments": list,
    "subject": str,
    "html": str,
    "text": str,
    "html_body": str,
    "text_body": str,
    "markdown": str,
    "markdown_body": str,
    "personal_attachments": list,
    "template": str,
    "purpose": str,
    "attachments": list,
    "reply_to": str,
    "headers": dict,
    "on_uncertain": str,
    "retry_after": list,
    "start": str,
    "zone": str,
    "hours": str,
    "weekdays": list,
    "late_after": int,
    "stop_at_rejected": float,
    "first": int,
    "first_wait": int,
    "keep_dialogues": int,
}
_HTML, _MARKDOWN = ("html", "html_body"), ("markdown", "markdown_body")
_EITHER_OR = (_HTML, ("text", "text_body"), _MARKDOWN, ("account", "accounts"))
_LONGEST = 1_000_000_000
"""No count and no wait in seconds is larger: thirty years, which clocks can still show."""
_TYPE_WORDS = {
    str: "a text in quotes",
    list: "a list in brackets",
    dict: "a table",
    int: "a whole number",
    float: "a number",
}


def create_from_file(ws: Workspace, file: Path) -> Campaign:
    """Make a draft from a TOML file; `html`, `text` and `attachments` are paths relative to it.

    Raises InputError (or NotFoundError for an unknown account or list) with what is wrong; then nothing was made.
    """
    content = _read(file)
    folder = file.resolve().parent
    if not str(content.get("name", "")).strip():
        raise InputError(f"{file.name} gives the campaign no name.", hint='Add a line such as name = "Spring news".')
    plan = _plan(ws, content)
    audience = Audience(
        tuple(ws.lists.by_name(name).id for name in _texts(content, "lists")),
        segment_ids=tuple(ws.segments.by_name(name).id for name in _texts(content, "segments")),
    )
    from_name, from_address = _from(content)
    begun = ws.templates.by_name(content["template"]).message if "template" in content else Message()
    html, markdown = _body(content, folder, "html"), _body(content, folder, "markdown")
    message = replace(
        begun,
        subject=content.get("subject", begun.subject),
        text=_body(content, folder, "text") or begun.text,
        from_name=from_name,
        from_address=from_address,
        reply_to=content.get("reply_to", ""),
        headers=tuple((name, _header_text(name, value)) for name, value in content.get("headers", {}).items()),
        purpose=_purpose(content, begun.purpose),
        personal=tuple(_personal(one, folder) for one in content.get("personal_attachments", ())),
    )
    if markdown:
        message = replace(message, kind=BodyKind.MARKDOWN, source=markdown, html="")
    elif html:
        message = replace(message, kind=BodyKind.HTML, html=html, source="")
    elif "template" not in content and message.text:
        message = replace(message, kind=BodyKind.PLAIN)
    message = _with_pictures(ws, message, folder)
    _forbid_mistakes(message)
    files = (*message.attachments, *_attachments(ws, content, folder))
    message = replace(message, attachments=files)  # copied only when all else is well
    return ws.campaigns.create(content["name"].strip(), message, audience, plan)


def _read(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as problem:
        raise InputError(f"{file} cannot be read: {(problem.strerror or str(problem)).lower()}.") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{file.name} is not a text in UTF-8.", hint="Save it as UTF-8 and try again.") from problem
    except (ValueError, RecursionError) as problem:  # not only TOML's own: numbers and nesting have limits, too
        raise InputError(f"{file.name} is not a campaign file: {problem}.") from problem
    for key, value in content.items():
        if key not in KEYS:
            raise InputError(f"{file.name} has an unknown entry “{key}”.", hint=f"Known are: {', '.join(KEYS)}.")
        kinds = (int, float) if KEYS[key] is float else KEYS[key]
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise InputError(f"In {file.name}, “{key}” must be {_TYPE_WORDS[KEYS[key]]}.")
    for one, other in (*_EITHER_OR, *((html, markdown) for html in _HTML for markdown in _MARKDOWN)):
        if one in content and other in content:
            raise InputError(f"{file.name} has both “{one}” and “{other}”.", hint="Keep one of them.")
    return content


def _plan(ws: Workspace, content: Mapping[str, Any]) -> DeliveryPlan:
    names = [content["account"]] if "account" in content else _texts(content, "accounts")
    if not names:
        raise InputError("The campaign names no account.", hint='Add a line such as account = "My account".')
    try:
        on_uncertain = OnUncertain(content.get("on_uncertain", OnUncertain.ASK))
    except ValueError as problem:
        raise InputError("“on_uncertain” must be “ask” or “resend”.") from problem
    waits = content.get("retry_after")
    if waits is not None and not all(isinstance(wait, int | float) and 0 <= wait <= _LONGEST for wait in waits):
        raise InputError("“retry_after” must be a list of seconds, such as [60, 300].")
    return DeliveryPlan(
        account_ids=tuple(ws.accounts.by_name(name).id for name in names),
        on_uncertain=on_uncertain,
        retry_after=None if waits is None else tuple(float(wait) for wait in waits),
        schedule=_schedule(content),
        stop_at_rejected=_share(content),
        first=_at_least(content, "first", 0),
        first_wait=float(_at_least(content, "first_wait", 3600)),
        keep_dialogues=_at_least(content, "keep_dialogues", 0),
    )


def _schedule(content: Mapping[str, Any]) -> Schedule:
    opens, _, closes = content.get("hours", "").partition("-")
    days = [day.strip().lower()[:3] for day in _texts(content, "weekdays")]
    if any(day not in WEEKDAYS for day in days):
        raise InputError("“weekdays” knows only mon, tue, wed, thu, fri, sat and sun.")
    schedule = Schedule(
        start=content.get("start", ""),
        zone=content.get("zone", ""),
        opens=opens.strip(),
        closes=closes.strip(),
        weekdays=tuple(sorted({WEEKDAYS.index(day) for day in days})),
        late_after=float(_at_least(content, "late_after", 3600)),
    )
    mistake = schedule.mistake()
    if mistake:
        raise InputError(mistake, hint='Write start = "2026-12-01 09:00", hours = "09:00-17:30".')
    return schedule


def _share(content: Mapping[str, Any]) -> float | None:
    percent = content.get("stop_at_rejected")
    if percent is not None and not 0 <= percent <= 100:
        raise InputError("“stop_at_rejected” is a percentage from 0 (never) to 100.")
    return None if percent is None else float(percent) / 100


def _at_least(content: Mapping[str, Any], key: str, default: int) -> int:
    value = int(content.get(key, default))
    if value < 0:
        raise InputError(f"“{key}” cannot be below 0.")
    if value > _LONGEST:
        raise InputError(f"“{key}” is too large.")
    return value


def _from(content: Mapping[str, Any]) -> tuple[str, str]:
    written = content.get("from", "")
    if not written:
        return "", ""
    from mailer_gui.compose.addresses import split_named

    try:
        return split_named(written)
    except InputError as problem:
        hint = 'Write it as "Name <address@example.org>".'
        raise InputError(f"“{written}” is not a From address.", hint=hint) from problem


def _body(content: Mapping[str, Any], folder: Path, kind: str) -> str:
    if kind not in content:
        return str(content.get(f"{kind}_body", ""))
    path = folder / content[kind]
    try:
        text: str = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {(problem.strerror or str(problem)).lower()}.") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{path} is not a text in UTF-8.", hint="Save it as UTF-8 and try again.") from problem
    except ValueError as problem:
        raise InputError(f"“{kind}” is not the name of a file.") from problem
    return text


def _attachments(ws: Workspace, content: Mapping[str, Any], folder: Path) -> tuple[Attachment, ...]:
    files = [folder / name for name in _texts(content, "attachments")]
    for path in files:  # all of them first: a missing third file must not leave two behind
        if not path.is_file():
            raise InputError(f"The attachment {path} does not exist.")
    return tuple(ws.attachments.add(path) for path in files)


def _with_pictures(ws: Workspace, message: Message, folder: Path) -> Message:
    """Let the pictures that lie beside the file go with the message."""
    from mailer_gui.store.pictures import embed

    html, images = embed(ws.attachments, message.html, folder)
    return replace(message, html=html, images=(*message.images, *images))


def _purpose(content: Mapping[str, Any], otherwise: Purpose) -> Purpose:
    try:
        return Purpose(content.get("purpose", otherwise))
    except ValueError as problem:
        raise InputError("“purpose” must be “marketing” or “notice”.") from problem


def _personal(written: object, folder: Path) -> PersonalFile:
    """Read one entry of personal_attachments: a pattern, or a table with pattern, folder, optional and shared."""
    raw = {"pattern": written} if isinstance(written, str) else written
    if not isinstance(raw, dict) or not isinstance(raw.get("pattern"), str) or not raw["pattern"].strip():
        raise InputError(
            "“personal_attachments” must be a list of patterns.",
            hint='Write personal_attachments = ["invoices/{{ number }}.pdf"].',
        )
    unknown = set(raw) - {"pattern", "folder", "optional", "shared"}
    flags = [raw.get(name, False) for name in ("optional", "shared")]
    if unknown or not all(isinstance(flag, bool) for flag in flags) or not isinstance(raw.get("folder", ""), str):
        raise InputError("An entry of “personal_attachments” knows only pattern, folder, optional and shared.")
    return PersonalFile(raw["pattern"], str((folder / raw.get("folder", "")).resolve()), *flags)


def _texts(content: Mapping[str, Any], key: str) -> list[str]:
    values = content.get(key, [])
    if not all(isinstance(value, str) for value in values):
        raise InputError(f"“{key}” must be a list of texts in quotes.")
    return list(values)


def _header_text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputError(f"The header “{name}” must be a text in quotes.")
    return value


def _forbid_mistakes(message: Message) -> None:
    """Refuse merge fields that cannot be understood now, not when the campaign is sent."""
    from mailer_gui.compose.checks import check_message

    for problem in check_message(message):
        place = f" ({problem.part}, line {problem.line}, column {problem.column})" if problem.line else ""
        text = f"{problem.message.rstrip('.')}{place}."
        raise TemplateError(text, part=problem.part, line=problem.line, column=problem.column, hint=problem.hint)
