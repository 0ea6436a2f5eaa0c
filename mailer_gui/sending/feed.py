"""What a connection asks and tells; `desk` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Job
from mailer_gui.sending.replies import Reply

if TYPE_CHECKING:
    from mailer_gui.sending.wire import Wire


class Feed(Protocol):
    """Where a connection gets its messages and tells what became of them."""

    def take(self, wire: Wire) -> Job | None:
        """Give the next message whose turn it is, claimed, allowed and rendered; None when there is none now."""

    def may_go(self, wire: Wire, job: Job) -> bool:
        """Ask once more, right before the mark: not paused, not suppressed, the account not resting."""

    def mark(self, wire: Wire, job: Job) -> None:
        """Write the in-flight mark and then call `wire.content()`."""

    def unmark(self, wire: Wire, job: Job) -> None:
        """The mark is void; the message goes back to the queue."""

    def accepted(self, wire: Wire, job: Job, reply: Reply) -> None:
        """The server took it: what `answered` does for a good answer to the dot."""

    def answered(self, wire: Wire, job: Job, reply: Reply, phase: Phase) -> None:
        """Judge the reply that decides about this message."""

    def unsent(self, wire: Wire, job: Job) -> None:
        """No content was written: back to the queue."""

    def uncertain(self, wire: Wire, job: Job, why: str) -> None:
        """The dot was written and no reply can be had."""

    def no_chunking(self, wire: Wire) -> None:
        """The server offers CHUNKING and does not know BDAT."""

    def upset(self, wire: Wire, reply: Reply) -> None:
        """The server's replies do not fit our commands."""

    def closed(self, wire: Wire) -> None:
        """The connection is gone; everything it held has been told."""
