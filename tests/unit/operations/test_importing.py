"""Imports from the plan to the address book: what the plan says is what happens, whole or up to a batch.

Longer than most: ways to end one import, which are compared with one that nobody stopped.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.model.contacts import Contact, FieldType, MergePolicy, Suppression
from mailer_gui.model.errors import Cancelled, InputError, NotFoundError, WorkspaceBusyError
from mailer_gui.model.imports import ImportResult
from mailer_gui.operations import contacts, erasing, fields, importing
from mailer_gui.operations.importing import bringing
from mailer_gui.store import file_import, imports
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.file_import import FileImport


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "workspace")
    yield store
    store.close()


def book(ws: Store) -> dict[str, dict[str, str]]:
    return {one.address: dict(one.fields) for one in contacts.rows(ws, contacts.ids(ws))}


def contact(ws: Store, address: str) -> Contact:
    found = ws.contacts.by_address(address)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("policy", "fields", "consent"),
    [
        (MergePolicy.KEEP, {"city": "Porto"}, "asked by letter"),
        (MergePolicy.FILL, {"city": "Porto", "plan": "gold"}, "asked by letter"),
        (MergePolicy.OVERWRITE, {"city": "Lisboa", "plan": "gold"}, "form 2026"),
    ],
)
def test_policies(ws: Store, tmp_path: Path, policy: MergePolicy, fields: dict[str, str], consent: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail,city\nana@example.org,Porto\n")
    importing.import_contacts(ws, file, consent=" asked by letter ")
    file.write_text("mail,city,plan\nana@example.org,Lisboa,gold\nben@example.org,,\n")
    plan = importing.plan_import(ws, file, policy=policy, consent="form 2026")
    done = importing.import_contacts(ws, file, policy=policy, consent="form 2026", list_name="All")
    assert (done.new, done.changed, done.unchanged) == (plan.new, plan.changed, plan.unchanged)
    ana = contact(ws, "ana@example.org")
    assert (ana.fields, ana.consent, ana.source.row) == (fields, consent, 2)
    assert contact(ws, "ben@example.org").consent == "form 2026"
    assert ws.lists.by_name("All").size == 2  # also those that the policy keeps as they are


def test_types_are_remembered_and_what_does_not_fit_is_counted(ws: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail;since;orders\na@example.org;31.3.2020;1.234,5\nb@example.org;soon;7,5\n")
    done = importing.import_contacts(ws, file, types={"since": FieldType.DATE, "orders": FieldType.NUMBER})
    assert book(ws) == {
        "a@example.org": {"since": "2020-03-31", "orders": "1234.5"},
        "b@example.org": {"since": "soon", "orders": "7.5"},
    }
    assert done.untyped == 1
    assert fields.types(ws) == {"since": FieldType.DATE, "orders": FieldType.NUMBER}


ADDRESS = st.sampled_from(["a@x.example", "A@x.example", "b@x.example", "c@y.example", "d@never.example", "no address"])
ROW = st.tuples(ADDRESS, st.sampled_from(["", "Porto", "Évora", " Kiel "]), st.sampled_from(["", "gold", "'x"]))


def without_differences(plan: ImportResult) -> ImportResult:
    """Only a plan says what would change about each person."""
    changed = tuple(replace(row, reason="") for row in plan.samples["changed"])
    return replace(plan, samples={**plan.samples, "changed": changed})


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ROW, max_size=12), min_size=1, max_size=3), st.sampled_from(MergePolicy), st.integers(1, 4))
def test_a_plan_is_what_happens(
    ws: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: list[list[tuple[str, str, str]]],
    policy: MergePolicy,
    batch: int,
) -> None:
    monkeypatch.setattr(bringing, "_BATCH", batch)
    ws.contacts.remove(ws.contacts.ids())
    ws.suppressions.add([Suppression("@never.example")])
    for number, rows in enumerate(files):
        file = tmp_path / f"{number}.csv"
        file.write_text("mail,city,plan\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows), encoding="utf-8")
        wanted = expected(book(ws), rows, policy)
        plan = importing.plan_import(ws, file, policy=policy)
        done = importing.import_contacts(ws, file, policy=policy)
        assert replace(done, dry_run=True) == without_differences(plan)
        assert done.rows == done.new + done.changed + done.unchanged + done.duplicate + done.invalid == len(rows)
        for kind, found in done.samples.items():
            assert len(found) == getattr(done, kind)
        assert {address.lower(): fields for address, fields in book(ws).items()} == wanted


def expected(
    before: dict[str, dict[str, str]], rows: list[tuple[str, str, str]], policy: MergePolicy
) -> dict[str, dict[str, str]]:
    """What one row at a time would make of the address book."""
    after = {address.lower(): dict(fields) for address, fields in before.items()}
    seen: set[str] = set()
    for address, city, plan in rows:
        key = address.lower()
        if "@" not in address or key in seen:
            continue
        seen.add(key)
        new = {name: value for name, value in (("city", city.strip()), ("plan", plan)) if value}
        old = after.get(key)
        if old is None or policy is MergePolicy.OVERWRITE:
            after[key] = {**(old or {}), **new}
        elif policy is MergePolicy.FILL:
            after[key] = {**new, **old}
    return after


def many(path: Path, count: int) -> Path:
    rows = [f"person{i % (count - 7)}@example.org,Person {i}\n" if i % 50 else "nobody,\n" for i in range(count)]
    path.write_text("mail,name\n" + "".join(rows))
    return path


def stopping_after(batches: int) -> Callable[[], bool]:
    left = iter(range(batches))
    return lambda: next(left, None) is None


def as_told(result: ImportResult) -> ImportResult:
    """The result without what a continued import cannot show: who of the first rows was new or changed."""
    samples = {kind: rows for kind, rows in result.samples.items() if kind not in ("new", "changed", "unchanged")}
    return replace(result, samples=samples)


@pytest.mark.slow
@pytest.mark.parametrize("stops", [1, 3, 6])
def test_a_stopped_import_goes_on_exactly_where_it_stopped(
    ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stops: int
) -> None:
    monkeypatch.setattr(bringing, "_BATCH", 100)
    file = many(tmp_path / "many.csv", 1_000)
    other = open_store(tmp_path / "other")
    for book_of in (ws, other):
        for number in range(0, 500, 3):
            book_of.contacts.add(f"person{number}@example.org", {"name": "Old"})
    at_once = importing.import_contacts(other, file, list_name="All", bad_rows=tmp_path / "once.csv")
    bad = tmp_path / "bad.csv"
    with pytest.raises(Cancelled, match="can be continued"):
        importing.import_contacts(ws, file, list_name="All", bad_rows=bad, cancel=stopping_after(stops + 1))
    (unfinished,) = importing.unfinished_imports(ws)
    assert (unfinished.path, unfinished.same, unfinished.line) == (file, True, stops * 100 + 1)
    with pytest.raises(Cancelled):
        importing.continue_import(ws, unfinished.id, cancel=stopping_after(stops + 2))
    done = importing.continue_import(ws, unfinished.id)
    assert as_told(done) == replace(as_told(at_once), bad_rows_file=str(bad))
    assert bad.read_text() == (tmp_path / "once.csv").read_text()
    assert book(ws) == book(other)
    assert [one.size for one in ws.lists.all()] == [one.size for one in other.lists.all()]
    assert importing.unfinished_imports(ws) == []
    other.close()


def test_a_file_that_has_changed_is_not_continued(ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "_BATCH", 100)
    file = many(tmp_path / "many.csv", 1_000)
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, cancel=stopping_after(3))
    file.write_text(file.read_text() + "new@example.org,New\n")
    (unfinished,) = importing.unfinished_imports(ws)
    assert not unfinished.same
    with pytest.raises(InputError, match="has changed"):
        importing.continue_import(ws, unfinished.id)
    importing.forget_import(ws, unfinished.id)
    with pytest.raises(NotFoundError):
        importing.continue_import(ws, unfinished.id)


def test_what_cannot_begin_leaves_nothing_behind(ws: Store, tmp_path: Path) -> None:
    file = many(tmp_path / "many.csv", 100)
    with pytest.raises(InputError):
        importing.import_contacts(ws, file, mapping={"mail": "name"})
    with pytest.raises(InputError):
        importing.import_contacts(ws, file, bad_rows=tmp_path / "many.csv" / "bad.csv", list_name="All")
    assert (importing.unfinished_imports(ws), ws.lists.all()) == ([], [])


def test_erased_people_do_not_come_back(ws: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail\nana@example.org\nANA@example.org\nben@example.org\n")
    ws.suppressions.add_erased("ana@example.org")
    plan = importing.plan_import(ws, file)
    done = importing.import_contacts(ws, file)
    assert list(book(ws)) == ["ben@example.org"]
    assert done.invalid == 2 and plan.invalid + plan.duplicate == 2
    assert "erased" in done.samples["invalid"][0].reason
    with pytest.raises(InputError, match="erased"):
        contacts.add(ws, "ana@example.org")


@pytest.mark.parametrize("looks", [2, 4, 7, 9])
def test_a_large_import_that_is_stopped_says_how_many_are_in(
    ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    monkeypatch.setattr(bringing, "_BATCH", 50)
    monkeypatch.setattr(file_import, "_LARGE", 0)
    monkeypatch.setattr(file_import, "_TOGETHER", 200)
    monkeypatch.setattr(file_import, "_LARGEST", 20)
    monkeypatch.setattr(file_import, "_SMALLEST", 20)
    file = tmp_path / "list.csv"
    file.write_text("mail\n" + "".join(f"{number * 7 % 500}@example.org\n" for number in range(500)))
    with pytest.raises(Cancelled) as stopped:
        importing.import_contacts(ws, file, list_name="All", cancel=stopping_after(looks))
    said = re.findall(r"\d+", stopped.value.message) or ["0"]
    assert int(said[0]) == contacts.count(ws) < 500
    (unfinished,) = importing.unfinished_imports(ws)
    assert unfinished.people == contacts.count(ws)
    with pytest.raises(Cancelled, match=rf"{said[0]} people are in|Nothing was changed"):
        importing.continue_import(ws, unfinished.id, cancel=stopping_after(1))
    done = importing.continue_import(ws, unfinished.id)
    assert (done.rows, done.new, contacts.count(ws), ws.lists.by_name("All").size) == (500, 500, 500, 500)


@pytest.fixture
def small_lots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every address book a large one, in which people are sorted by 200 and written by 20."""
    monkeypatch.setattr(bringing, "_BATCH", 50)
    monkeypatch.setattr(file_import, "_LARGE", 0)
    monkeypatch.setattr(file_import, "_TOGETHER", 200)
    monkeypatch.setattr(file_import, "_LARGEST", 20)
    monkeypatch.setattr(file_import, "_SMALLEST", 20)


