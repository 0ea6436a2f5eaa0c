"""Every message of a campaign, read once for all who show it: the last step of a draft, and the outbox."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.outbox import OutboxLook
from mailer_gui.ui.job import Job
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import counted


@dataclass(frozen=True)
class Reading:
    """What came of it: the look, and where each person stands in it. `stamp` tells which state was read."""

    stamp: float
    look: OutboxLook
    places: dict[int, int]
    marked: dict[int, str]
    """Person -> the most important kind of remark, as far as they are kept."""
    said: dict[int, list[str]]
    """Person -> what is odd, in sentences."""

    def size_of(self, person: int) -> int | None:
        """Give the size of somebody's message in bytes, 0 when there is none, None when it was not read."""
        place = self.places.get(person)
        return None if place is None else self.look.sizes[place]

    def by_size(self, ids: array[int], *, descending: bool) -> array[int]:
        """Put people in the order of their messages' sizes; a hundred thousand take a while: not on the Qt thread."""
        sizes, places = self.look.sizes, self.places
        known = {one: sizes[places[one]] for one in ids if one in places}
        return array("q", sorted(ids, key=lambda one: known.get(one, -1), reverse=descending))


class OutboxReading(QObject):
    """Reads one campaign at a time in a child process. `changed(campaign_id)` comes when it begins and ends."""

    changed = Signal(int)
    progressed = Signal(int, int, object)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        self._tasks = tasks
        self._job: Job | None = None
        self._busy_with: tuple[int, float] | None = None
        self._known: dict[int, Reading] = {}
        self._trouble: dict[int, tuple[float, MailerError]] = {}

    @staticmethod
    def of(tasks: Tasks) -> OutboxReading:
        """Give the one of this window."""
        return tasks.findChild(OutboxReading) or OutboxReading(tasks)

    def is_busy(self, campaign_id: int) -> bool:
        """True while this campaign is read."""
        return self._busy_with is not None and self._busy_with[0] == campaign_id

    def get(self, campaign_id: int, stamp: float) -> Reading | None:
        """Give what is known of a campaign, when it still stands as it did."""
        known = self._known.get(campaign_id)
        return known if known is not None and known.stamp == stamp else None

    def trouble(self, campaign_id: int, stamp: float) -> MailerError | None:
        """Give why a campaign could not be read, when it still stands as it did."""
        found = self._trouble.get(campaign_id)
        return found[1] if found is not None and found[0] == stamp else None

    def begin(self, campaign_id: int, stamp: float, people: int) -> None:
        """Read every message; what is read of another campaign, or as this one was before, ends."""
        from mailer_gui.operations import outbox_look

        wanted = (campaign_id, stamp)
        if self._busy_with == wanted:
            return
        self.stop()
        self._busy_with = wanted
        self._trouble.pop(campaign_id, None)

        def done(look: OutboxLook) -> None:
            self._tasks.read(self, lambda _: _reading(stamp, look), keep, failed)

        def keep(reading: Reading) -> None:
            if self._busy_with == wanted:
                self._known = {campaign_id: reading}  # one at a time: a million people take some 100 MB
                self._over(campaign_id)

        def failed(error: MailerError) -> None:
            if self._busy_with == wanted:
                if not isinstance(error, Cancelled):
                    self._trouble[campaign_id] = (stamp, error)
                self._over(campaign_id)

        title = counted(people, "Reading %Ln message", "Reading %Ln messages")
        arguments = {"campaign_id": campaign_id}
        job = self._tasks.start(self, title, outbox_look.look_over, arguments, done, failed)
        self._job = job
        job.progressed.connect(lambda done, total: self.progressed.emit(campaign_id, done, total))
        self.changed.emit(campaign_id)

    def stop(self) -> None:
        """Stop reading; nothing was changed by it."""
        if self._job is not None and self._busy_with is not None:
            self._job.cancel()

    def _over(self, campaign_id: int) -> None:
        self._busy_with, self._job = None, None
        self.changed.emit(campaign_id)


def _reading(stamp: float, look: OutboxLook) -> Reading:
    """Make it ready to be asked, in a thread."""
    from mailer_gui.model.outbox import KINDS

    marked: dict[int, str] = {}
    said: dict[int, list[str]] = {}
    for remark in sorted(look.remarks, key=lambda one: KINDS.index(one.kind)):
        marked.setdefault(remark.number, remark.kind)
        said.setdefault(remark.number, []).append(remark.what)
    return Reading(stamp, look, {number: place for place, number in enumerate(look.numbers)}, marked, said)
