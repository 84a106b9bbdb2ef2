"""Limits of chance against known values, and what is said of schools inside and outside of them."""

import math
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actors import Role
from dashboards import selectors
from dashboards.fair import beside, comparison
from dashboards.figures.funnel import Field, Point, funnel
from dashboards.figures.limits import ALARM, WARNING, Interval, binomial, dispersion, interval, is_overdispersed
from district.collection.models import Campaign
from tests.factories.comparison import add_facts, add_work, fill, make_campaign, make_schools

shares = st.floats(0.02, 0.98)


def rounded(found: Interval) -> tuple[float, float]:
    return round(found.low, 4), round(found.high, 4)


def test_where_the_normal_formula_holds_it_is_used() -> None:
    """district.md §4: at 85 % and n = 60 the lower limits are 76 % and 71 %."""
    assert rounded(interval(60, 0.85, WARNING)) == (0.7596, 0.9404)
    assert rounded(interval(60, 0.85, ALARM)) == (0.7076, 0.9924)


def test_small_numbers_have_exact_limits() -> None:
    """With n = 10 and p = 1/2, P(R≤1) = 11/1024, P(R≤2) = 56/1024; the 2.5 % point lies between."""
    alpha = (56 / 1024 - 0.0249979) / (45 / 1024)

    found = interval(10, 0.5, WARNING)

    assert found.low == pytest.approx((2 - alpha) / 10, abs=1e-4)
    assert found.high == pytest.approx(1 - found.low)
    assert binomial(2, 10, 0.5) == pytest.approx(45 / 1024)
    assert math.fsum(binomial(r, 500, 0.85) for r in range(501)) == pytest.approx(1)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), shares, st.floats(1, 4))
def test_limits_hold_the_average_and_each_other(n: int, p: float, phi: float) -> None:
    inner, outer, wide = interval(n, p, WARNING), interval(n, p, ALARM), interval(n, p, WARNING, phi)

    assert 0 <= outer.low <= inner.low + 1e-9 <= p + 1 / n
    assert p - 1 / n <= inner.high + 1e-9
    assert inner.high <= outer.high + 1e-9
    assert outer.high <= 1
    assert wide.low <= inner.low + 1 / n
    assert wide.high >= inner.high - 1 / n


def test_chance_alone_is_rarely_outside() -> None:
    """Of schools that all truly do 85 %, about one in twenty lies outside of 95 %, and hardly one of 99.8 %."""
    for n in (8, 12, 20, 40):
        outside = sum(binomial(r, n, 0.85) for r in range(n + 1) if interval(n, 0.85, WARNING).side(r / n))
        far = sum(binomial(r, n, 0.85) for r in range(n + 1) if interval(n, 0.85, ALARM).side(r / n))
        assert outside <= 0.06
        assert far <= 0.007


def test_dispersion_tells_real_differences_from_chance() -> None:
    same = [(8, 10), (7, 10), (9, 10), (8, 10), (8, 10), (7, 10)]
    apart = [(2, 20), (19, 20), (3, 20), (18, 20), (20, 20), (1, 20)]

    assert is_overdispersed(dispersion(same, 0.78), len(same)) is False
    assert is_overdispersed(dispersion(apart, 0.525), len(apart)) is True
    assert (dispersion([], 0.5), dispersion([(3, 3)], 1.0)) == (1.0, 1.0)


def test_the_widened_limits_are_said() -> None:
    apart = comparison([(2, 20), (19, 20), (3, 20), (18, 20), (20, 20), (1, 20)])
    same = comparison([(8, 10), (7, 10), (9, 10)])

    assert apart is not None
    assert same is not None
    assert "界线已按它放宽" in apart.dispersion_label
    assert (same.widening, same.dispersion_label) == (1.0, "离散系数φ＝0.4，校际差别没有超出偶然")
    assert comparison([]) is None


def test_a_share_is_above_below_or_within() -> None:
    field = comparison([(50, 100), (52, 100), (49, 100), (50, 100), (51, 100), (48, 100)])
    assert field is not None

    found = [field.verdict((top, 100)) for top in (30, 39, 50, 61, 70)]

    assert [verdict.word for verdict in found] == ["低于", "低于", "正常波动", "高于", "高于"]
    assert [verdict.beyond for verdict in found] == ["99.8%界", "95%界", "", "95%界", "99.8%界"]
    assert found[2].range_label == "40%—60%"


def test_few_peers_are_replaced_by_everyone() -> None:
    pairs = [(8, 10), (7, 10), (9, 10), (5, 10)]

    assert [(found.among, found.field.count) for found in (beside(pairs[0], pairs[:3], pairs),
            beside(pairs[0], pairs[:2], pairs)) if found] == [("同类", 3), ("全区", 4)]  # fmt: skip
    assert beside(pairs[0], pairs[:2], pairs[:2]) is None


def test_only_points_outside_are_named() -> None:
    points = [Point("望溪小学", 20, 0.5, 0, "50%"), Point("鹭汀学校", 20, 0.1, -1, "10%")]

    plot = funnel(points, Field(0.5, 1.0, 0.85, "目标85%"))

    marks = {trace["name"]: trace for trace in plot["data"] if trace["mode"] != "lines"}
    assert {name: trace.get("text") for name, trace in marks.items()} == {"正常波动": None, "低于": ["鹭汀学校"]}
    assert len({trace["marker"]["symbol"] for trace in marks.values()}) == 2
    assert sum(trace["mode"] == "lines" for trace in plot["data"]) == 4


@pytest.fixture
def campaign(district: None) -> Campaign:
    """Eight schools near 80 %, one far below, one with few tasks."""
    made = make_campaign(published=True)
    schools = make_schools(10)
    fill(made, schools)
    period = selectors.period_key(made.year, made.term)
    done = [(16, 20), (17, 20), (15, 20), (16, 20), (18, 20), (16, 20), (15, 20), (17, 20), (4, 20), (0, 3)]
    for school, (top, below) in zip(schools, done, strict=True):
        add_facts(school, period, tasks=20, dated=20)
        add_work(school, period, due=below, done=top, areas={})
    return made


def test_the_page_tells_differences_from_chance(campaign: Campaign, sign_in: Callable[..., Client]) -> None:
    page = sign_in(Role.OFFICIAL).get(f"/dashboards/plans/?campaign={campaign.uid}")
    panel = page.context["page"].panels["funnel"]

    assert panel.finding == "1所低于正常波动范围，其余8所差别不大"
    assert [row[4].text for row in panel.rows] == [*["正常波动"] * 8, "低于", "数量太少，不比较"]
    assert "1所数量太少，不比较" in panel.foot
    assert len([one for one in page.context["page"].panels.values() if one.plot]) <= 6


def test_the_schools_page_says_the_range_instead_of_a_bare_rank(
    campaign: Campaign, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(Role.OFFICIAL)
    titles = [client.get(f"/dashboards/plans/schools/{code}/").context["page"].finding for code in ("cmp8", "cmp0")]

    assert titles[0].startswith("槐序中学：到期任务完成20%，全区9所中低于正常波动范围（")
    assert titles[1].startswith("望溪小学：到期任务完成80%，同类3所中处于正常波动范围（")
