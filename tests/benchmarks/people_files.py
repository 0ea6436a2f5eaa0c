"""Files of people in every order in which lists come: five columns, 0.5 % bad rows, 3 % who come twice."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

FIRST_NAMES = ("Ana", "José", "Wei", "Olga", "Zoë", "Kim", "Omar", "Lena", "Jean-Luc", "Siobhán", "Priya", "Tomasz")
SYLLABLES = ("ba", "ker", "lo", "mül", "ner", "o", "pez", "ri", "san", "tos", "vel", "win", "ya", "zim", "ström", "d'a")
TOWNS = ("Porto", "Lyon", "Kyiv", "São Paulo", "Graz, Austria", "Springfield", "Łódź", "Cork")
Maker = Callable[[int, random.Random], str]
"""Number of a row -> its address."""


def _last_name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3)).capitalize()


def _plain(text: str) -> str:
    return text.lower().replace("ü", "ue").replace("ö", "oe").replace("'", "")


def _named(chance: random.Random, domain: str) -> str:
    return f"{_plain(_last_name(chance))}.{_plain(_last_name(chance))}{chance.randrange(10_000)}@{domain}"


ADDRESSES: dict[str, Maker] = {
    "in no order": lambda number, chance: f"p.{chance.randrange(10**9)}@shop{number % 5_000}.example",
    "numbered": lambda number, chance: f"user{number:07}@example.com",
    "nearly in order": lambda number, chance: f"user{number + chance.randrange(200):07}x{number}@example.com",
    "sorted by address": lambda number, chance: f"p.{chance.randrange(10**9)}@shop{number % 5_000}.example",
    "sorted by name": lambda number, chance: _named(chance, f"shop{number % 5_000}.example"),
    "made-up people": lambda number, chance: _named(chance, f"mail{chance.randrange(5)}.example"),
    "a domain each": lambda number, chance: f"{_plain(_last_name(chance))}@d{chance.randrange(10**7)}.example",
    "long numbers": lambda number, chance: f"{chance.randrange(10**19, 10**20)}@example.org",
}
"""Order or kind of a file -> its addresses."""
MADE_UP = ("sorted by name", "made-up people", "a domain each")
"""In these the names and towns are made up, too; in the others they say what the other benchmarks look for."""


def _rows(order: str, rows: int) -> Iterator[tuple[str, str, str, str, str]]:
    chance, again = random.Random(5), random.Random(6)
    make, before = ADDRESSES[order], list[str]()
    for number in range(rows):
        address = make(number, chance)
        if number % 200 == 7:
            address = f"person {number}"
        elif number % 33 == 5 and before:
            address = again.choice(before).upper() if number % 2 else again.choice(before)
        elif number % 97 == 0:
            before = [*before[-50:], address]
        since = f"20{number % 25:02}-03-31"
        if order in MADE_UP:
            yield address, chance.choice(FIRST_NAMES), _last_name(chance), chance.choice(TOWNS), since
        else:
            yield address, FIRST_NAMES[number % 8], f"Müller {number % 9973}", f"Porto, {number % 77}", since


def write_people(path: Path, rows: int, order: str = "in no order") -> None:
    """Write a file; the same for the same numbers and order."""
    people: Iterator[tuple[str, str, str, str, str]] = _rows(order, rows)
    if order.startswith("sorted"):
        people = iter(sorted(people, key=lambda row: row[2:0:-1] if order.endswith("name") else row[0]))
    with path.open("w", encoding="utf-8") as file:
        file.write("Email,First name,Last name,City,Customer since\n")
        for address, first, last, town, since in people:
            town = f'"{town}"' if "," in town else town
            file.write(f"{address},{first},{last},{town},{since}\n")


if __name__ == "__main__":
    write_people(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