@pytest.mark.usefixtures("small_lots")
def test_duplicates_are_named_in_the_order_of_the_file(ws: Store, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail\n" + "".join(f"{number * 7 % 90}@example.org\n" for number in range(180)))
    done = importing.import_contacts(ws, file)
    assert [(row.line, row.reason) for row in done.samples["duplicate"]] == [
        (line, f"The same address is in line {line - 90:,}") for line in range(92, 182)
    ]


@pytest.mark.parametrize("looks", [2, 5])
@pytest.mark.usefixtures("small_lots")
def test_an_import_that_goes_on_judges_and_tells_as_one_that_was_not_stopped(
    ws: Store, tmp_path: Path, looks: int
) -> None:
    wants = [f"{number}@gardans.example" for number in range(15)]  # twice as many would be a domain of its own right
    wants += [f"{number % 60}@gardens.example" for number in range(485)]
    file = tmp_path / "list.csv"
    file.write_text("mail\n" + "".join(f"{want}\n" for want in wants))
    for number in range(60):
        ws.contacts.add(f"{number}@gardens.example")
    other = open_store(tmp_path / "other")
    for number in range(60):
        other.contacts.add(f"{number}@gardens.example")
    at_once = importing.import_contacts(other, file)
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, cancel=stopping_after(looks))
    done = importing.continue_import(ws, importing.unfinished_imports(ws)[0].id)
    assert as_told(done) == as_told(at_once)
    assert at_once.typo == 15 and at_once.duplicate == 425
    other.close()


