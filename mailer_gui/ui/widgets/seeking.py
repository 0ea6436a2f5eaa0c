"""What a table knows of its rows before all of their ids are known."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from mailer_gui.ui.tasks import Workspace

Part = Callable[[Workspace, int, int, Callable[[], bool]], "array[int] | None"]
"""Gives the ids of so many rows from a place on; None when it cannot tell. Asks whether it may stop."""
_PATIENCE = 6
"""The question for all ids is held up at most so often."""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """What can be shown before all ids are known: the first ids.

    `wait`: the rest takes long and may be asked for a moment later, when nobody has changed their mind.
    """

    ids: array[int]
    wait: bool = False
    total: int = 0
    """How many rows there are, where that is known."""
    part: Part | None = None


@dataclass(eq=False)
class Search:
    """What is known before all ids of a question are, and what is being looked for by its place."""

    part: Part | None = None
    known: list[tuple[int, int]] = field(default_factory=list)
    """Ranges of rows, each to before its end."""
    wanted: int = 0
    seeking: bool = False
    ahead: int = -1
    """The page that nobody has asked for yet."""
    times: int = 0
    """So often the question for all ids has made room."""
    then: Callable[[], object] | None = None

    @property
    def holds_up(self) -> bool:
        """True while the question for all ids is to make room."""
        return self.seeking and self.times <= _PATIENCE

    def begin(self) -> None:
        """Look for rows by their place."""
        self.seeking = True
        self.times += 1

    def end(self) -> None:
        """Look for nothing; the question for all ids goes on."""
        self.seeking = False
        then, self.then = self.then, None
        if then is not None:
            then()
