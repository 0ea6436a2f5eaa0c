from __future__ import annotations

import re

import pytest

from mailer_gui.model.deliveries import DeliveryStatus as S
from mailer_gui.model.replies import cause_of, explain_reply
from mailer_gui.model.reply_causes import Cause as Why
from mailer_gui.model.reply_table import BASIC, ENHANCED, VAGUE
from mailer_gui.model.reply_wording import WORDING

REPLIES = [
    # Mailboxes and domains
    (550, "5.1.1 The email account that you tried to reach does not exist.", Why.NO_MAILBOX),
    (550, "5.1.1 <x@example.org>: Recipient address rejected: User unknown in virtual mailbox table", Why.NO_MAILBOX),
    (550, "No such user here", Why.NO_MAILBOX),
    (550, "Unrouteable address", Why.NO_DOMAIN),
    (550, "Unknown user", Why.NO_MAILBOX),
    (550, "Requested action not taken: mailbox unavailable", Why.MAILBOX_TROUBLE),
    (
        550,
        "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@example.org not found by SMTP address lookup",
        Why.NO_MAILBOX,
    ),
    (550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)", Why.NO_MAILBOX),
    (554, "delivery error: dd This user doesn't have a mailbox here (x@example.org)", Why.NO_MAILBOX),
    (550, "5.1.2 <x@elsewhere.example>: Recipient address rejected: Domain not found", Why.NO_DOMAIN),
    (556, "5.1.10 recipient's domain has a null MX", Why.NO_MAIL_HERE),
    (501, "5.1.3 Bad recipient address syntax", Why.BAD_ADDRESS),
    (552, "5.2.2 The recipient's inbox is out of storage space", Why.FULL),
    (452, "4.2.2 Mailbox full", Why.FULL),
    (552, "Quota exceeded (mailbox for user is full)", Why.FULL),
    (550, "5.2.1 The email account that you tried to reach is disabled", Why.DISABLED),
    (550, "5.2.1 The user you are trying to contact is receiving mail at a rate that prevents more", Why.TOO_FAST),
    (550, "5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", Why.CLOSED_LIST),
    # Greylisting, pace and limits
    (451, "4.7.1 Greylisting in action, please come back later", Why.GREYLIST),
    (450, "4.2.0 <x@example.org>: Recipient address rejected: Greylisted, see the help page", Why.GREYLIST),
    (421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume", Why.REPUTATION),
    (421, "4.7.28 Our system has detected an unusual rate of unsolicited mail", Why.TOO_FAST),
    (550, "5.4.5 Daily user sending limit exceeded", Why.DAY_LIMIT),
    (454, "Throttling failure: Maximum sending rate exceeded.", Why.TOO_FAST),
    (454, "Throttling failure: Daily message quota exceeded.", Why.DAY_LIMIT),
    (432, "4.3.2 Concurrent connections limit exceeded", Why.CONNECTIONS),
    (421, "Too many concurrent SMTP connections from this IP address", Why.CONNECTIONS),
    (452, "4.5.3 Too many recipients", Why.MANY_RECIPIENTS),
    (450, "mail send limit exceeded", Why.DAY_LIMIT),
    # Reputation and lists
    (550, "5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.dnsbl.example", Why.BLOCKLIST),
    (554, "5.7.1 Your IP is listed at bl.example; see the page", Why.BLOCKLIST),
    (550, "5.7.1 part of their network is on our block list (S3150)", Why.BLOCKLIST),
    (553, "5.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred", Why.BLOCKLIST),
    (550, "5.7.606 Access denied, banned sending IP [192.0.2.1]", Why.BLOCKLIST),
    (550, "5.7.25 The IP address sending this message does not have a PTR record", Why.REVERSE_DNS),
    (554, "Bad DNS PTR resource record.", Why.REVERSE_DNS),
    (550, "too many invalid recipients", Why.DIRTY_LIST),
    # Proof of the domain
    (550, "5.7.26 This mail has been blocked because the sender is unauthenticated", Why.DOMAIN_PROOF),
    (550, "5.7.515 Access denied, sending domain example.org does not meet the required level", Why.DOMAIN_PROOF),
    (550, "5.7.509 Access denied, sending domain does not pass DMARC verification", Why.DMARC),
    (421, "4.7.32 This message has no From alignment", Why.DMARC),
    (550, "5.7.1 Unauthenticated email from example.org is not accepted due to domain's DMARC policy", Why.DMARC),
    (550, "5.7.23 SPF validation failed", Why.SPF),
    (550, "SPF: 192.0.2.1 is not permitted sender", Why.SPF),
    (550, "5.7.20 no passing DKIM signature found", Why.DKIM),
    # The account
    (535, "5.7.8 Username and Password not accepted", Why.PASSWORD),
    (535, "Authentication credentials invalid", Why.PASSWORD),
    (534, "5.7.9 Application-specific password required", Why.APP_PASSWORD),
    (534, "5.7.14 Please log in via your web browser and then try again", Why.APP_PASSWORD),
    (535, "5.7.139 Authentication unsuccessful, basic authentication is disabled", Why.OLD_LOGIN),
    (550, "5.7.30 Basic authentication is not supported", Why.OLD_LOGIN),
    (530, "5.7.0 Authentication Required", Why.NOT_LOGGED_IN),
    (530, "5.7.0 Must issue a STARTTLS command first", Why.ENCRYPTION),
    (530, "5.7.57 Client not authenticated to send mail", Why.NOT_LOGGED_IN),
    (554, "5.7.1 <x@example.org>: Relay access denied", Why.RELAY),
    (550, "relaying denied", Why.RELAY),
    (554, "Message rejected: Email address is not verified. The following identities failed the check", Why.UNVERIFIED),
    (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", Why.SENDER_REFUSED),
    (553, "5.7.1 <a@example.org>: Sender address rejected: not owned by user b", Why.SENDER_REFUSED),
    (550, "5.7.501 Access denied, spam abuse detected", Why.ACCOUNT_BLOCKED),
    (450, "4.1.8 <a@nowhere.example>: Sender address rejected: Domain not found", Why.SENDER_DOMAIN),
    (525, "account is disabled", Why.DISABLED),
    # The content
    (552, "5.3.4 Message size exceeds fixed limit", Why.TOO_LARGE),
    (552, "5.2.3 Message too large for this mailbox", Why.TOO_LARGE),
    (552, "5.7.0 This message was blocked because its attachment is a security risk", Why.ATTACHMENT),
    (554, "5.7.1 Message contains a virus", Why.VIRUS),
    (554, "5.7.1 The message was rejected because it looks like spam", Why.SPAM),
    (550, "5.7.1 Message rejected because of a listed URL", Why.LINKS),
    (550, "5.6.0 Lines too long", Why.FORMAT),
    (553, "5.6.7 The address needs SMTPUTF8", Why.LETTERS),
    # The receiving system
    (421, "4.3.2 Service shutting down", Why.SERVER_BUSY),
    (421, "Service not available, closing transmission channel", Why.SERVER_TROUBLE),
    (452, "4.3.1 Insufficient system storage", Why.SERVER_FULL),
    (451, "Temporary local problem - please try later", Why.SERVER_BUSY),
    (451, "4.4.3 temporary lookup failure", Why.NAME_TROUBLE),
    (421, "4.4.2 Error: timeout exceeded", Why.TIMEOUT),
    (554, "5.4.6 too many hops", Why.LOOP),
    (550, "5.7.1 Message rejected due to local policy", Why.POLICY),
    # Little or nothing to go by
    (450, "", Why.LATER),
    (550, "", Why.REFUSED),
    (550, "nein", Why.REFUSED),
    (571, "x", Why.POLICY),
    (499, "x", Why.LATER),
    (599, "x", Why.POLICY),
    (503, "bad sequence of commands", Why.PROTOCOL),
    (250, "2.0.0 OK", None),
    (0, "", None),
]


@pytest.mark.parametrize(("code", "reply", "cause"), REPLIES, ids=[f"{c}-{r[:60]}" for c, r, _ in REPLIES])
def test_replies_of_real_servers(code: int, reply: str, cause: Why | None) -> None:
    assert cause_of(code, reply) is cause


def test_every_refusal_is_explained_with_a_next_step() -> None:
    for status in S:
        for code in (0, 250, 421, 450, 451, 500, 535, 550, 552, 554):
            for reply in ("", "5.1.1 x", "4.7.1 y", "5.7.999 z", "5.999.999", "\r\n\0\u2028 <b>", "x" * 10_000):
                said = explain_reply(code, reply, status)
                assert said.meaning.endswith(".") and said.meaning[0].isupper()
                assert status is not S.REJECTED or said.next_step


def test_words_follow_where_the_delivery_stands() -> None:
    assert str(explain_reply(250, "2.0.0 queued", S.ACCEPTED)) == "The server took the message."
    assert "tried again" in str(explain_reply(451, "4.7.1 greylisted", S.DEFERRED))
    assert "nobody can know" in str(explain_reply(0, "", S.UNCERTAIN, "connection lost"))
    assert "left out on purpose" in str(explain_reply(0, "", S.SKIPPED, "suppressed"))
    assert "stopped before" in str(explain_reply(0, "", S.SKIPPED, "cancelled before sending"))
    field = str(explain_reply(0, "", S.SKIPPED, "The field “city” is missing."))
    assert field.startswith("The field “city” is missing. ") and "fallback" in field
    gave_up = str(explain_reply(451, "4.7.1 greylisted", S.REJECTED, "gave up after 72 h"))
    assert "The program gave up after 72 h." in gave_up and "another day" in gave_up
    assert str(explain_reply(0, "", S.SKIPPED, "something else")) == "Something else."
    assert str(explain_reply(0, "", S.QUEUED)) == "It waits for its turn."


def test_the_tables_are_sound() -> None:
    for code in ENHANCED:
        assert re.fullmatch(r"(?:[245]\.)?\d{1,3}\.\d{1,3}", code)
    assert set(ENHANCED) >= VAGUE
    assert all(400 <= code < 600 for code in BASIC)
    used = {*ENHANCED.values(), *BASIC.values(), *(cause for cause, _ in WORDING)}
    assert used == set(Why)
    for cause in Why:
        for sentence in cause.value:
            assert sentence.endswith(".") and "!" not in sentence and len(sentence) < 140


@pytest.mark.timeout(10)
def test_no_reply_takes_long() -> None:
    for reply in ("mail " * 400, "account " * 250 + "x", "(" * 2_000, "message too " * 160, "a" * 100_000):
        for code in (450, 550):
            cause_of(code, reply)
