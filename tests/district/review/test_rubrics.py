"""Rubrics: made whole or refused, frozen once announced, copied as a new version."""

import io

import openpyxl
import pytest

from core.actors import Role
from core.errors import InvalidInputError, NotAllowedError, WrongStateError
from district.review import facade
from district.review.models import Rubric
from district.review.rubric_templates import TEMPLATES, RubricTemplate
from district.review.services.rubrics import (
    CriterionWish,
    LevelWish,
    change_rubric,
    copy_rubric,
    create_rubric,
    wishes_of,
)
from tests.factories.collection import SYSTEM, make_campaign, make_rubric
from tests.factories.people import client_of, make_actor

pytestmark = pytest.mark.usefixtures("district")
LEVELS = (LevelWish("优", 10, "好"), LevelWish("差", 4.8))


def wish(**fields: object) -> CriterionWish:
    return CriterionWish(**{"title": "任务", "weight": 10, "levels": LEVELS, **fields})


def test_a_rubric_is_kept_as_it_was_written() -> None:
    wishes = [wish(), wish(title="离退休", may_not_apply=True)]

    rubric = create_rubric("标准", wishes, actor=SYSTEM)

    assert (str(rubric), rubric.is_frozen) == ("标准，第1版", False)
    assert wishes_of(rubric) == wishes


@pytest.mark.parametrize(
    ("title", "criteria", "sentence"),
    [
        ("", [wish()], "名称"),
        ("标准", [], "至少写一个"),
        ("标准", [wish(may_not_apply=True)], "对所有学校都适用"),
        ("标准", [wish(), wish()], "同名"),
        ("标准", [wish(title=" ")], "要有名称"),
        ("标准", [wish(weight=0)], "大于0"),
        ("标准", [wish(weight=20)], "等于分值20"),
        ("标准", [wish(levels=LEVELS[:1])], "2—6个等级"),
        ("标准", [wish(levels=LEVELS[::-1])], "从高到低"),
        ("标准", [wish(levels=(LEVELS[0], LEVELS[0]))], "从高到低"),
        ("标准", [wish(levels=(LEVELS[0], LevelWish("差", -1)))], "小于0"),
        ("标准", [wish(levels=(LEVELS[0], LevelWish(" ", 1)))], "等级都要有名称"),
    ],
)
def test_a_malformed_rubric_is_refused_whole(title: str, criteria: list[CriterionWish], sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        create_rubric(title, criteria, actor=SYSTEM)
    assert Rubric.objects.count() == 0


def test_a_rubric_is_changed_until_a_campaign_is_announced_with_it() -> None:
    rubric = make_rubric()
    draft = make_campaign(rubric=rubric, is_announced=False)
    rubric = change_rubric(rubric, "新名", [wish()], actor=SYSTEM)
    assert (rubric.title, rubric.criteria.count(), facade.rubric_uid_of(draft)) == ("新名", 1, rubric.uid)

    make_campaign(rubric=rubric)

    with pytest.raises(WrongStateError, match="复制为新版"):
        change_rubric(rubric, "再改", [wish()], actor=SYSTEM)


def test_a_copy_is_the_next_version_and_free() -> None:
    rubric = make_rubric("标准")
    make_campaign(rubric=rubric)
    rubric.refresh_from_db()

    copy = copy_rubric(rubric, actor=SYSTEM)

    assert (rubric.is_frozen, copy.is_frozen, str(copy)) == (True, False, "标准，第2版")
    assert wishes_of(copy) == wishes_of(rubric)


def test_a_title_in_use_makes_the_next_version() -> None:
    assert [create_rubric("标准", [wish()], actor=SYSTEM).version for _ in range(2)] == [1, 2]


def test_an_empty_rubric_cannot_be_chosen() -> None:
    rubric = Rubric.objects.create(title="空")

    with pytest.raises(InvalidInputError, match="有评分项目"):
        make_campaign(rubric=rubric)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.OFFICIAL])
def test_only_administrators_make_rubrics(role: Role) -> None:
    actor, rubric = make_actor(role), make_rubric()
    for act in (
        lambda: create_rubric("x", [wish()], actor=actor),
        lambda: change_rubric(rubric, "x", [wish()], actor=actor),
        lambda: copy_rubric(rubric, actor=actor),
    ):
        with pytest.raises(NotAllowedError):
            act()


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_is_taken_over_with_its_source_and_can_be_changed(template: RubricTemplate) -> None:
    admin = client_of(Role.DISTRICT_ADMIN)
    assert template.title in admin.get("/reviews/rubrics/").content.decode()

    answer = admin.post("/reviews/rubrics/take/", {"template": template.code})

    rubric = Rubric.objects.get()
    assert answer.headers["Location"] == f"/reviews/rubrics/{rubric.uid}/"
    assert (template.total, rubric.source, rubric.is_frozen) == (100, template.source, False)
    assert (wishes_of(rubric), copy_rubric(rubric, actor=SYSTEM).source) == (list(template.criteria), template.source)
    file = openpyxl.load_workbook(io.BytesIO(admin.get(f"/reviews/rubrics/{rubric.uid}/?export=xlsx").content)).active
    rows = list(file.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [each.title for each in template.criteria for _level in each.levels]
    assert sum(row[3] for row in rows if row[1] == row[3]) == template.total
    assert admin.post("/reviews/rubrics/take/", {"template": "none"}).status_code == 404
