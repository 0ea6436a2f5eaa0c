"""What is worth a thought in a message is said, and a clean message gets no advice."""

from __future__ import annotations

import pytest

from mailer_gui.compose.advice import advice
from mailer_gui.compose.contrast import colour, ratio
from mailer_gui.model.messages import Attachment, BodyKind, Message

WORDS = (
    "<p>Dear {{ first_name | default: 'friend' }}, the bakery has new opening hours from Monday on. We bake fresh bread"
    " every morning from seven, and on Saturdays there is cake. We look forward to your visit in our shop.</p>"
)
FOOT = '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ postal_address }}</p>'
CLEAN = Message("New opening hours at the bakery", html=WORDS + FOOT)


def codes(message: Message) -> list[str]:
    return [one.code for one in advice(message)]


@pytest.mark.parametrize(
    "message",
    [
        CLEAN,
        Message("Ihre Rechnung für März", text="Guten Tag, Ihre Rechnung liegt bei. https://shop.example/bills"),
        Message("Hi", kind=BodyKind.MARKDOWN, source="Hello **you**, see [our menu](https://shop.example/menu)."),
        Message("Hi", html=WORDS + '<a href="https://shop.example/x">shop.example</a>' + FOOT),
        Message("Hi", html=WORDS + '<a href="https://www.shop.example/x">shop.example/menu</a>'),
        Message("Hi", html=WORDS + '<a href="https://news.shop.example/{{ id }}">https://shop.example/</a>'),
        Message("Hi", html=WORDS + '<img src="https://shop.example/a.png" alt="">'),
        Message("Hi", html=WORDS + '<img src="https://shop.example/p.gif" width="1" height="1">'),
        Message("Hi", html=WORDS + '<p style="background:#123456;color:#ffffff">White on blue</p>'),
        Message(
            "Hi", html=WORDS + '<div style="background:url(https://x.example/a.png)"><p style="color:#fff">x</p></div>'
        ),
        Message("Hi", html=WORDS + '<a href="mailto:a@shop.example">Write</a> <a href="tel:+4930123">Call</a>'),
        Message("NASA and ESA news", html=WORDS),
        Message("Free entry on Sunday", html=WORDS),
    ],
)
def test_a_clean_message_gets_no_advice(message: Message) -> None:
    assert codes(message) == []


@pytest.mark.parametrize(
    ("subject", "html", "code"),
    [
        ("x" * 20 + " long subject" * 6, "", "subject-long"),
        ("BUY OUR NEW BREAD TODAY", "", "subject-shouting"),
        ("Come today!!", "", "subject-shouting"),
        ("Re: your order", "", "subject-reply"),
        ("Hi", "<script>x</script>", "removed"),
        ("Hi", '<form action="https://shop.example"><input></form>', "removed"),
        ("Hi", '<link rel="stylesheet" href="https://shop.example/a.css">', "stylesheet"),
        ("Hi", '<img src="https://shop.example/a.png">', "no-alt"),
        ("Hi", '<p style="color:#ccc">hardly seen</p>', "contrast"),
        ("Hi", '<td bgcolor="#ffff00"><font color="white">hardly seen</font></td>', "contrast"),
        ("Hi", "<style>.x { color: #ddd }</style><p class=x>hardly seen</p>", "contrast"),
        ("Hi", '<a href="">here</a>', "link-empty"),
        ("Hi", '<a href="#">here</a>', "link-empty"),
        ("Hi", '<a href="www.shop.example">our site</a>', "link-broken"),
        ("Hi", '<a href="htps://shop.example">our site</a>', "link-broken"),
        ("Hi", '<a href="https//shop.example">our site</a>', "link-broken"),
        ("Hi", '<a href="https://shop">our site</a>', "link-broken"),
        ("Hi", '<a href="javascript:alert(1)">our site</a>', "link-broken"),
        ("Hi", '<a href="http://shop.example/a">our site</a>', "link-plain"),
        ("Hi", '<a href="https://evil.example/a">www.shop.example</a>', "link-disguised"),
        ("Hi", '<a href="https://192.0.2.7/a">our site</a>', "link-number"),
        ("Hi", '<a href="https://bit.ly/a">our site</a>', "link-short"),
        ("Hi", "<p>Click here for more.</p>", "spam-click"),
        ("Hi", "<p>Congratulations! You have won.</p>", "spam-winner"),
        ("Hi", "<p>Earn $$$ now</p>", "spam-money"),
        ("Hi", "<p>Great???</p>", "spam-marks"),
    ],
)
def test_one_defect_gives_one_advice(subject: str, html: str, code: str) -> None:
    assert codes(Message(subject, html=WORDS + html + FOOT)) == [code]


def test_a_message_that_gmail_would_cut_is_named() -> None:
    assert codes(Message("Hi", html=WORDS + "<p>" + "word " * 25_000 + "</p>")) == ["clipped"]


def test_a_message_of_pictures_is_named() -> None:
    html = '<img src="https://shop.example/a.png" alt="Our offers">'
    assert codes(Message("Hi", html=html)) == ["only-pictures"]
    assert codes(Message("Hi", html=html.replace("Our offers", ""))) == ["only-pictures", "no-text"]


def test_heavy_pictures_are_named() -> None:
    big = Attachment("a.png", "a" * 64, 2_400_000, "image/png")
    some = tuple(Attachment(f"{n}.png", str(n) * 64, 400_000, "image/png") for n in range(5))
    assert codes(Message("Hi", html=WORDS, images=(big,))) == ["heavy-picture"]
    assert codes(Message("Hi", html=WORDS, images=some)) == ["heavy-pictures"]


def test_links_in_plain_text_are_looked_at() -> None:
    assert codes(Message("Hi", kind=BodyKind.PLAIN, text="See http://shop.example/a")) == ["link-plain"]


@pytest.mark.parametrize(
    ("one", "other", "value"), [("#fff", "black", 21.0), ("#777777", "#ffffff", 4.48), ("rgb(255, 0, 0)", "white", 4.0)]
)
def test_contrast_is_that_of_the_standard(one: str, other: str, value: float) -> None:
    first, second = colour(one), colour(other)
    assert first is not None and second is not None
    assert ratio(first, second) == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize("value", ["", "inherit", "rgba(0,0,0,.5)", "{{ colour }}", "var(--x)", "#12"])
def test_unknown_colours_say_nothing(value: str) -> None:
    assert colour(value) is None
