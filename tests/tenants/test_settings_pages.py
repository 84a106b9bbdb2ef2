"""Pages of figures and working days."""

from datetime import date

import pytest
from django.test import Client

from core.actors import Role
from core.figures import value
from core.periods import today
from tenants.models import Setting, WorkdayOverride
from tests.factories.people import client_of

pytestmark = pytest.mark.usefixtures("district")

PATHS = ["/settings/", "/settings/sign_in.wrong_tries/", "/settings/workdays/"]


@pytest.fixture
def admin(db: None) -> Client:
    return client_of(Role.DISTRICT_ADMIN)


def test_only_administrators_open_the_settings(admin: Client) -> None:
    reviewer = client_of(Role.REVIEWER)

    assert [admin.get(path).status_code for path in PATHS] == [200] * 3
    assert [reviewer.get(path).status_code for path in PATHS] == [403] * 3


def test_a_figure_is_changed_with_its_source(admin: Client) -> None:
    answer = admin.post(PATHS[1], {"value": "4", "source": "区教工〔2026〕9号", "valid_from": today().isoformat()})

    assert (answer.status_code, value("sign_in.wrong_tries")) == (302, 4)
    assert "区教工〔2026〕9号" in admin.get("/settings/").content.decode()


def test_a_figure_beyond_its_limits_stays(admin: Client) -> None:
    answer = admin.post(PATHS[1], {"value": "99", "source": "文件", "valid_from": today().isoformat()})

    assert ("应在3到10次之间" in answer.content.decode(), Setting.objects.count()) == (True, 0)


def test_an_unknown_figure_is_404(admin: Client) -> None:
    assert admin.get("/settings/sign_in.nothing/").status_code == 404


def test_days_are_added_one_by_one_pasted_and_removed(admin: Client) -> None:
    admin.post(PATHS[2], {"day": "2027-02-07", "is_working": "1", "note": "补班"})
    admin.post(PATHS[2], {"lines": "2027-02-08至2027-02-09 休息 春节"})
    days = WorkdayOverride.objects.values_list("day", "is_working", "note")
    assert list(days) == [
        (date(2027, 2, 7), True, "补班"), (date(2027, 2, 8), False, "春节"), (date(2027, 2, 9), False, "春节"),
    ]  # fmt: skip

    admin.post("/settings/workdays/2027-02-08/remove/")

    assert [row.day.day for row in WorkdayOverride.objects.all()] == [7, 9]


def test_one_wrong_line_saves_none(admin: Client) -> None:
    answer = admin.post(PATHS[2], {"lines": "2027-02-08 休息\n不是日期"})

    assert ("第2行" in answer.content.decode(), WorkdayOverride.objects.count()) == (True, 0)


@pytest.mark.parametrize(("day", "status"), [("2027-02-30", 404), ("2027-02-28", 302)])
def test_only_days_of_the_calendar_have_an_address(admin: Client, day: str, status: int) -> None:
    assert admin.post(f"/settings/workdays/{day}/remove/").status_code == status