@pytest.mark.usefixtures("small_lots")
@pytest.mark.parametrize("large", [0, 1_000_000])
def test_who_is_erased_while_a_file_comes_in_stays_away(
    ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(file_import, "_LARGE", large)
    file = tmp_path / "list.csv"
    file.write_text("mail\n" + "".join(f"{number}@example.org\n" for number in range(500)))
    bad = tmp_path / "bad.csv"

    def erase_some(done: int, _: int | None) -> None:
        if done == 201 and ws.contacts.by_address("250@example.org") is None:
            erasing.erase(ws, "90@example.org")
            for number in (250, 499):
                ws.suppressions.add_erased(f"{number}@example.org")

    done = importing.import_contacts(ws, file, list_name="All", bad_rows=bad, progress=erase_some)
    came = sorted(int(address.partition("@")[0]) for address in book(ws))
    assert came == [number for number in range(500) if number not in (90, 250, 499)]
    assert ws.lists.by_name("All").size == 497
    assert (done.rows, done.new, done.invalid) == (500, 498, 2)  # 90 was in and went
    assert [row.line for row in done.samples["invalid"]] == [252, 501] and "501," in bad.read_text()


@pytest.mark.usefixtures("small_lots")
def test_an_import_onto_a_list_that_is_gone_does_not_go_on_with_half_of_it(ws: Store, tmp_path: Path) -> None:
    file = many(tmp_path / "many.csv", 500)
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, list_name="All", cancel=stopping_after(6))
    ws.lists.remove(ws.lists.by_name("all").id)
    (unfinished,) = importing.unfinished_imports(ws)
    with pytest.raises(NotFoundError, match="Import the file again"):
        importing.continue_import(ws, unfinished.id)
    assert ws.lists.all() == []
    assert importing.import_contacts(ws, file, list_name="All").rows == 500
    assert ws.lists.by_name("All").size == contacts.count(ws)


