"""The columns of the contacts table: what there is to choose from, and what this person has chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
from mailer_gui.model.verification import Verdict
from mailer_gui.ui import preferences
from mailer_gui.ui.pages.contacts.editors import shown_value
from mailer_gui.ui.pages.contacts.reading import ADDRESS, Person
from mailer_gui.ui.pages.contacts.words import verdict_words
from mailer_gui.ui.texts import moment, tr, when
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.words import verdict_pill

FIELD = "field:"
"""A column of a field has this and the field's name as its key."""
DEFAULT = ("name", ADDRESS, "mark", "lists", "source", "added")
_KEPT = "contacts_columns"
_NARROWEST, _WIDEST = 48, 900


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns a person wants, in order, their widths where they were changed, and the order of the rows."""

    keys: tuple[str, ...] = DEFAULT
    widths: Mapping[str, int] | None = None
    order: str = ADDRESS


def field_title(name: str) -> str:
    """Write the name of a field for people."""
    known = {FIRST_NAME: tr("First name"), LAST_NAME: tr("Last name"), FULL_NAME: tr("Whole name")}
    return known.get(name, name.replace("_", " ").strip().capitalize() if name.islower() else name)


def field_of(key: str) -> str | None:
    """Give the field that a column shows; None for a column that shows no field."""
    return key.removeprefix(FIELD) if key.startswith(FIELD) else None


def catalogue(fields: Sequence[str], types: Mapping[str, FieldType] | None = None) -> list[Column[Person]]:
    """Give every column there is: ours, and one for each field."""
    return [
        Column("name", tr("Name"), _name, width=180),
        Column(ADDRESS, tr("E-mail address"), lambda p: Cell(p.contact.address, tip=p.contact.address), width=240),
        Column("mark", tr("State"), _mark, width=152),
        Column("lists", tr("Lists"), _lists, width=150),
        Column("check", tr("Address check"), _check, width=152),
        Column("consent", tr("Consent"), _consent, width=140),
        Column("source", tr("Comes from"), _source, width=140),
        Column("added", tr("Added"), lambda p: _time(p.contact.created_at), width=96),
        Column("changed", tr("Changed"), lambda p: _time(p.contact.changed_at), width=96),
        *(_field_column(name, (types or {}).get(name, FieldType.TEXT)) for name in fields),
    ]


def _field_column(name: str, kind: FieldType) -> Column[Person]:
    right = kind is FieldType.NUMBER
    return Column(FIELD + name, field_title(name), partial(_field, name, kind), width=140, right=right)


def chosen(choice: Choice, fields: Sequence[str], types: Mapping[str, FieldType] | None = None) -> list[Column[Person]]:
    """Give the columns to show, in order, as wide as they were made."""
    known = {column.key: column for column in catalogue(fields, types)}
    widths = choice.widths or {}
    keys = [key for key in choice.keys if key in known] or [ADDRESS]
    return [replace(known[key], width=widths.get(key, known[key].width)) for key in keys]


def remembered() -> Choice:
    """Give what this person chose last."""
    try:
        kept = json.loads(preferences.remembered(_KEPT))
        keys = tuple(str(key) for key in kept["keys"])
        widths = {str(key): min(_WIDEST, max(_NARROWEST, int(width))) for key, width in kept["widths"].items()}
        return Choice(keys or DEFAULT, widths, str(kept["order"]) or ADDRESS)
    except (ValueError, KeyError, TypeError, AttributeError):
        return Choice()


def remember(choice: Choice) -> None:
    """Keep what this person chose."""
    kept = {"keys": choice.keys, "widths": dict(choice.widths or {}), "order": choice.order}
    preferences.remember(_KEPT, json.dumps(kept))


def _name(person: Person) -> Cell:
    name = person.contact.name
    return Cell(name, strong=True, tip=name) if name else Cell(tr("no name"), muted=True)


def _mark(person: Person) -> Cell:
    if person.suppressed:
        return Cell(tr("Never mailed"), pill="neutral")
    if person.contact.verdict in (Verdict.OK, Verdict.NOT_CHECKED):
        return Cell()
    words, kind = verdict_pill(person.contact.verdict)
    return Cell(words, pill=kind, tip=verdict_words(person.contact))


def _check(person: Person) -> Cell:
    words, kind = verdict_pill(person.contact.verdict)
    return Cell(words, pill=kind, tip=verdict_words(person.contact))


def _consent(person: Person) -> Cell:
    return Cell(person.contact.consent, muted=True, tip=person.contact.consent)


def _lists(person: Person) -> Cell:
    names = ", ".join(person.lists)
    return Cell(names, muted=True, tip=names)


def _source(person: Person) -> Cell:
    source = person.contact.source
    if source.origin == "typed":
        return Cell(tr("typed in"), muted=True)
    tip = tr("{file}, line {line}").format(file=source.origin, line=source.row) if source.row else source.origin
    return Cell(source.origin, muted=True, tip=tip)


def _time(at: float) -> Cell:
    return Cell(when(at), muted=True, tip=moment(at))


def _field(name: str, kind: FieldType, person: Person) -> Cell:
    value = person.contact.fields.get(name, "")
    shown = shown_value(value, kind)
    return Cell(shown, tip=shown, right=kind is FieldType.NUMBER)
