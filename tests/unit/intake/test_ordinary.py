from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.ordinary import OrdinaryRows, fields_in
from mailer_gui.model.contacts import FieldType, display_name
from mailer_gui.model.field_types import Habits, normalised

CELL = (
    st.text(max_size=4) | st.text(st.sampled_from(" 'a\"\\%é,\t\u00a0=1./"), max_size=6) | st.sampled_from(["", "Ana"])
)
FIELDS = st.lists(
    st.sampled_from(["name", "first_name", "last_name", "city", "ort 2", "größe", 'say "x"', "100%", "a\\b"]),
    unique=True,
)


@given(st.data())
def test_an_ordinary_row_is_what_the_long_way_makes_of_it(data: st.DataObject) -> None:
    names = data.draw(FIELDS)
    places = list(enumerate(names, 1))
    kinds = st.sampled_from([FieldType.TEXT, FieldType.NUMBER, FieldType.DATE, FieldType.YES_NO])
    types = {index: (data.draw(kinds), Habits()) for index, _ in places if data.draw(st.booleans())}
    types = {index: kind for index, kind in types.items() if kind[0] is not FieldType.TEXT}
    rows = OrdinaryRows(places, types)
    some = data.draw(st.lists(st.lists(CELL, min_size=len(names) + 1, max_size=len(names) + 1), max_size=5))
    alone = [rows.person(cells) for cells in some]
    together = rows.people(some)
    if None in alone:
        assert together is None
    elif some:
        assert together == tuple(map(list, zip(*alone, strict=True)))
    for cells, found in zip(some, alone, strict=True):
        fields = fields_in(cells, places)
        for index, name in places:
            if index in types and name in fields:
                stored = normalised(fields[name], *types[index])
                assert stored is not None or found is None  # what does not fit its type is counted on the long way
                fields[name] = fields[name] if stored is None else stored
        if found is not None:
            assert found[0] == display_name(fields)
            assert json.loads(found[1]) == fields
            assert found[1] == json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def test_usual_rows_are_ordinary() -> None:
    rows = OrdinaryRows([(1, "first_name"), (2, "last_name"), (3, "city")], {})
    assert rows.person(["a@example.org", "Zoë", "O'Neil", "Sankt Gallen, CH"]) is not None
    assert rows.person(["a@example.org", "", "Lima", ""]) == ("Lima", '{"last_name":"Lima"}')
