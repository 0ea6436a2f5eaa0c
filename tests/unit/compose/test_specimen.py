"""A message for nobody in particular has fallbacks and names where its merge fields are."""

from __future__ import annotations

import pytest

from mailer_gui.compose.specimen import specimen_of


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Dear {{ first_name | default: 'friend' }},</p>", "<p>Dear friend,</p>"),
        ('{{ ["First Name"] }} of {{ home_town | upcase }}', "First Name of home town"),
        ("{% if vip %}a{% else %}b{% endif %}", "ab"),
        ("{% raw %}{{ x }}{% endraw %}c", "c"),
        ("{{ broken", "{{ broken"),
    ],
)
def test_specimens(html: str, shown: str) -> None:
    assert specimen_of(html) == shown
