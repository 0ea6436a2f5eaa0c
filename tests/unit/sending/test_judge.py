"""What replies mean, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.sending.judge import ACCEPTED, DEFERRED, REJECTED, Outcome, Phase, Scope, is_greylisting, judge
from mailer_gui.sending.replies import reply

MAIL, RCPT, DATA, DOT = Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT
_TABLE = [
    (DOT, "250 2.0.0 ok queued", Outcome.ACCEPTED, Scope.RECIPIENT, False),
    # one recipient's matter
    (RCPT, "450 4.2.1 mailbox busy", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "451 4.7.1 greylisted, please try again later", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "450 4.7.1 Greylisting in action, too many messages from unknown", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "452 4.2.2 mailbox full, over quota", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "452 4.5.3 too many recipients", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "550 5.1.1 no such user", Outcome.REJECTED, Scope.RECIPIENT, False),
    (RCPT, "550 5.7.1 policy", Outcome.REJECTED, Scope.RECIPIENT, False),
    (DOT, "550 5.7.1 looks like spam", Outcome.REJECTED, Scope.RECIPIENT, False),
    (DATA, "554 5.7.1 refused", Outcome.REJECTED, Scope.RECIPIENT, False),
    (DOT, "451 4.3.0 try again", Outcome.DEFERRED, Scope.RECIPIENT, False),
    (RCPT, "552 5.2.2 over quota", Outcome.REJECTED, Scope.RECIPIENT, False),
    # the connection's
    (MAIL, "421 4.7.0 too many messages in this session", Outcome.UNTOUCHED, Scope.CONNECTION, False),
    (RCPT, "421 shutting down", Outcome.UNTOUCHED, Scope.CONNECTION, False),
    (DOT, "421 4.3.2 shutting down", Outcome.DEFERRED, Scope.CONNECTION, False),
    (RCPT, "503 5.5.1 bad sequence", Outcome.UNTOUCHED, Scope.CONNECTION, False),
    (DATA, "250 what", Outcome.UNTOUCHED, Scope.CONNECTION, False),
    (DOT, "354 go on", Outcome.UNCERTAIN, Scope.CONNECTION, False),
    # the account's: it rests
    (MAIL, "450 4.3.0 not now", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    (RCPT, "432 4.3.2 concurrent connections limit exceeded", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    (RCPT, "454 4.7.0 temporary", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    (RCPT, "450 4.7.28 unusual rate of mail", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    (DOT, "451 4.7.0 rate limit exceeded", Outcome.DEFERRED, Scope.ACCOUNT, False),
    (DOT, "550 5.4.5 Daily user sending limit exceeded", Outcome.DEFERRED, Scope.ACCOUNT, False),
    (Phase.CONNECT, "554 no service", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    (Phase.AUTH, "454 4.7.0 cannot check now", Outcome.UNTOUCHED, Scope.ACCOUNT, False),
    # the account's: it stops
    (Phase.AUTH, "535 5.7.8 wrong password", Outcome.UNTOUCHED, Scope.ACCOUNT, True),
    (MAIL, "530 5.7.0 authentication required", Outcome.UNTOUCHED, Scope.ACCOUNT, True),
    (RCPT, "550 5.7.9 log in with your browser", Outcome.UNTOUCHED, Scope.ACCOUNT, True),
    (Phase.AUTH, "534 5.7.9 application-specific password required", Outcome.UNTOUCHED, Scope.ACCOUNT, True),
    # the campaign's
    (DOT, "550 5.7.26 unauthenticated", Outcome.DEFERRED, Scope.CAMPAIGN, True),
    (DOT, "550 5.7.515 access denied", Outcome.DEFERRED, Scope.CAMPAIGN, True),
    (DOT, "421 4.7.32 not aligned", Outcome.DEFERRED, Scope.CAMPAIGN, True),
    (MAIL, "553 5.7.1 sender not yours", Outcome.DEFERRED, Scope.CAMPAIGN, True),
    (MAIL, "552 5.3.4 too big", Outcome.DEFERRED, Scope.CAMPAIGN, True),
    (DOT, "552 5.3.4 too big", Outcome.DEFERRED, Scope.CAMPAIGN, True),
]


@pytest.mark.parametrize(("phase", "text", "outcome", "scope", "stop"), _TABLE)
def test_table(phase: Phase, text: str, outcome: Outcome, scope: Scope, stop: bool) -> None:
    verdict = judge(reply(text), phase)
    assert (verdict.outcome, verdict.scope, verdict.stop) == (outcome, scope, stop)


_text = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=60)
_any_reply = st.builds(
    lambda code, enhanced, text: reply(f"{code} {enhanced}{text}"),
    st.integers(200, 599),
    st.sampled_from(["", "4.7.1 ", "5.1.1 ", "4.5.3 ", "5.7.26 ", "4.7.28 "]),
    _text,
)


@given(_any_reply, st.sampled_from(Phase))
def test_only_a_good_reply_to_the_dot_is_acceptance(given_reply: object, phase: Phase) -> None:
    from mailer_gui.sending.replies import Reply

    assert isinstance(given_reply, Reply)
    verdict = judge(given_reply, phase)
    assert (verdict == ACCEPTED) == (phase is DOT and given_reply.is_good)
    if verdict.outcome is Outcome.UNCERTAIN:
        assert phase is DOT
    if phase is DOT and given_reply.code >= 400:
        assert verdict.outcome in (Outcome.DEFERRED, Outcome.REJECTED)  # the server did say that it took nothing
    if verdict.outcome is Outcome.REJECTED:
        assert given_reply.is_permanent
        assert verdict == REJECTED
    if verdict.stop:
        assert verdict.scope in (Scope.ACCOUNT, Scope.CAMPAIGN)


@given(_any_reply)
def test_a_temporary_reply_never_rejects(given_reply: object) -> None:
    from mailer_gui.sending.replies import Reply

    assert isinstance(given_reply, Reply)
    if given_reply.is_temporary:
        for phase in (RCPT, DATA, DOT):
            assert judge(given_reply, phase).outcome is not Outcome.REJECTED


def test_greylisting_is_known_by_code_or_word() -> None:
    assert is_greylisting(reply("450 4.7.1 come back"))
    assert is_greylisting(reply("451 this is grey-listing"))
    assert not is_greylisting(reply("451 4.3.0 local error"))
    assert judge(reply("451 4.3.0 local error"), RCPT) == DEFERRED
