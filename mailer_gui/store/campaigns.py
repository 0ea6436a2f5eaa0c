"""Campaigns: drafts, what the person wants and where they stand. Launching is in `launch`, bulk changes in `settle`."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan, Guard, Rest, Wanted
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Message, Recipient
from mailer_gui.model.templates import MessageVersion
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.model.writing import FieldFact
from mailer_gui.store import audience as audiences
from mailer_gui.store import codec, drafts, launch, removing, schema, settle, versions
from mailer_gui.store.attachments import Attachments
from mailer_gui.store.campaign_rows import Revision, campaign_of, everything, not_found, read, revision_of
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.files_in_use import files_in_use
from mailer_gui.store.personal import PersonalFiles

if TYPE_CHECKING:
    from mailer_gui.compose.compiled import CampaignFacts

table = schema.campaigns
_OVER = [state.value for state in CampaignState if state.is_over]
_UNLAUNCHED = [state.value for state in CampaignState if not state.is_launched]


class Campaigns:
    """The campaigns of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        message: Message | None = None,
        audience: Audience | None = None,
        plan: DeliveryPlan | None = None,
    ) -> Campaign:
        """Make a draft."""
        now = self._database.clock()
        values = {
            "name": name,
            "message": codec.message_to_json(message or Message()),
            "audience": codec.audience_to_json(audience or Audience()),
            "plan": codec.plan_to_json(plan or DeliveryPlan()),
            "created_at": now,
            "changed_at": now,
        }
        with self._database.transaction() as connection:
            made = connection.execute(table.insert().values(values)).inserted_primary_key
            assert made is not None
            return read(connection, made[0])

    def save_draft(self, campaign: Campaign, *, anew: bool = False) -> Campaign:
        """Keep name, message, audience and plan of a draft; `anew` keeps the version before, however fresh it is.

        What was launched cannot be changed.
        """
        with self._database.transaction() as connection:
            if read(connection, campaign.id).state is not CampaignState.DRAFT:
                raise InputError(
                    f"“{campaign.name}” was already sent, so it cannot be changed.", hint="Make a copy of it instead."
                )
            now, message = self._database.clock(), codec.message_to_json(campaign.message)
            connection.execute(
                table.update()
                .where(table.c.id == campaign.id)
                .values(
                    name=campaign.name,
                    message=message,
                    audience=codec.audience_to_json(campaign.audience),
                    plan=codec.plan_to_json(campaign.plan),
                    changed_at=now,
                )
            )
            versions.keep(connection, campaign.id, message, now, anew=anew)
            return read(connection, campaign.id)

    def get(self, campaign_id: int) -> Campaign:
        """Give a campaign with its counts, or raise NotFoundError."""
        with self._database.reading() as connection:
            return read(connection, campaign_id)

    def all(self) -> list[Campaign]:
        """Give all campaigns with their counts, the newest first."""
        with self._database.reading() as connection:
            return [campaign_of(row) for row in connection.execute(everything().order_by(table.c.id.desc()))]

    def active(self) -> list[Campaign]:
        """Give the launched campaigns that the sender has to do something for: run, or carry out a cancel.

        A cancelled one is among them while messages of it are in flight.
        """
        under_way = (table.c.state.not_in([*_OVER, *_UNLAUNCHED])) & (table.c.wanted != Wanted.PAUSE.value)
        count = schema.counters.c
        settled = count.accepted + count.rejected + count.uncertain + count.skipped
        in_flight = (table.c.state == CampaignState.CANCELLED.value) & (count.planned > settled)
        with self._database.reading() as connection:
            rows = connection.execute(everything().where(under_way | in_flight).order_by(table.c.id))
            return [campaign_of(row) for row in rows]

    def copy(self, campaign_id: int) -> Campaign:
        """Make a draft with the same message, audience and plan."""
        original = self.get(campaign_id)
        return self.create(
            f"{original.name} (copy)", original.message, original.audience, original.plan.without_start()
        )

    def request(self, campaign_id: int, wanted: Wanted, start_at: float | None = None) -> None:
        """Write what the person wants; the sender looks a few times a second. `start_at` only with a run, later.

        A cancel is for good: once it is wanted, only giving up what is in flight changes anything after it.
        """
        values: dict[str, Any] = {"wanted": wanted.value, "changed_at": self._database.clock()}
        if start_at is not None:
            values["start_at"] = start_at
        with self._database.transaction() as connection:
            if not read(connection, campaign_id).wanted.is_cancel or wanted is Wanted.GIVE_UP:
                connection.execute(table.update().where(table.c.id == campaign_id).values(values))

    def set_guard(self, campaign_id: int, guard: Guard) -> None:
        """Remember what a person has agreed to, and where a staged start stands."""
        self._update(campaign_id, {"guard": codec.guard_to_json(guard)})

    def set_senders(self, campaign_id: int, senders: int) -> None:
        """Let so many sending processes share it."""
        self._update(campaign_id, {"senders": senders})

    def set_state(self, campaign_id: int, state: CampaignState, reason: str = "", rest: Rest | None = None) -> None:
        """Write where a campaign stands, and why when the program decided it."""
        now = self._database.clock()
        self._update(
            campaign_id,
            {
                "state": state.value,
                "reason": reason,
                "rest_why": rest.why if rest else "",
                "rest_until": rest.until if rest else None,
                "changed_at": now,
                "finished_at": now if state.is_over else None,
            },
        )

    def revision(self, campaign_id: int) -> Revision:
        """Give what was approved at launch, or raise NotFoundError for a draft."""
        revisions = schema.revisions
        with self._database.reading() as connection:
            row = connection.execute(
                select(revisions).join(table, table.c.revision_id == revisions.c.id).where(table.c.id == campaign_id)
            ).one_or_none()
        if row is None:
            raise NotFoundError("This campaign was not sent yet.")
        return revision_of(row)

    def launch(
        self,
        campaign_id: int,
        compiled: bytes,
        message: Message,
        accounts: Sequence[Account],
        progress: Progress = no_progress,
        cancel: Cancel = never,
        *,
        start_at: float | None = None,
        wanted: Wanted = Wanted.RUN,
        variants: Mapping[int, bytes] | None = None,
        personal: PersonalFiles | None = None,
    ) -> Campaign:
        """Freeze message and audience in short transactions; then it is sending, scheduled (`start_at`) or paused.

        Everybody gets one delivery, suppressed people a skipped one. Interrupted, it stays *preparing*: call this
        again to go on (the message frozen first stays), or `undo_launch`. A cancel undoes it and raises Cancelled.
        `variants` are the messages of the accounts whose From is another one. `personal` finds each person's own
        files, which are copied into the workspace; somebody whose file has vanished since is skipped.
        """
        return launch.launch(
            self._database,
            campaign_id,
            compiled,
            message,
            accounts,
            progress,
            cancel,
            start_at=start_at,
            wanted=wanted,
            variants=variants,
            personal=personal,
        )

    def undo_launch(self, campaign_id: int) -> None:
        """Take back an interrupted launch: the campaign is a draft again."""
        launch.undo(self._database, campaign_id)

    def skip_rest(
        self,
        campaign_id: int,
        reason: str,
        progress: Progress = no_progress,
        most_seconds: float = float("inf"),
    ) -> int:
        """Skip everybody who still waits (cancel), in short transactions, for so long; gives how many."""
        return settle.skip_rest(self._database, campaign_id, reason, progress, most_seconds)

    def remove(self, campaign_id: int) -> None:
        """Remove a draft or a campaign that is over, with its deliveries; raises InputError while it is under way."""
        removing.remove(self._database, campaign_id)

    def attachments_in_use(self) -> set[str]:
        """Give the SHA-256 of every file of a draft, its versions, a template or a launched campaign."""
        return files_in_use(self._database)

    def versions(self, campaign_id: int) -> list[MessageVersion]:
        """Give how the message of a draft stood, the newest first."""
        return versions.all_of(self._database, campaign_id)

    def version(self, version_id: int) -> MessageVersion:
        """Give one version of a message, or raise NotFoundError."""
        return versions.get(self._database, version_id)

    def facts(self, campaign: Campaign) -> CampaignFacts:
        """Give what the message says of its campaign; the same for the draft's preview and for what is sent."""
        return drafts.facts(self._database, campaign)

    def personal_files(self, campaign: Campaign) -> PersonalFiles | None:
        """Give what finds each recipient's own files; None when the message has none."""
        if not campaign.message.personal:
            return None
        return PersonalFiles(campaign.message, self.facts(campaign), Attachments(self._database.paths))

    def message_date(self, campaign_id: int) -> float:
        """Give the Date header of a draft: when its outbox was first read lately, for what was read is what is sent."""
        return drafts.message_date(self._database, campaign_id)

    def audience_size(self, audience: Audience) -> tuple[int, int]:
        """Count the people of an audience, each once, and those of them who are suppressed."""
        return audiences.size(self._database, audience)

    def audience_ids(self, audience: Audience) -> array[int]:
        """Give the contacts who would get mail, in the order of their addresses: eight bytes each, for big tables."""
        with self._database.reading() as connection:
            return audiences.ids(driver(connection), audience, self._database.clock(), mailed_only=True)

    def domain_sizes(self, campaign: Campaign, limit: int = 50) -> dict[str, int]:
        """Count who will still get mail per recipient domain, the largest domains first."""
        with self._database.reading() as connection:
            return audiences.domain_sizes(driver(connection), campaign, limit, self._database.clock())

    def audience_lacking(self, audience: Audience, *fields: str) -> int:
        """Count the people of an audience who would get mail but have nothing in one of these fields."""
        return audiences.lacking(self._database, audience, fields)

    def audience_lacking_ids(self, audience: Audience, field: str, limit: int) -> list[int]:
        """Give the first of those whom `audience_lacking` counts, by address."""
        return audiences.lacking_ids(self._database, audience, field, limit)

    def audience_fields(self, audience: Audience) -> list[FieldFact]:
        """Give the fields that the people of an audience have, each with an example and how many have it."""
        return audiences.fields(self._database, audience)

    def draft_recipients(
        self, campaign: Campaign, *, address: str | None = None, contact_id: int | None = None, date: float = 0.0
    ) -> Iterator[Recipient]:
        """Give who would get mail, without the suppressed, by address.

        With an address only that person, if in the audience; with a contact id that contact, in it or not.
        """
        return audiences.recipients(self._database, campaign.audience, address, contact_id, date)

    def _update(self, campaign_id: int, values: dict[str, Any]) -> None:
        with self._database.transaction() as connection:
            if not connection.execute(table.update().where(table.c.id == campaign_id).values(values)).rowcount:
                raise not_found(campaign_id)
