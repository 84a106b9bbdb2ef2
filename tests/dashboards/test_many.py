"""A district of more schools than a screen holds: what is shown is a part, says so, and leads to the rest."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from config.bench.filling import District, make_district
from config.bench.pages import person
from core.actors import Role
from dashboards import selectors
from dashboards.plans_page import plans_page
from district.collection.models import Campaign

NUMBER, MOST_DRAWN = 130, 30
PLANS = "/dashboards/plans/"
pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def district_of_many() -> District:
    """130 schools, each with two campaigns and every number; the results of this year are published."""
    made = make_district(person())
    made.grow(NUMBER)
    Campaign.objects.update(results_published_at=timezone.now())
    return made


def test_of_many_schools_a_part_is_shown_and_the_rest_is_a_click_away(
    district_of_many: District, sign_in: Callable[..., Client]
) -> None:
    asked = {"campaign": str(district_of_many.campaigns[-1].uid)}
    client = sign_in(Role.OFFICIAL)
    page = plans_page(asked, selectors.campaigns_shown(), now=timezone.now())
    assert page is not None

    for name in ("dated", "done"):
        panel = page.panels[name]
        assert panel.plot is not None
        assert panel.excerpt is not None
        assert len(panel.plot["data"][0]["y"]) <= MOST_DRAWN
        assert panel.excerpt.label == f"显示前10、目标线前后、后10，共{NUMBER}所"
        assert len(panel.rows) == NUMBER
    content = client.get(PLANS, asked).content.decode()
    assert max(len(page.panels[name].places) for name in ("dated", "areas", "done", "funnel", "work")) <= MOST_DRAWN
    assert f"显示前20所，共{NUMBER}所" in content
    assert "图中有全部，表中只列界外的" in content
    assert content.count(f"看全部{NUMBER}所") == 6

    last = client.get(PLANS, {**asked, "figure": "dated", "page": "7"}).content.decode()
    assert f"共{NUMBER}行" in last
    assert [*re.findall(r'schools/(full\d+)/"', last)] == [
        row[0].url.split("/")[-2] for row in page.panels["dated"].rows[120:]
    ]
    found = client.get(PLANS, {**asked, "figure": "work", "q": "望溪100校"}).content.decode()
    assert re.findall(r'schools/(full\d+)/"', found) == ["full100"]
    assert client.get(PLANS, {**asked, "figure": "nothing"}).status_code == 404
    file = client.get(PLANS, {**asked, "figure": "work", "export": "xlsx"}).content
    assert openpyxl.load_workbook(io.BytesIO(file)).active.max_row == NUMBER + 1
