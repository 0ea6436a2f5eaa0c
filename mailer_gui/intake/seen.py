"""Which addresses a file has had already, in little memory: sixteen to forty bytes an address."""

from __future__ import annotations

from array import array

_FIRST_SIZE = 1 << 14
_MASK = (1 << 64) - 1


class SeenKeys:
    """Remembers 64 bits of each key and the line of its first row.

    That two different addresses of a million share their 64 bits happens once in some forty million files.
    """

    def __init__(self) -> None:
        self._size = _FIRST_SIZE
        self._count = 0
        self._prints = array("Q", bytes(8 * self._size))
        self._lines = array("L", bytes(array("L").itemsize * self._size))

    def add(self, key: str, line: int) -> int:
        """Give the line where this key was first seen, or 0 and remember it."""
        fingerprint = hash(key) & _MASK or 1
        prints, mask = self._prints, self._size - 1
        place = fingerprint & mask
        while known := prints[place]:
            if known == fingerprint:
                return self._lines[place]
            place = (place + 1) & mask
        prints[place] = fingerprint
        self._lines[place] = line
        self._count += 1
        if self._count * 3 > self._size * 2:
            self._grow()
        return 0

    def _grow(self) -> None:
        self._size *= 2
        mask = self._size - 1
        prints = array("Q", bytes(8 * self._size))
        lines = array("L", bytes(array("L").itemsize * self._size))
        for fingerprint, line in zip(self._prints, self._lines, strict=True):
            if not fingerprint:
                continue
            place = fingerprint & mask
            while prints[place]:
                place = (place + 1) & mask
            prints[place] = fingerprint
            lines[place] = line
        self._prints, self._lines = prints, lines
