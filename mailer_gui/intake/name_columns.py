"""Which columns hold the names of people: whole ones, halves, and those of a role such as `Billing first name`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mailer_gui.intake.aliases import AMBIGUOUS, PERSONS
from mailer_gui.intake.column_words import KNOWN, words_of
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME
from mailer_gui.model.imports import ADDRESS_COLUMN

Cells = Sequence[Sequence[str]]
_PARTS = frozenset({FIRST_NAME, LAST_NAME, FULL_NAME})
_OTHER_HALF = {FIRST_NAME: LAST_NAME, LAST_NAME: FIRST_NAME}


def take_names(
    targets: dict[int, str],
    words: Sequence[str],
    by_name: Sequence[str],
    cells: Cells,
    ambiguous: Mapping[str, tuple[str, str]],
) -> None:
    """Take the columns whose own names say that they hold first, last or whole names; `words` are those, squeezed."""
    certain = {
        target: place
        for place, (word, target) in enumerate(zip(words, by_name, strict=True))
        if word not in ambiguous and target in (FIRST_NAME, LAST_NAME)
    }
    for index, word in enumerate(words):
        if index in targets or not word:
            continue
        target = by_name[index]
        if word in ambiguous:
            target = _meant(index, ambiguous[word], certain, cells)
        if target in _PARTS and target not in targets.values() and _may_be_names(cells[index]):
            targets[index] = target


def _meant(index: int, choice: tuple[str, str], certain: Mapping[str, int], cells: Cells) -> str:
    """Say what a column is that is called `Name`, `Nome` or `Nom`: the half that no other column is, else the whole."""
    half, whole = choice
    for one, other in ((half, _OTHER_HALF[half]), (_OTHER_HALF[half], half)):
        if other in certain and one not in certain and not _holds(cells[index], cells[certain[other]]):
            return one
    return whole


def _may_be_names(cells: Sequence[str]) -> bool:
    """Say whether not most of the cells are rather numbers: shops call the number of an order its name, too."""
    filled = [cell for cell in cells if cell.strip()]
    numbers = sum(sum(map(str.isdigit, cell)) >= max(1, sum(map(str.isalpha, cell))) for cell in filled)
    return 2 * numbers <= len(filled)


def take_names_of_roles(targets: dict[int, str], columns: Sequence[str], by_name: Sequence[str], cells: Cells) -> None:
    """Take `Billing first name` where no column is called `First name`; of several roles that of the address."""
    address = next((place for place, target in targets.items() if target == ADDRESS_COLUMN), None)
    role = PERSONS & set(words_of(columns[address])) if address is not None else frozenset()
    found: dict[int, str] = {}
    for place, column in enumerate(columns):
        said = words_of(column)
        if place not in targets and not by_name[place] and PERSONS & set(said) and _may_be_names(cells[place]):
            found[place] = "".join(word for word in said if word not in PERSONS)
    order = sorted(found, key=lambda place: (not role & set(words_of(columns[place])), place))
    near = [found.get(place, "") for place in range(len(columns))]
    for place in order:
        mine = PERSONS & set(words_of(columns[place]))
        of_role = [
            word if PERSONS & set(words_of(column)) == mine else "" for word, column in zip(near, columns, strict=True)
        ]
        certain = {
            KNOWN[word]: at
            for at, word in enumerate(of_role)
            if KNOWN.get(word) in _OTHER_HALF and word not in AMBIGUOUS
        }
        word = found[place]
        target = _meant(place, AMBIGUOUS[word], certain, cells) if word in AMBIGUOUS else KNOWN.get(word, "")
        taken = set(targets.values())
        if target == FULL_NAME and taken & _OTHER_HALF.keys():
            continue
        if target in _PARTS and target not in taken and not (target != FULL_NAME and FULL_NAME in taken):
            targets[place] = target


def _holds(whole: Sequence[str], half: Sequence[str]) -> bool:
    """Say whether the cells of one column hold those of another and more: a whole name beside a first name."""
    both = [(a.casefold(), b.strip().casefold()) for a, b in zip(whole, half, strict=True) if a.strip() and b.strip()]
    return 2 * sum(b in a.split() and a.strip() != b for a, b in both) > len(both) > 0
