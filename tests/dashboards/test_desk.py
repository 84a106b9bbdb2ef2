"""What the dashboards put on the district's desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.actors import Actor, Role
from core.periods import today
from dashboards.desk import from_dashboards
from dashboards.models import Freshness
from tenants.models import School
from tests.factories.comparison import fill, make_campaign, make_schools

pytestmark = pytest.mark.usefixtures("district")
OFFICIAL = Actor(None, "领导", frozenset({Role.OFFICIAL.value}))
ADMIN = Actor(None, "管理员", frozenset({Role.DISTRICT_ADMIN.value}))


def test_officials_find_the_newest_campaign(sign_in: Callable[..., Client]) -> None:
    fill(make_campaign(), make_schools(5))

    [item] = from_dashboards(OFFICIAL)

    assert (item.title, item.url) == ("应报5所，按时4所，至今还差1所", "/dashboards/plans/")
    assert item.title in sign_in(Role.OFFICIAL).get("/desk/").content.decode()


def test_administrators_hear_of_schools_whose_numbers_are_a_day_old() -> None:
    make_schools(3)
    for code, hours in (("cmp0", 1), ("cmp1", 25)):
        measured_at = timezone.now() - timedelta(hours=hours)
        Freshness.objects.create(school=School.objects.get(code=code), measured_at=measured_at)

    [item] = from_dashboards(ADMIN)

    assert (item.title, item.facts) == ("2所学校的数据超过24小时没有更新", ("鹭汀学校、映山小学",))


def test_a_school_that_opened_today_is_not_late_yet() -> None:
    make_schools(1)
    School.objects.filter(code="cmp0").update(opened_on=today())

    assert from_dashboards(ADMIN) == []


def test_others_get_nothing() -> None:
    make_schools(1)

    assert from_dashboards(Actor(None, "编辑", frozenset({Role.EDITOR.value}))) == []
