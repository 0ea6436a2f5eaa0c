"""Fixtures of the real servers; tests/conftest.py hands them to every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.peers import sink
from tests.integration.peers.mail_server import MailServer, running_mail_server, why_not
from tests.integration.peers.sink import Sink, running_sink


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    """A fresh smtp-sink that keeps what it gets."""
    if sink.PROGRAM is None:
        pytest.skip("needs the package postfix (smtp-sink)")
    with running_sink() as running:
        yield running


@pytest.fixture(scope="session")
def _mail_server() -> Iterator[MailServer]:
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with running_mail_server() as running:
        yield running


@pytest.fixture
def mail_server(_mail_server: MailServer) -> MailServer:
    """Postfix and Dovecot with an empty mailbox; they are started once for the whole run."""
    _mail_server.forget()
    return _mail_server
