"""What the columns of a table mean: header or none, names, and where each column goes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from mailer_gui.intake.aliases import AMBIGUOUS
from mailer_gui.intake.column_words import KNOWN, known_word, squeeze, unqualified
from mailer_gui.intake.contents import guess_contents
from mailer_gui.intake.dialects import ADDRESS_CELL
from mailer_gui.intake.name_columns import Cells, take_names, take_names_of_roles
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ADDRESS_COLUMN, SKIP_COLUMN
from mailer_gui.model.messages import BUILT_IN_FIELDS

_RESERVED = (
    frozenset(BUILT_IN_FIELDS)
    | {"true", "false", "nil", "null", "none", "empty", "blank", "and", "or", "not", "contains", "with", "for"}
    | {"in", "as", "if", "else", "forloop", "tablerowloop", "cycle", "reversed", "limit", "offset", "continue", "cols"}
)
_MAX_NAME = 60
_USUAL = ("phone", "company", "city", "country", "birthday", "postcode", "street")
_NUMBERED = re.compile(
    r"e?mail(?:address|adresse)?\d(?:value|address|adresse)?|(?:secondary|alternate|other|work|home)e?mail(?:address)?\d?"
    r"|(?:sekundare|weitere|zweite)e?mail(?:adresse)?|(?:autre|secondo|outro|otro)(?:e?mail|correo)"
)
_DIGITS = re.compile(r"\d+")
_BIRTH_PARTS = frozenset({"birthyear", "birthmonth", "geburtsjahr", "geburtsmonat"})
_OWN = " (field)"
_HOLDS_ADDRESS = re.compile(r"[^\s@<>]{1,64}[@＠][^\s@<>.]{1,64}\.[^\s@<>]{2}")


def is_address_name(cell: str) -> bool:
    """Say whether a cell is what a column of e-mail addresses is called."""
    return len(cell) < 60 and KNOWN.get(known_word(cell)) == ADDRESS_COLUMN


def is_known_name(cell: str) -> bool:
    """Say whether a cell is what some column of lists of people is called."""
    return len(cell) < 60 and known_word(cell) in KNOWN


def other_address_places(columns: Sequence[str], address: int) -> list[int]:
    """Give the columns for further addresses of the same person, such as `E-mail 2`; used where the first is empty."""
    words = [known_word(column) for column in columns]
    return [
        place
        for place, word in enumerate(words)
        if place != address and (_NUMBERED.fullmatch(word) or _is_address(columns[place], word))
    ]


def _is_address(column: str, word: str) -> bool:
    known = (word, _DIGITS.sub("", word), unqualified(column))
    return any(KNOWN.get(one) == ADDRESS_COLUMN for one in known)


def related(column: str) -> str:
    """Give the target for what most lists have, also where the column says which one it is: `Home: City`."""
    word = known_word(column)
    target = KNOWN.get(word) or KNOWN.get(unqualified(column), "")
    return target if target in _USUAL else ""


def field_name(column: str) -> str:
    """Make a field name of a column name that can stand in a message: `Customer since` becomes `customer_since`."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", column.strip()).lower())
    latin = "".join(c for c in decomposed if not ("\u0300" <= c <= "\u036f"))
    latin = latin.replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("œ", "oe").replace("ł", "l")
    words = re.sub(r"[^\w]+", "_", unicodedata.normalize("NFC", latin)).strip("_")
    words = re.sub(r"__+", "_", words)[:_MAX_NAME].strip("_") or "field"
    if words[0].isdigit():
        words = f"field_{words}"
    if words == ADDRESS_COLUMN:  # a postal one: the e-mail address goes to the target of that name
        words = "street_address"
    return f"{words}_" if words in _RESERVED else words


def own_header(name: str, names: Collection[str]) -> str:
    """Name the column of a field in a file of ours, so that it is not taken for something else when it comes back.

    A field of the person's own may be called what many lists call the town, or the last name.
    """
    known = KNOWN.get(known_word(name)) or related(name) or name
    alone = name == FULL_NAME and (FIRST_NAME in names) != (LAST_NAME in names)  # it would be taken for the other half
    doubtful = known != name or alone or (name != FULL_NAME and known_word(name) in AMBIGUOUS)
    return f"{name}{_OWN}" if doubtful else name


def _own_field(column: str) -> str:
    """Give the field that a column of our own file is for; empty when it does not say so."""
    name = column.removesuffix(_OWN)
    return name if name != column and field_name(name) == name else ""


