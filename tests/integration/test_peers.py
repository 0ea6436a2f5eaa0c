"""The test servers do what the tests rely on."""

import imaplib
import smtplib
import ssl

import pytest

from tests.integration.peers.mail_server import PASSWORD, USER, MailServer
from tests.integration.peers.sink import Sink

HEAD = b"From: shop@example.com\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n"
LETTER = HEAD + b"Subject: =?utf-8?q?caf=C3=A9?=\r\nTo: ana@example.org\r\n\r\n..dots\r\nGood day\r\n"

whole_server = pytest.mark.slow  # Postfix and Dovecot begin and end; nothing in the quick run needs them


def test_the_sink_keeps_envelope_and_bytes(smtp_sink: Sink) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_sink.port) as client:
        for number in range(3):
            client.sendmail("shop@example.com", [f"p{number}@example.org"], LETTER)
    arrived = smtp_sink.arrived()
    assert {one.recipient for one in arrived} == {f"p{number}@example.org" for number in range(3)}
    assert {(one.sender, one.content, one.subject) for one in arrived} == {("shop@example.com", LETTER, "café")}


def tls(server: MailServer) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.certificates.authority)


@whole_server
def test_mail_for_anybody_reaches_the_mailbox_once(mail_server: MailServer) -> None:
    with smtplib.SMTP("localhost", mail_server.submission) as client:
        client.starttls(context=tls(mail_server))
        client.login(USER, PASSWORD)
        client.sendmail("shop@example.com", ["ana@example.org"], LETTER)
    with smtplib.SMTP_SSL("localhost", mail_server.smtps, context=tls(mail_server)) as client:
        client.login(USER, PASSWORD)
        client.sendmail("shop@example.com", ["ivo@xn--bcher-kva.example"], LETTER)
    with smtplib.SMTP("127.0.0.1", mail_server.smtp) as client:
        client.sendmail("shop@example.com", ["zoe@example.net"], LETTER)
    mail_server.wait_until_delivered()
    arrived = mail_server.arrived()
    recipients = sorted(one.recipient for one in arrived)
    assert recipients == ["ana@example.org", "ivo@xn--bcher-kva.example", "zoe@example.net"]
    assert {one.sender for one in arrived} == {"shop@example.com"}
    assert {one.content for one in arrived} == {LETTER}


@whole_server
def test_the_mailbox_can_be_read_by_imap(mail_server: MailServer) -> None:
    with smtplib.SMTP("127.0.0.1", mail_server.smtp) as client:
        client.sendmail("shop@example.com", ["ana@example.org"], LETTER)
    mail_server.wait_until_delivered()
    with imaplib.IMAP4("127.0.0.1", mail_server.imap) as mailbox:
        mailbox.login(USER, PASSWORD)
        assert mailbox.select(readonly=True) == ("OK", [b"1"])


@whole_server
def test_it_refuses_as_promised(mail_server: MailServer) -> None:
    with smtplib.SMTP("127.0.0.1", mail_server.smtp) as client:
        for domain, code in (("refused.example", 550), ("later.example", 450)):
            client.helo("client.example")
            client.mail("shop@example.com")
            assert client.rcpt(f"p@{domain}")[0] == code
            client.rset()
    before = mail_server.refused_logins()
    with smtplib.SMTP("localhost", mail_server.submission) as client:
        client.starttls(context=tls(mail_server))
        client.ehlo()
        client.user, client.password = USER, "wrong"
        with pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
            client.auth("PLAIN", client.auth_plain)
    assert mail_server.refused_logins() == before + 1
    with smtplib.SMTP("localhost", mail_server.submission) as client:
        client.ehlo()
        client.mail("shop@example.com")
        assert client.rcpt("ana@example.org")[0] in (503, 530), "no mail without STARTTLS and a login"


@whole_server
@pytest.mark.parametrize(("which", "why"), [("expired", "expired"), ("misnamed", "mismatch")])
def test_bad_certificates_are_bad(mail_server: MailServer, which: str, why: str) -> None:
    with (
        smtplib.SMTP("localhost", getattr(mail_server, which)) as client,
        pytest.raises(ssl.SSLCertVerificationError, match=why),
    ):
        client.starttls(context=tls(mail_server))
