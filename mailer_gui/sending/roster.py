"""Who takes part in sending just now: accounts, campaigns and connections."""

from __future__ import annotations

from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.ports import Clock
from mailer_gui.sending.wire import Wire


class Roster:
    """Shared by the parts of the engine; it decides nothing."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.accounts: dict[int, AccountRun] = {}
        self.campaigns: dict[int, CampaignRun] = {}
        self.wires: dict[Wire, AccountRun] = {}
        self.suppressed: set[str] = set()
        """Addresses that are claimed and were suppressed after that."""
        self.stopping = False
        """No new message begins: the process is about to end."""

    def accounts_of(self, campaign: CampaignRun) -> list[AccountRun]:
        """Give the accounts that take part for this campaign."""
        return [self.accounts[account_id] for account_id in campaign.accounts if account_id in self.accounts]

    def can_send(self, campaign: CampaignRun, now: float) -> bool:
        """True when at least one of its accounts neither rests nor is stopped."""
        return any(account.may_send(now) for account in self.accounts_of(campaign))