def column_names(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Name every column differently: `Column 3` where the header says nothing, `Name 2` for the second of them."""
    found: list[str] = []
    used: set[str] = set()
    for index in range(width):
        plain = " ".join(names[index].split()) if index < len(names) else ""
        plain = plain.lstrip("\ufeff").strip() or f"Column {index + 1}"
        name, number = plain, 1
        while name in used:
            number += 1
            name = f"{plain} {number}"
        used.add(name)
        found.append(name)
    return tuple(found)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first row names the columns."""
    if not rows:
        return False
    first = rows[0]
    if any(_HOLDS_ADDRESS.search(cell[:1000]) for cell in first):
        return False
    if any(map(is_known_name, first)):
        return True
    below = any(ADDRESS_CELL.match(cell) for row in rows[1:] for cell in row)
    filled = [cell.strip() for cell in first if cell.strip()]
    looks_like_names = all(not re.fullmatch(r"[\d\s.,:/+-]+", cell) and len(cell) < 60 for cell in filled)
    if below:  # a row with a broken address is no header: an address column has an @ somewhere
        return looks_like_names and not any("@" in cell for cell in first)
    return looks_like_names and len(set(filled)) == len(filled) and len(rows) > 1


def guess_mapping(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, has_header: bool, named_by_us: bool = False
) -> dict[str, str]:
    """Guess where each column goes: the address, the names, what most lists have, and a field for every other one.

    Columns that are `named_by_us` (those of contact cards) mean what they say.
    """
    own = [_own_field(column) if has_header else "" for column in columns]
    words = [known_word(column) if has_header and not own[place] else "" for place, column in enumerate(columns)]
    by_name = [KNOWN.get(word, "") for word in words]
    address = _address_column(by_name, columns, rows)
    targets = {place: name for place, name in enumerate(own) if name and place != address}
    if address is not None:
        targets[address] = ADDRESS_COLUMN
    cells = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(columns))]
    if has_header:
        take_names(targets, words, by_name, cells, {} if named_by_us else AMBIGUOUS)
        take_names_of_roles(targets, columns, by_name, cells)
        _take_usual(targets, columns, by_name, cells)
    elif rows:
        others = [[] if place == address else column for place, column in enumerate(cells)]
        mailboxes = [""] * len(rows) if address is None else cells[address]
        targets |= guess_contents(others, mailboxes, squeeze)
    used = set(targets.values())
    for index, column in enumerate(columns):
        if index not in targets:
            targets[index] = _free(field_name(column), used)
            used.add(targets[index])
    return {column: targets[index] for index, column in enumerate(columns)}


def _address_column(by_name: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Take the column with the most addresses.

    A fitting name counts as much as a third of all rows, and much more when there is any address below it: beside
    `E-mail` half empty, `Referred by` full of addresses holds those of others.
    """
    best, best_score = None, 0.1
    for index in range(len(columns)):
        cells = [row[index] for row in rows if index < len(row)]
        share = sum("@" in cell and ADDRESS_CELL.match(cell) is not None for cell in cells) / max(1, len(rows))
        near = sum("@" in cell for cell in cells) / max(1, len(rows))
        named = by_name[index] == ADDRESS_COLUMN
        score = share + 0.3 * near + ((0.9 if near else 0.34) if named else 0.0)
        if score > best_score + 1e-9:
            best, best_score = index, score
    return best


def _take_usual(targets: dict[int, str], columns: Sequence[str], by_name: Sequence[str], cells: Cells) -> None:
    """Of several columns for one thing the one of that very name wins, then the fullest, then the first."""
    near = ["" if target else related(column) for column, target in zip(columns, by_name, strict=True)]
    parts = any(squeeze(column) in _BIRTH_PARTS for column in columns)
    for target in _USUAL:
        if parts and target == "birthday":
            continue  # the column of that name holds the day of the month
        free = [place for place in range(len(columns)) if place not in targets]
        places = [place for place in free if by_name[place] == target or target == near[place]]
        if places:
            filled = {place: sum(bool(cell.strip()) for cell in cells[place]) for place in places}
            best = max(
                places,
                key=lambda place: (
                    field_name(columns[place]) == target,
                    filled[place],
                    by_name[place] == target,
                    -place,
                ),
            )
            targets[best] = target


def _free(name: str, used: set[str]) -> str:
    found, number = name, 1
    while found in used or found == ADDRESS_COLUMN:
        number += 1
        found = f"{name}_{number}"
    return found


def adjust(mapping: Mapping[str, str], wishes: Mapping[str, str]) -> dict[str, str]:
    """Change a mapping as a person wishes (column -> target); a column that loses its target becomes its own field."""
    found = dict(mapping)
    for column, target in wishes.items():
        for other, taken in found.items():
            if taken == target != SKIP_COLUMN and other not in wishes:
                found[other] = _free(field_name(other), set(found.values()) | set(wishes.values()))
        found[column] = target
    return found


def check_mapping(mapping: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """Give the mapping in the order of the columns, or say what is wrong with it. Columns it lacks are not imported."""
    unknown = [column for column in mapping if column not in columns]
    if unknown:
        raise InputError(
            f"There is no column “{unknown[0]}”.",
            hint=f"The columns are: {', '.join(columns)}.",
            title="No such column",
        )
    checked: dict[str, str] = {}
    for column in columns:
        target = mapping.get(column, SKIP_COLUMN).strip()
        if target and target != ADDRESS_COLUMN:
            target = field_name(target)
        if target and target in checked.values():
            raise InputError(f"Two columns go to “{target}”. Each needs its own field.")
        checked[column] = target
    if ADDRESS_COLUMN not in checked.values():
        raise InputError(
            "None of the columns holds e-mail addresses.",
            title="No address column",
            hint="Say which one is the address.",
        )
    return checked
