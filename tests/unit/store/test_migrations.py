"""Every version that was ever released can be opened: `old_versions/` keeps a dump of each, with something in it.

When the tables change: keep the dump of the version that was the newest (`sqlite3 mailer.db .dump`), write the step
that leads on from it, and see here that nothing of it is lost.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import Column, Text

from mailer_gui.model.campaigns import CampaignState, Counts
from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import StoreError
from mailer_gui.model.segments import FieldRule, Group, HistoryKind, HistoryRule, ListRule, Operator
from mailer_gui.model.verification import MailServer, Verdict
from mailer_gui.store import connection, database, erased, field_types, history, migrations, schema
from mailer_gui.store.connection import driver
from mailer_gui.store.database import open_store

OLD_VERSIONS = sorted((Path(__file__).parent / "old_versions").glob("*.sql"))


def old_workspace(root: Path, dump: Path) -> Path:
    root.mkdir()
    raw = sqlite3.connect(root / "mailer.db")
    raw.executescript(dump.read_text(encoding="utf-8"))
    raw.close()
    return root


def test_there_is_a_dump_of_every_older_version() -> None:
    versions = [step.revision for step in migrations.REVISIONS]
    assert [file.stem for file in OLD_VERSIONS] in (versions, versions[:-1])  # the newest one may still be growing


@pytest.mark.parametrize("dump", OLD_VERSIONS, ids=lambda file: file.stem)
def test_an_old_workspace_opens_with_everything_in_it(tmp_path: Path, dump: Path) -> None:
    store = open_store(old_workspace(tmp_path / "old", dump))
    ana = store.contacts.by_address("ana@example.org")
    assert ana is not None
    assert (ana.fields["city"], ana.source.origin, ana.source.row) == ("Porto", "people.csv", 2)
    assert list(store.contacts.ids(search="porto")) == [ana.id]
    assert [(one.name, one.size) for one in store.lists.all()] == [("Friends", 2)]
    assert store.suppressions.is_suppressed("ben@example.org") is not None
    assert [account.name for account in store.accounts.all()] == ["Practice server", "Shop"]
    (campaign,) = store.campaigns.all()
    assert (campaign.state, campaign.counts) == (CampaignState.SENDING, Counts(planned=2, skipped=1))
    assert store.campaigns.revision(campaign.id).compiled == b"compiled"
    assert store.settings.workspace_id == "0123456789abcdef0123456789abcdef"
    with store.transaction() as connected:
        assert connected.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connected.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connected.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == schema.HEAD
    store.close()


def test_a_workspace_of_version_2_keeps_its_segments_imports_templates_and_history(tmp_path: Path) -> None:
    store = open_store(old_workspace(tmp_path / "old", OLD_VERSIONS[1]))
    ana, ben = store.contacts.rows(store.contacts.ids())
    assert (ana.consent, ana.verdict, ana.verdict_detail[:7]) == ("signed up", Verdict.ROLE, "Several")
    assert [(event.kind, event.origin, event.row) for event in history.events(store.database, ana.id)] == [
        ("changed", "more.csv", 7)
    ]
    (segment,) = store.segments.all()
    friend_or_new = Group(every=False, rules=(ListRule(1), HistoryRule(HistoryKind.NOT_SENT, None, 30)))
    assert segment.rules == Group(rules=(FieldRule("city", Operator.IS, "Porto"), friend_or_new))
    assert list(store.segments.ids(segment.rules)) == [ana.id]
    (unfinished,) = store.imports.all()
    assert (unfinished.path, unfinished.line, unfinished.lines) == ("people.csv", 20, 40)
    assert unfinished.counts == {"new": 18, "changed": 1, "unchanged": 0}
    assert [(one.name, one.message.subject) for one in store.templates.all()] == [("Greeting", "Good day")]
    assert [one.message.subject for one in store.campaigns.versions(1)] == ["Hello {{ first_name }}"]
    assert store.verifications.known_mail_servers(["example.org"]) == {}  # it held for an hour
    store.database.clock = lambda: 1_790_000_000.0
    assert store.verifications.known_mail_servers(["example.org"]) == {"example.org": MailServer.THERE}
    assert field_types.known(store.settings) == {"since": FieldType.DATE}
    with store.database.reading() as connected:
        assert erased.among(driver(connected), ["eve@example.org", "ben@example.org"]) == {"eve@example.org"}
        assert connected.exec_driver_sql("SELECT * FROM asked_again").all() == [(1, 1, 1_790_000_000.0, 3)]
    assert list(store.contacts.ids(search="ben ex")) == [ben.id]
    assert (ana.fields["tier"], store.bulk.undo("0123456789abcdef")) == ("gold", 1)
    assert "tier" not in store.contacts.get(ana.id).fields
    store.close()


def _rename_notes() -> None:
    with op.batch_alter_table("suppressions") as table:
        table.add_column(Column("origin", Text, nullable=False, server_default=""))


def _fail() -> None:
    op.drop_table("counters")
    raise sqlite3.OperationalError("as if something went wrong")


def test_the_next_step_is_taken_and_the_old_database_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = old_workspace(tmp_path / "old", OLD_VERSIONS[-1])
    monkeypatch.setattr(schema, "HEAD", "9998")
    monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, migrations.Revision("9998", _rename_notes)))
    store = open_store(root)
    with store.transaction() as connected:
        assert connected.exec_driver_sql("SELECT DISTINCT origin FROM suppressions").scalars().all() == [""]
        assert connected.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()
    open_store(root).close()
    kept = sqlite3.connect(root / f"mailer.db.version-{OLD_VERSIONS[-1].stem}")
    assert kept.execute("SELECT count(*) FROM contacts").fetchone() == (2,)
    kept.close()


def test_of_two_that_bring_it_up_to_date_the_later_one_keeps_the_first_ones_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = old_workspace(tmp_path / "old", OLD_VERSIONS[-1])
    monkeypatch.setattr(schema, "HEAD", "9998")
    monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, migrations.Revision("9998", _rename_notes)))
    upgrade = database._upgrade

    def late(opened: connection.Database, version: str) -> None:
        monkeypatch.setattr(database, "_upgrade", upgrade)
        open_store(root).close()  # the other one
        upgrade(opened, version)

    monkeypatch.setattr(database, "_upgrade", late)
    open_store(root).close()
    kept = sqlite3.connect(root / f"mailer.db.version-{OLD_VERSIONS[-1].stem}")
    assert kept.execute("SELECT version_num FROM alembic_version").fetchone() == (OLD_VERSIONS[-1].stem,)
    kept.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = old_workspace(tmp_path / "old", OLD_VERSIONS[-1])
    with monkeypatch.context() as patched:
        patched.setattr(schema, "HEAD", "9999")
        patched.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, migrations.Revision("9999", _fail)))
        with pytest.raises(StoreError):
            open_store(root)
    store = open_store(root)
    assert store.campaigns.all()[0].counts.planned == 2
    store.close()


def test_steps_are_plain_modules_of_the_package() -> None:
    """So the frozen program and the wheel have them, and the current folder does not matter."""
    folder = Path(migrations.__file__).parent
    named = {re.sub(r"^v(\d+)_.*", r"\1", file.stem) for file in folder.glob("v*.py")}
    assert named == {step.revision for step in migrations.REVISIONS}
