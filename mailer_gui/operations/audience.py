"""Who a draft would go to: how many, who they are, and which merge fields are known of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import same_spelling
from mailer_gui.model.messages import BUILT_IN_FIELDS
from mailer_gui.model.writing import FieldFact, Lack

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Audience
    from mailer_gui.model.contacts import Contact
    from mailer_gui.operations.workspace import Workspace


def size(ws: Workspace, audience: Audience) -> tuple[int, int]:
    """Count the people of an audience, each once, and those of them who are suppressed."""
    return ws.campaigns.audience_size(audience)


def people(ws: Workspace, audience: Audience) -> array[int]:
    """Give the ids of the contacts who would get mail, in the order of their addresses."""
    return ws.campaigns.audience_ids(audience)


def contacts(ws: Workspace, ids: Sequence[int]) -> list[Contact]:
    """Give the contacts with these ids, in their order; those that are gone are left out."""
    return ws.contacts.rows(ids)


def fields(ws: Workspace) -> tuple[list[str], tuple[str, ...]]:
    """Give the fields that contacts have, and the built-in ones."""
    return ws.contacts.field_names(), BUILT_IN_FIELDS


def field_facts(ws: Workspace, audience: Audience, contact_id: int | None = None) -> list[FieldFact]:
    """Give the fields that the people of an audience have, by name, with an example: that of `contact_id` if it has
    one. Without people the fields of all contacts, with none having them."""
    found = ws.campaigns.audience_fields(audience)
    known = {fact.name for fact in found}
    people = found[0].people if found else 0
    found += [FieldFact(name, "", 0, people) for name in ws.contacts.field_names() if name not in known]
    own = next(iter(ws.contacts.rows([contact_id])), None) if contact_id is not None else None
    if own is not None:
        found = [replace(fact, example=own.fields.get(fact.name) or fact.example) for fact in found]
    return sorted(found, key=lambda fact: fact.name.casefold())


def lacks(ws: Workspace, campaign_id: int, limit: int = 500) -> list[Lack]:
    """Give the fields that a draft needs without a fallback and people lack, with the first of these people."""
    from mailer_gui.compose.checks import check_message, fields_used

    campaign = ws.campaigns.get(campaign_id)
    if not campaign.message.is_written or check_message(campaign.message):
        return []
    known = ws.contacts.field_names()
    found = []
    for field in sorted({use.name for use in fields_used(campaign.message) if not use.has_default}):
        name = field if field in known else same_spelling(field, known) or field
        count = ws.campaigns.audience_lacking(campaign.audience, name)
        if count:
            ids = ws.campaigns.audience_lacking_ids(campaign.audience, name, limit)
            people = tuple((one.id, one.name, one.address) for one in ws.contacts.rows(ids))
            found.append(Lack(field, count, people))
    return found
