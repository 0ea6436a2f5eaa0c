"""A text that is edited in a widget which knows one kind of line end, and stays as it was outside what was edited."""

from __future__ import annotations

import re
from bisect import bisect_left

_CRLF = re.compile(r"\r\n")
_OTHER_ENDS = ("\u2029", "\r", "\ufdd0", "\ufdd1")


class ExactText:
    """The text as it is kept, and how the widget shows it.

    Qt turns every line end into one character. `edited` finds the one place in which what is shown differs from
    before, and changes only that place of the text that is kept; new lines there end as most of the others do.
    """

    def __init__(self, raw: str = "") -> None:
        self.raw = raw
        self._shown = shown(raw)

    def edited(self, now: str) -> str:
        """Take what the widget shows now (in Qt's own characters); gives the whole text."""
        new = shown(now)
        if new == self._shown:
            return self.raw
        start = _common(self._shown, new)
        end = _common(self._shown[start:][::-1], new[start:][::-1])
        middle = new[start : len(new) - end]
        crlf = [match.start() - number for number, match in enumerate(_CRLF.finditer(self.raw))]
        if 2 * len(crlf) > self._shown.count("\n"):
            middle = middle.replace("\n", "\r\n")
        first, last = start + bisect_left(crlf, start), len(self._shown) - end
        self.raw = self.raw[:first] + middle + self.raw[last + bisect_left(crlf, last) :]
        self._shown = new
        return self.raw


def shown(text: str) -> str:
    """Give a text with one character for every line end."""
    text = text.replace("\r\n", "\n")
    for end in _OTHER_ENDS:  # asked at every key: several replaces are ten times as fast as one table
        text = text.replace(end, "\n")
    return text


def _common(one: str, other: str) -> int:
    """Give the length of what two texts begin with alike; slices are compared, for they are compared fast."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least
