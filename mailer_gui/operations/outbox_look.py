"""Looks over every rendered message of a campaign before anything leaves."""

from __future__ import annotations

from array import array
from statistics import median
from typing import TYPE_CHECKING

from mailer_gui.model.errors import Cancelled, InputError, MissingFieldError
from mailer_gui.model.outbox import FILE, KEPT_ROWS, LENGTH, SKIPPED, OutboxLook, Remark
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import approved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailer_gui.compose.anomalies import Anomalies
    from mailer_gui.compose.compiled import Compiled
    from mailer_gui.compose.render import Renderer
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.model.messages import Recipient
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.personal import PersonalFiles

_STEP = 250
_ODD = 2.0
"""Messages of twice or half the usual size are odd, from `_LEAST` bytes of difference on."""
_LEAST = 2_000


def look_over(ws: Workspace, campaign_id: int, progress: Progress = no_progress, cancel: Cancel = never) -> OutboxLook:
    """Render the message for everybody and note what is odd. Raises TemplateError for a mistake in the message.

    Progress counts people. A cancel raises Cancelled within some milliseconds; nothing was changed.
    """
    from mailer_gui.compose.anomalies import Anomalies
    from mailer_gui.compose.render import Renderer

    campaign = ws.campaigns.get(campaign_id)
    personal = None if campaign.state.is_launched else ws.campaigns.personal_files(campaign)
    facts = ws.campaigns.facts(campaign)
    compiled = approved.compiled(ws, campaign)
    # Personal files are looked for, not read: their bytes say nothing about the words.
    renderer = Renderer(compiled, ws.settings.unsubscribe_key())
    anomalies = Anomalies(compiled, dict(facts.spellings))
    look = OutboxLook(fallback_words=_fallback_words(compiled))
    people = campaign.counts.planned or ws.campaigns.audience_size(campaign.audience)[0]
    for done, (number, recipient) in enumerate(_numbered(ws, campaign), start=1):
        if done % _STEP == 0:
            if cancel():
                raise Cancelled("Stopped looking. Nothing was changed.")
            progress(done, max(people, done))
        _look_at(number, recipient, renderer, anomalies, look)
    if personal is not None:
        _files(ws, campaign, personal, look, progress, cancel)
    _lengths(look, ws, is_launched=campaign.state.is_launched)
    return look


def _fallback_words(compiled: Compiled) -> dict[str, str]:
    """Give the fallbacks that are one and the same text wherever the field stands."""
    found: dict[str, set[str]] = {}
    for op in compiled.ops:
        if op.kind == "value" and op.default:
            found.setdefault(op.text, set()).add(op.default)
    for piece in (piece for part in compiled.parts for piece in part.pieces):
        if piece.field and piece.default:
            found.setdefault(piece.field, set()).add(piece.default)
    return {name: words.pop() for name, words in found.items() if len(words) == 1}


def _numbered(ws: Workspace, campaign: Campaign) -> Iterator[tuple[int, Recipient]]:
    """Give everybody with the id by which the outbox knows them."""
    if campaign.state.is_launched:
        return ws.deliveries.frozen(campaign.id)
    return ((one.number, one) for one in _drafted(ws, campaign))


def _drafted(ws: Workspace, campaign: Campaign) -> Iterator[Recipient]:
    return ws.campaigns.draft_recipients(campaign, date=ws.campaigns.message_date(campaign.id))


def _look_at(number: int, recipient: Recipient, renderer: Renderer, anomalies: Anomalies, look: OutboxLook) -> None:
    address = recipient.address
    look.numbers.append(number)
    for name in anomalies.fallbacks(recipient):
        look.fallbacks[name] = look.fallbacks.get(name, 0) + 1
    try:
        source = renderer.render(recipient)
    except MissingFieldError as error:
        look.sizes.append(0)
        look.add(Remark(SKIPPED, number, address, f"The field “{error.field}” is missing, so nothing is sent."))
        return
    except InputError as error:
        look.sizes.append(0)
        look.add(Remark(SKIPPED, number, address, error.message))
        return
    look.sizes.append(len(source))
    said = set()
    for kind, what in anomalies.look(recipient, source):
        if kind not in said:  # one remark of a kind for each person: the counts are people
            look.add(Remark(kind, number, address, what))
            said.add(kind)


def _files(
    ws: Workspace,
    campaign: Campaign,
    personal: PersonalFiles,
    look: OutboxLook,
    progress: Progress,
    cancel: Cancel,
) -> None:
    found = personal.look(_drafted(ws, campaign), progress, cancel)
    numbers = {one.address: 0 for one in found.problems}
    for recipient in _drafted(ws, campaign):
        if recipient.address in numbers:
            numbers[recipient.address] = recipient.number
    for problem in found.problems:
        look.add(Remark(FILE, numbers[problem.address], problem.address, problem.what))
    if found.counts:
        look.counts[FILE] = sum(found.counts.values())


def _lengths(look: OutboxLook, ws: Workspace, *, is_launched: bool) -> None:
    """Note messages that are much longer or shorter than the others: something big or nothing was filled in."""
    sizes = [size for size in look.sizes if size]
    if len(sizes) < 3:
        return
    usual = median(sizes)
    odd = array(
        "q",
        (
            place
            for place, size in enumerate(look.sizes)
            if size and abs(size - usual) > _LEAST and (size > _ODD * usual or size < usual / _ODD)
        ),
    )
    shown = odd[:KEPT_ROWS]
    wanted = [look.numbers[place] for place in shown]
    rows = ws.deliveries.rows(wanted) if is_launched else ws.contacts.rows(wanted)
    addresses = {one.id: one.address for one in rows}
    for place in shown:
        size, number = look.sizes[place], look.numbers[place]
        what = f"It has {size / 1000:.1f} KB, the others about {usual / 1000:.1f} KB."
        look.add(Remark(LENGTH, number, addresses.get(number, ""), what))
    if odd:
        look.counts[LENGTH] = len(odd)