def test_an_import_that_runs_is_left_to_the_process_that_does_it(
    ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_PATIENCE", 0.0)
    file = many(tmp_path / "many.csv", 100)
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, cancel=stopping_after(1))
    (stopped,) = importing.unfinished_imports(ws)
    assert not stopped.running
    other = open_store(ws.paths.root)
    with other.imports.go_on(stopped.id):
        assert importing.unfinished_imports(ws) == [replace(stopped, running=True)]
        for forbidden in (
            lambda: importing.continue_import(ws, stopped.id),
            lambda: importing.forget_import(ws, stopped.id),
            lambda: importing.import_contacts(ws, file),
        ):
            with pytest.raises(WorkspaceBusyError, match=r"“many\.csv” is being imported right now"):
                forbidden()
    other.close()
    assert importing.continue_import(ws, stopped.id).rows == 100
    assert importing.unfinished_imports(ws) == [] and not list(ws.paths.root.glob("import-*"))


CHILD = """
import sys
from pathlib import Path
from mailer_gui.operations import importing
from mailer_gui.operations.importing import bringing
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.store import file_import, imports
bringing._BATCH = 200
if sys.argv[3] == "large":
    file_import._LARGE, file_import._TOGETHER, file_import._LARGEST = 0, 2_000, 100
importing.import_contacts(open_workspace(Path(sys.argv[1])), Path(sys.argv[2]), list_name="All",
    progress=lambda done, total: print(done, flush=True))
"""


@pytest.mark.slow
@pytest.mark.parametrize("book_is", ["small", "large"])
def test_a_killed_import_leaves_whole_parts_and_goes_on(tmp_path: Path, book_is: str) -> None:
    file = many(tmp_path / "many.csv", 20_000)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "workspace"), str(file), book_is],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    while int(child.stdout.readline()) < 3_000:
        pass
    ws = open_store(tmp_path / "workspace")
    (running,) = importing.unfinished_imports(ws)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    (unfinished,) = importing.unfinished_imports(ws)
    assert running.running and not unfinished.running
    (noted,) = ws.imports.all()
    assert unfinished.line == noted.line >= 3_000
    good = [i for i in range(20_000 - 7) if i % 50 and noted.has(i + 2, f"person{i}@example.org")]
    assert contacts.count(ws) == len(good) == ws.lists.by_name("All").size == noted.counts["new"]
    done = importing.continue_import(ws, unfinished.id)
    assert (done.rows, done.new, done.invalid) == (20_000, contacts.count(ws), 400)
    assert done.duplicate == 20_000 - 400 - done.new
    ws.close()


@pytest.mark.usefixtures("small_lots")
def test_who_is_erased_is_no_longer_named_by_an_import_that_can_still_go_on(
    ws: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("mail\nquenby@exmaple.org\n" + "".join(f"{number + 100}@example.org\n" for number in range(499)))
    write_part, parts = FileImport._write_part, stopping_after(13)  # the second lot is half in then

    def write_some(into: FileImport, *given: Any) -> Any:
        if parts():
            raise Cancelled
        return write_part(into, *given)

    with monkeypatch.context() as patch, pytest.raises(Cancelled):
        patch.setattr(FileImport, "_write_part", write_some)
        importing.import_contacts(
            ws,
            file,
            list_name="All",
            corrections={"quenby@exmaple.org": "quenby@example.org", "590@exmaple.org": "590@example.org"},
        )
    (begun,) = ws.imports.all()
    stands_at = begun.key
    assert 0 < begun.people < 500 and stands_at
    for address in (stands_at, "quenby@example.org"):
        erasing.erase(ws, address)
        (begun,) = ws.imports.all()
        assert begun.key < stands_at and address not in str(begun)
    assert "quenby" not in str(begun) and "590@exmaple.org" in str(begun)
    done = importing.continue_import(ws, begun.id)
    assert (done.rows, done.invalid) == (500, 2)
    assert book(ws).keys() == {f"{number + 100}@example.org" for number in range(499)} - {stands_at}
    assert ws.lists.by_name("All").size == 498


def test_an_import_that_is_named_by_an_erased_address_is_forgotten(ws: Store, tmp_path: Path) -> None:
    file = many(tmp_path / "many.csv", 100)
    contacts.add(ws, "quenby@example.org")
    contacts.add(ws, "by@example.org")
    with pytest.raises(Cancelled):
        importing.import_contacts(ws, file, consent="Quenby@example.org said so.", cancel=stopping_after(1))
    erasing.erase(ws, "by@example.org")
    assert importing.unfinished_imports(ws)
    erasing.erase(ws, "quenby@example.org")
    assert importing.unfinished_imports(ws) == []
