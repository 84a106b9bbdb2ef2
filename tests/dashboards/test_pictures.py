"""Pictures made on the server: of each figure one, at twice its size, not blank, with the words that belong to it."""

import struct
import zlib
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from core.actors import Role
from dashboards import selectors
from dashboards.definitions import FIGURE_TEXTS
from dashboards.figures import drawing, ranked, status
from district.collection.models import Campaign
from tests.factories.comparison import add_facts, add_work, fill, make_campaign, make_schools

PLANS = "/dashboards/plans/"


@pytest.fixture
def campaign(district: None) -> Campaign:
    schools = make_schools(14)
    made = make_campaign(published=True)
    fill(make_campaign(year=made.year - 1), schools)
    fill(made, schools)
    period = selectors.period_key(made.year, made.term)
    for place, school in enumerate(schools):
        add_facts(school, period, tasks=12, dated=6 + place % 7)
        add_work(school, period, due=12, done=1 if place == 3 else 8 + place % 4, areas={"care": (1, 4)})
    return made


def size_and_shades(png: bytes) -> tuple[int, int, int]:
    """Width, height, and how many different bytes the rows hold: a blank picture has next to none."""
    width, height = struct.unpack(">II", png[16:24])
    place, body = 8, b""
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            body += png[place + 8 : place + 8 + length]
        place += length + 12
    return width, height, len(set(zlib.decompress(body)))


def test_every_figure_can_be_had_as_a_picture(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.OFFICIAL)
    page = client.get(PLANS)
    panels = page.context["page"].panels

    for name in FIGURE_TEXTS:
        assert f"export=png&amp;figure={name}" in page.content.decode()
        answer = client.get(PLANS, {"export": "png", "figure": name})
        width, height, shades = size_and_shades(answer.content)
        assert (answer["Content-Type"], width) == ("image/png", 1920)
        assert height > 2 * (panels[name].height if panels[name].plot else 28 * len(panels[name].rows))
        assert shades > 50
        assert f"{campaign.title}_{panels[name].finding}.png" in unquote(answer["Content-Disposition"])
    assert set(FIGURE_TEXTS) == set(panels) - {"all"}


def test_what_cannot_be_drawn_is_not_found(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    client = sign_in(Role.OFFICIAL)

    assert [client.get(PLANS, {"export": "png", "figure": name}).status_code for name in ("all", "x")] == [404, 404]


def test_the_schools_figure_can_be_had_too(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    answer = sign_in(Role.OFFICIAL).get(f"{PLANS}schools/cmp0/", {"export": "png"})

    assert size_and_shades(answer.content)[0] == 1920


def words_of(drawn: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 -- our own


def test_bars_are_as_long_as_their_values_and_names_are_escaped() -> None:
    bars = [ranked.Bar("a", "甲<校>", 0.8, "80%"), ranked.Bar("b", "乙校", 0.4, "40%", is_met=False)]

    drawn = drawing.svg(ranked.ranked(bars, ranked.Scale(1, 0.5, "目标50%", ".0%")), 600, 140)

    wide = [float(each.get("width", 0)) for each in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")  # noqa: S314 -- our own
            if each.get("fill") in {"#0072b2", "url(#hatch-0)"}]  # fmt: skip
    assert wide[0] == pytest.approx(2 * wide[1], abs=0.2)
    assert {"甲<校>", "乙校", "目标50%", "40%  未达标"} <= set(words_of(drawn))


def test_stacked_bars_lie_end_to_end() -> None:
    counts = {state: [1 if state in {"accepted", "missing"} else 0] for state in status.STATES}

    drawn = drawing.svg(status.status(["小学"], counts), 600, status.height(["小学"]))

    rects = [each for each in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")  # noqa: S314 -- our own
             if float(each.get("width", 0)) > 50]  # fmt: skip
    first, second = ((float(each.get("x", 0)), float(each.get("width", 0))) for each in rects)
    assert first[0] + first[1] == pytest.approx(second[0], abs=0.2)
    assert {"通过", "未报", "小学"} <= set(words_of(drawn))
