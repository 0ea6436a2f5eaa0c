from __future__ import annotations

import csv
import errno
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailer_gui.model.contacts import Contact, MergePolicy, Source
from mailer_gui.model.errors import Cancelled, DiskFullError, InputError, NotFoundError
from mailer_gui.model.imports import ImportResult, ReadOptions
from mailer_gui.operations import contacts, exporting, importing, suppressions
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.store.database import Store
from tests.support import tables

FILE = "E-Mail;Vorname;Ort\nana@example.org;Ana;Porto\nbob@example.org;Bob;Kiel\nANA@example.org;Ana;\nnobody;X;\n"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Store]:
    opened = open_workspace(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(FILE)
    return path


def counts(result: ImportResult) -> tuple[int, ...]:
    kinds = (result.new, result.changed, result.unchanged, result.duplicate, result.invalid)
    assert sum(kinds) == result.rows
    return kinds


def test_an_import_counts_what_it_did_and_a_second_one_finds_nothing_new(ws: Store, file: Path) -> None:
    assert counts(importing.import_contacts(ws, file, list_name="Customers")) == (2, 0, 0, 1, 1)
    assert counts(importing.import_contacts(ws, file, list_name="Customers")) == (0, 0, 2, 1, 1)
    assert [(one.name, one.size) for one in contacts.lists(ws)] == [("Customers", 2)]
    found = contacts.rows(ws, contacts.ids(ws))
    assert [(one.address, dict(one.fields)) for one in found] == [
        ("ana@example.org", {"first_name": "Ana", "city": "Porto"}),
        ("bob@example.org", {"first_name": "Bob", "city": "Kiel"}),
    ]
    assert (found[1].source.origin, found[1].source.row) == ("list.csv", 3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_a_file_whose_name_is_no_text_is_imported(ws: Store, file: Path) -> None:
    odd = file.rename(file.with_name(os.fsdecode(b"list-\xff.csv")))
    assert importing.import_contacts(ws, odd).new == 2
    assert contacts.rows(ws, contacts.ids(ws))[0].source.origin == "list-?.csv"
    assert ws.attachments.add(odd).name == "list-?.csv"


def test_changed_cells_change_and_empty_cells_keep_the_old_value(ws: Store, file: Path) -> None:
    importing.import_contacts(ws, file)
    file.write_text("mail,first name,city\nana@example.org,Anna,\nbob@example.org,,\n")
    result = importing.import_contacts(ws, file)
    assert counts(result) == (0, 1, 1, 0, 0)
    assert [row.address for row in result.samples["changed"]] == ["ana@example.org"]
    assert dict(contacts.rows(ws, contacts.ids(ws))[0].fields) == {"first_name": "Anna", "city": "Porto"}


def test_a_plan_says_the_same_and_writes_nothing(ws: Store, file: Path) -> None:
    plan = importing.plan_import(ws, file, list_name="Customers")
    assert plan.dry_run
    assert counts(plan) == (2, 0, 0, 1, 1)
    assert contacts.count(ws) == 0
    assert contacts.lists(ws) == []
    done = importing.import_contacts(ws, file, list_name="Customers")
    assert counts(done) == counts(plan)
    assert done.samples == plan.samples


def test_the_rows_behind_each_number_are_there_to_look_at(ws: Store, file: Path) -> None:
    file.write_text(FILE + "eva@gmial.com;Eva;\n")
    suppressions.add(ws, "@example.org")
    plan = importing.plan_import(ws, file)
    samples = plan.samples
    assert (plan.suppressed, plan.typo) == (2, 1)
    assert [(row.line, row.address, row.name) for row in samples["new"][:1]] == [(2, "ana@example.org", "Ana")]
    assert [(row.line, row.reason) for row in samples["duplicate"]] == [(4, "The same address is in line 2")]
    assert [(row.line, row.address, row.reason) for row in samples["invalid"]] == [(5, "nobody", "There is no @")]
    assert [(row.line, row.suggestion) for row in samples["typo"]] == [(6, "eva@gmail.com")]
    assert [row.line for row in samples["suppressed"]] == [2, 3]


def test_suppressed_people_are_imported_and_counted_beside(ws: Store, file: Path) -> None:
    suppressions.add(ws, "Bob@Example.org")
    result = importing.import_contacts(ws, file)
    assert counts(result) == (2, 0, 0, 1, 1)
    assert result.suppressed == 1
    assert contacts.suppressed_among(ws, ["ana@example.org", "bob@example.org"]) == {"bob@example.org"}


def test_bad_rows_go_to_a_file_that_can_be_mended_and_imported(ws: Store, file: Path, tmp_path: Path) -> None:
    file.write_text(FILE + '=cmd;"a\nb";c\n')
    bad = tmp_path / "bad.csv"
    result = importing.import_contacts(ws, file, bad_rows=bad)
    assert result.bad_rows_file == str(bad)
    with bad.open(encoding="utf-8-sig", newline="") as rows:
        assert list(csv.reader(rows, delimiter=";")) == [
            ["line", "reason", "E-Mail", "Vorname", "Ort"],
            ["5", "There is no @", "nobody", "X", ""],
            ["6", "There is no @", "'=cmd", "a\nb", "c"],
        ]
    mended = bad.read_text(encoding="utf-8-sig").replace("nobody", "nobody@example.org")
    bad.write_text(mended)
    assert counts(importing.import_contacts(ws, bad)) == (1, 0, 0, 0, 1)


def test_without_bad_rows_no_file_is_written(ws: Store, file: Path, tmp_path: Path) -> None:
    file.write_text("ana@example.org\n")
    result = importing.import_contacts(ws, file, bad_rows=tmp_path / "bad.csv")
    assert result.bad_rows_file == ""
    assert not (tmp_path / "bad.csv").exists()


def test_bad_rows_never_overwrite_what_is_imported(ws: Store, file: Path) -> None:
    with pytest.raises(InputError, match="cannot go into the file"):
        importing.import_contacts(ws, file, bad_rows=file)
    assert file.read_text() == FILE


def many(path: Path, count: int) -> Path:
    path.write_text("mail,name\n" + "".join(f"person{i}@example.org,Person {i}\n" for i in range(count)))
    return path


def test_cancel_keeps_whole_batches_and_says_so(ws: Store, tmp_path: Path) -> None:
    file = many(tmp_path / "many.csv", 10_000)
    seen: list[tuple[int, int | None]] = []
    with pytest.raises(Cancelled, match=r"Stopped\. 6,000 people are in\. They stay"):
        importing.import_contacts(ws, file, progress=lambda *at: seen.append(at), cancel=lambda: len(seen) >= 2)
    assert contacts.count(ws) == 6_000
    assert seen == [(3_001, 10_001), (6_001, 10_001)]
    assert counts(importing.import_contacts(ws, file)) == (4_000, 0, 6_000, 0, 0)


def test_a_list_that_is_removed_during_the_import_stops_it(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("email\n" + "".join(f"p{number}@example.org\n" for number in range(5_000)))

    def remove(done: int, total: int | None) -> None:
        for one in ws.lists.all():
            ws.lists.remove(one.id)

    with pytest.raises(NotFoundError, match="was removed while"):
        importing.import_contacts(ws, path, list_name="Friends", progress=remove)
    with ws.transaction() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM list_members").scalar() == 0


def test_a_plan_that_is_cancelled_changed_nothing(ws: Store, tmp_path: Path) -> None:
    with pytest.raises(Cancelled, match="Nothing was changed"):
        importing.plan_import(ws, many(tmp_path / "many.csv", 10_000), cancel=stop_after(3))


def stop_after(times: int) -> Callable[[], bool]:
    left = iter(range(times))
    return lambda: next(left, None) is None


def test_a_mapping_that_is_given_is_followed(ws: Store, file: Path) -> None:
    importing.import_contacts(ws, file, mapping={"E-Mail": "address", "Ort": "Home town"})
    assert [dict(one.fields) for one in contacts.rows(ws, contacts.ids(ws))] == [
        {"home_town": "Porto"},
        {"home_town": "Kiel"},
    ]
    assert contacts.field_names(ws) == ["home_town"]


@pytest.mark.parametrize("list_name", ["", "  "])
def test_a_list_needs_a_name(ws: Store, file: Path, list_name: str) -> None:
    with pytest.raises(InputError, match="needs a name"):
        importing.import_contacts(ws, file, list_name=list_name)
    assert contacts.count(ws) == 0


def test_bad_input_changes_nothing(ws: Store, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "towns.csv").write_text("city\nPorto\nKiel\n")
    for name in ("empty.csv", "picture.csv", "towns.csv", "missing.csv"):
        with pytest.raises(InputError):
            importing.import_contacts(ws, tmp_path / name, list_name="New")
    assert (contacts.count(ws), contacts.lists(ws)) == (0, [])


def test_bad_rows_that_cannot_be_written_are_said_before_anything_is_imported(ws: Store, file: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        importing.import_contacts(ws, file, list_name="New", bad_rows=file.parent)
    assert (contacts.count(ws), contacts.lists(ws)) == (0, [])


def test_a_list_is_made_although_nobody_is_on_it_yet(ws: Store, tmp_path: Path) -> None:
    (tmp_path / "nobody.csv").write_text("email,name\n")
    importing.import_contacts(ws, tmp_path / "nobody.csv", list_name="New")
    assert [(found.name, found.size) for found in contacts.lists(ws)] == [("New", 0)]


def test_a_full_disk_while_bad_rows_are_written_is_said(
    ws: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(self: Path, mode: str = "r", *args: object, **options: object) -> object:
        if "w" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(self, mode, *args, **options)  # type: ignore[call-overload]  # passed on as given

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DiskFullError, match="no space left"):
        importing.import_contacts(ws, file, bad_rows=tmp_path / "bad.csv")


WRITERS = {
    "excel": (tables.as_excel, tables.WESTERN, ReadOptions("cp1252", ";", True)),
    "spreadsheet": (tables.as_spreadsheet, tables.WORLD, ReadOptions("utf-8-sig", ",", True)),
    "unicode text": (tables.as_unicode_text, tables.WORLD, ReadOptions("utf-16", "\t", True)),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRITERS)
def test_five_thousand_people_of_ten_countries(ws: Store, tmp_path: Path, kind: str) -> None:
    """As Excel, a spreadsheet or Excel's Unicode text writes it: every count, every cell."""
    write, locales, options = WRITERS[kind]
    table = tables.people(locales)
    path = write(tmp_path / "people.csv", table)
    preview = importing.read_preview(path)
    assert preview.options == options
    assert preview.mapping == {
        "E-Mail": "address",
        "Vorname": "first_name",
        "Nachname": "last_name",
        "Ort": "city",
        "Kunde seit": "kunde_seit",
        "Notiz": "notiz",
    }
    result = importing.import_contacts(ws, path, list_name="All", bad_rows=tmp_path / "bad.csv")
    assert counts(result) == (4_900, 0, 0, 40, 60)
    assert len((tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines()) == 61
    wanted = {row[0].strip().lower(): row for row in table.rows if row[0].startswith("person.")}
    found = {one.address: one.fields for one in contacts.rows(ws, contacts.ids(ws))}
    assert found.keys() == wanted.keys()
    names = ("first_name", "last_name", "city", "kunde_seit", "notiz")
    for address, fields in found.items():
        assert tuple(fields.get(name, "") for name in names) == tuple(cell.strip() for cell in wanted[address][1:])


def test_export_then_import_gives_the_same_people(ws: Store, tmp_path: Path) -> None:
    table = tables.people(tables.WORLD, 300, 0, 0)
    importing.import_contacts(ws, tables.as_spreadsheet(tmp_path / "in.csv", table), list_name="All")
    out = tmp_path / "out.csv"
    assert exporting.export_people(ws, out) == 300
    assert "'=1+1" in out.read_text(encoding="utf-8-sig")
    again = importing.import_contacts(ws, out)
    assert counts(again) == (0, 0, 300, 0, 0)


def test_an_export_that_is_cancelled_leaves_no_file(ws: Store, file: Path, tmp_path: Path) -> None:
    importing.import_contacts(ws, file)
    with pytest.raises(Cancelled):
        exporting.export_people(ws, tmp_path / "out.csv", cancel=lambda: True)
    assert not (tmp_path / "out.csv").exists()


def test_people_are_added_changed_removed_and_brought_back(ws: Store) -> None:
    made = contacts.save(ws, Contact(0, " Ana@Example.ORG ", {"first_name": "Ana"}))
    assert (made.address, made.source.origin) == ("Ana@example.org", "typed")
    with pytest.raises(InputError):
        contacts.add(ws, "ana@example.org")
    with pytest.raises(InputError, match="There is no @"):
        contacts.add(ws, "nobody")
    changed = contacts.save(ws, Contact(made.id, made.address, {"first_name": "Anna"}))
    assert contacts.get(ws, made.id).fields == changed.fields == {"first_name": "Anna"}
    removed = contacts.remove(ws, [made.id])
    assert contacts.count(ws) == 0
    assert contacts.restore(ws, removed) == 1
    assert contacts.get(ws, made.id).address == "Ana@example.org"


def test_what_a_dialog_needs_is_offered() -> None:
    assert importing.encodings()["cp1252"].startswith("Western")
    assert importing.field_name("Customer since") == "customer_since"
    assert importing.adjust_mapping({"a": "address", "b": "b"}, {"b": ""}) == {"a": "address", "b": ""}


def test_the_persons_own_domains_are_known_to_an_import(ws: Store, tmp_path: Path) -> None:
    ws.contacts.upsert_many([(f"p{n}@bakery-lima.example", {}, 1) for n in range(20)], Source("old.csv"))
    path = tmp_path / "new.csv"
    path.write_text("email\nx@bakery-lmia.example\ny@example.org\n")
    result = importing.plan_import(ws, path)
    assert [(row.address, row.suggestion) for row in result.samples["typo"]] == [
        ("x@bakery-lmia.example", "x@bakery-lima.example")
    ]


def test_a_domain_that_is_frequent_in_the_file_is_known_as_well(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    rows = [f"p{n}@bakery-lima.example" for n in range(20)]
    path.write_text("\n".join(["email", *rows, "x@bakery-lmia.example", "z@gmial.com"]))
    assert [row.suggestion for row in importing.plan_import(ws, path).samples["typo"]] == [
        "x@bakery-lima.example",
        "z@gmail.com",
    ]


def test_an_accepted_correction_holds_when_the_suggestion_is_gone(ws: Store, tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text("email\nx@freent.de\n")
    ws.contacts.upsert_many([(f"p{n}@freent.de", {}, 1) for n in range(30)], Source("old.csv"))  # a real one, it seems
    assert importing.plan_import(ws, path).typo == 0
    importing.import_contacts(ws, path, corrections={"x@freent.de": "x@freenet.de"})
    assert ws.contacts.by_address("x@freenet.de") is not None
    assert ws.contacts.by_address("x@freent.de") is None


def test_a_plan_says_what_changes_about_people_who_are_here(ws: Store, tmp_path: Path) -> None:
    contacts.add(ws, "ana@example.org", {"city": "Porto", "first_name": "Ana"})
    path = tmp_path / "people.csv"
    path.write_text("email,first_name,city,visits\nANA@example.org,Anna,Lisboa,3\n", "utf-8")

    def told(policy: MergePolicy) -> str:
        (row,) = importing.plan_import(ws, path, policy=policy).samples["changed"]
        return row.reason

    assert told(MergePolicy.OVERWRITE) == "city: Porto → Lisboa; first_name: Ana → Anna; visits: 3"
    assert told(MergePolicy.FILL) == "visits: 3"
