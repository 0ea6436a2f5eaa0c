"""Certificates of an authority of the tests' own: a good one, an expired one, and one for another name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """PEM files; each chain file holds key and certificate."""

    authority: Path
    good: Path
    expired: Path
    misnamed: Path


def make_certificates(folder: Path) -> Certificates:
    """Make them in a folder."""
    authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
    now = datetime.datetime.now(datetime.UTC)
    files = Certificates(folder / "ca.pem", folder / "good.pem", folder / "expired.pem", folder / "misnamed.pem")
    authority.cert_pem.write_to_path(files.authority)
    issued = {
        files.good: authority.issue_cert("localhost", "127.0.0.1", key_type=trustme.KeyType.ECDSA),
        files.misnamed: authority.issue_cert("mail.example.org", key_type=trustme.KeyType.ECDSA),
        files.expired: authority.issue_cert(
            "localhost",
            "127.0.0.1",
            not_before=now - datetime.timedelta(days=90),
            not_after=now - datetime.timedelta(days=3),
            key_type=trustme.KeyType.ECDSA,
        ),
    }
    for file, certificate in issued.items():
        file.touch(mode=0o600)
        certificate.private_key_and_cert_chain_pem.write_to_path(file)
    return files
