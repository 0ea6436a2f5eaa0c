"""Campaigns: drafts, what the person wants and where they stand. Launching is in `launch`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, Counts, DeliveryPlan, Rest, Wanted
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.store import codec, schema
from mailer_gui.store.connection import Database

table, counters = schema.campaigns, schema.counters
_OVER = [state.value for state in CampaignState if state.is_over]
_UNLAUNCHED = [state.value for state in CampaignState if not state.is_launched]


@dataclass(frozen=True, slots=True)
class Revision:
    """What was approved at launch: the compiled message and everything it was made of. It never changes."""

    id: int
    campaign_id: int
    campaign_name: str
    message: Message
    plan: DeliveryPlan
    accounts: tuple[Account, ...]
    compiled: bytes
    created_at: float = 0.0


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

    def save_draft(self, campaign: Campaign) -> Campaign:
        """Keep name, message, audience and plan of a draft. What was launched cannot be changed."""
        with self._database.transaction() as connection:
            if read(connection, campaign.id).state is not CampaignState.DRAFT:
                raise InputError(
                    f"“{campaign.name}” was already sent, so it cannot be changed.", hint="Make a copy of it instead."
                )
            connection.execute(
                table.update()
                .where(table.c.id == campaign.id)
                .values(
                    name=campaign.name,
                    message=codec.message_to_json(campaign.message),
                    audience=codec.audience_to_json(campaign.audience),
                    plan=codec.plan_to_json(campaign.plan),
                    changed_at=self._database.clock(),
                )
            )
            return read(connection, campaign.id)

    def get(self, campaign_id: int) -> Campaign:
        """Give a campaign with its counts, or raise NotFoundError."""
        with self._database.reading() as connection:
            return read(connection, campaign_id)

    def all(self) -> list[Campaign]:
        """Give all campaigns with their counts, the newest first."""
        with self._database.reading() as connection:
            return [campaign_of(row) for row in connection.execute(_everything().order_by(table.c.id.desc()))]

    def active(self) -> list[Campaign]:
        """Give the launched campaigns that the sender has to do something for: run, or carry out a cancel."""
        with self._database.reading() as connection:
            rows = connection.execute(
                _everything()
                .where(table.c.state.not_in([*_OVER, *_UNLAUNCHED]), table.c.wanted != Wanted.PAUSE.value)
                .order_by(table.c.id)
            )
            return [campaign_of(row) for row in rows]

    def copy(self, campaign_id: int) -> Campaign:
        """Make a draft with the same message, audience and plan."""
        original = self.get(campaign_id)
        return self.create(f"{original.name} (copy)", original.message, original.audience, original.plan)

    def request(self, campaign_id: int, wanted: Wanted, start_at: float | None = None) -> None:
        """Write what the person wants; the sender looks a few times a second. `start_at` only with a run, later."""
        values: dict[str, Any] = {"wanted": wanted.value, "changed_at": self._database.clock()}
        if start_at is not None:
            values["start_at"] = start_at
        self._update(campaign_id, values)

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
        return Revision(
            id=row.id,
            campaign_id=row.campaign_id,
            campaign_name=row.campaign_name,
            message=codec.message_of(row.message),
            plan=codec.plan_of(row.plan),
            accounts=codec.accounts_of(row.accounts),
            compiled=row.compiled,
            created_at=row.created_at,
        )

    def _update(self, campaign_id: int, values: dict[str, Any]) -> None:
        with self._database.transaction() as connection:
            if not connection.execute(table.update().where(table.c.id == campaign_id).values(values)).rowcount:
                raise not_found(campaign_id)


def read(connection: Connection, campaign_id: int) -> Campaign:
    """Give a campaign, inside a transaction of the caller."""
    row = connection.execute(_everything().where(table.c.id == campaign_id)).one_or_none()
    if row is None:
        raise not_found(campaign_id)
    return campaign_of(row)


def not_found(campaign_id: int) -> NotFoundError:
    """Give the error for a number without a campaign."""
    return NotFoundError(f"There is no campaign {campaign_id}.")


def _everything() -> Select[Any]:
    numbers = [counters.c[name] for name in Counts.__dataclass_fields__]
    return select(table, *numbers).outerjoin(counters, counters.c.campaign_id == table.c.id)


def campaign_of(row: Row[Any]) -> Campaign:
    """Make the noun of a row."""
    return Campaign(
        id=row.id,
        name=row.name,
        state=CampaignState(row.state),
        message=codec.message_of(row.message),
        audience=codec.audience_of(row.audience),
        plan=codec.plan_of(row.plan),
        wanted=Wanted(row.wanted),
        reason=row.reason,
        rest=Rest(row.rest_why, row.rest_until) if row.rest_why else None,
        counts=counts_of(row),
        revision_id=row.revision_id,
        created_at=row.created_at,
        changed_at=row.changed_at,
        launched_at=row.launched_at,
        finished_at=row.finished_at,
    )


def counts_of(row: Row[Any]) -> Counts:
    """Give the counters of a row; all zero before launch."""
    if row.planned is None:
        return Counts()
    return Counts(row.planned, row.accepted, row.rejected, row.deferred, row.uncertain, row.skipped)
