"""The editor: every row saves by itself, nobody saves over a colleague, locked plans stay as they are."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from audit.models import AuditEntry
from core.actors import Role
from core.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from core.periods import Period
from schools.plans import selectors
from schools.plans.models import Plan, PlanState, PlanTask
from schools.plans.services import tasks, writing
from schools.plans.services.writing import SectionText
from tenants.models import School
from tenants.schemas import in_school
from tests.factories.people import make_actor, make_user
from tests.factories.plans import chair_of, complete, first_task, make_plan

SignIn = Callable[..., Client]


def texts_of(plan: Plan) -> list[str]:
    return [task.text for part in selectors.outline(plan) for task in part.tasks]


def form_of(task: PlanTask, **changes: object) -> dict[str, object]:
    values = {
        "text": task.text, "section": task.section.uid if task.section else "", "area": task.area,
        "months": task.months, "dates": task.dates, "recurrence": task.recurrence, "owner_name": task.owner_name,
        "weight": task.weight, "version": task.version,
    }  # fmt: skip
    return {**values, **changes}


def test_an_empty_plan_has_the_usual_sections(ta: School) -> None:
    plan = writing.create_plan(title="计划", period=Period(2026, "first"), actor=chair_of(ta))

    headings = [part.heading for part in selectors.outline(plan)]
    assert headings[:5] == [
        "一、指导思想",
        "二、工作目标",
        "三、主要工作",
        "（一）思想引领与师德",
        "（二）民主管理与校务公开",
    ]


def test_a_task_is_added_moved_and_removed(ta: School) -> None:
    chair, plan = chair_of(ta), make_plan(ta, "甲", "乙", "丙")

    tasks.move_task(plan.tasks.get(text="丙"), -1, actor=chair)
    tasks.move_task(plan.tasks.get(text="甲"), -1, actor=chair)
    assert texts_of(plan) == ["甲", "丙", "乙"]

    tasks.remove_task(plan.tasks.get(text="丙"), actor=chair)
    assert texts_of(plan) == ["甲", "乙"]
    assert list(AuditEntry.objects.values_list("verb", flat=True)[:2]) == ["task.remove", "task.move"]


def test_saving_over_a_colleague_is_refused_with_name_and_time(ta: School) -> None:
    plan = make_plan(ta, "甲")
    task = first_task(plan)
    colleague = make_user(Role.COMMITTEE, school=ta, name="林知微").as_actor("ta")
    tasks.change_task(task, complete("乙"), version=1, is_settled=True, actor=colleague)

    with pytest.raises(ConflictError, match=r"林知微在\d\d:\d\d保存过"):
        tasks.change_task(task, complete("丙"), version=1, is_settled=True, actor=chair_of(ta))

    assert texts_of(plan) == ["乙"]


def test_two_people_may_change_different_rows(ta: School) -> None:
    plan = make_plan(ta, "甲", "乙")
    one, two = plan.tasks.order_by("position")

    tasks.change_task(one, complete("甲甲"), version=1, is_settled=True, actor=chair_of(ta))
    tasks.change_task(two, complete("乙乙"), version=1, is_settled=True, actor=chair_of(ta))

    assert sorted(texts_of(plan)) == ["乙乙", "甲甲"]


def test_a_conflict_page_keeps_what_was_typed(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    task = first_task(plan)
    client = sign_in(Role.CHAIR, school=ta)
    address = f"{ta.prefix}plans/{plan.uid}/tasks/{task.uid}/"
    tasks.change_task(task, complete("别人写的"), version=1, is_settled=True, actor=chair_of(ta))

    page = client.post(address, form_of(task, text="我写的"))

    assert page.status_code == 409
    assert "我写的" in page.content.decode()
    assert "别人写的" in page.content.decode()
    again = client.post(address, form_of(task, text="我写的", version=page.context["form"].data["version"]))
    assert again.status_code == 302
    assert texts_of(plan) == ["我写的"]


def test_autosave_answers_with_version_and_conflict(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    task = first_task(plan)
    client = sign_in(Role.COMMITTEE, school=ta)
    address = f"{ta.prefix}plans/{plan.uid}/tasks/{task.uid}/"
    headers = {"X-Requested-With": "autosave"}

    saved = client.post(address, form_of(task, text="甲一"), headers=headers)
    stale = client.post(address, form_of(task, text="甲二"), headers=headers)
    wrong = client.post(address, form_of(task, text="", version=2), headers=headers)

    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert stale.status_code == 409
    assert "保存过" in stale.json()["message"]
    assert wrong.status_code == 400
    assert texts_of(plan) == ["甲一"]


def test_saving_by_hand_settles_the_doubt_and_autosave_does_not(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "适时慰问")
    task = first_task(plan)
    PlanTask.objects.update(doubt="放在哪个月？")
    client = sign_in(Role.CHAIR, school=ta)
    address = f"{ta.prefix}plans/{plan.uid}/tasks/{task.uid}/"

    client.post(address, form_of(task, months=[12]), headers={"X-Requested-With": "autosave"})
    assert first_task(plan).doubt == "放在哪个月？"
    client.post(address, form_of(first_task(plan)))

    task = first_task(plan)
    assert (task.doubt, task.months) == ("", [12])


def test_months_keep_the_order_written(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    PlanTask.objects.update(months=[9, 10, 1])
    client = sign_in(Role.CHAIR, school=ta)
    task = first_task(plan)

    client.post(f"{ta.prefix}plans/{plan.uid}/tasks/{task.uid}/", form_of(task, text="甲改", months=[1, 9, 10]))

    assert first_task(plan).months == [9, 10, 1]


def test_an_owner_of_the_register_is_linked_and_a_free_name_stays_a_name(ta: School, sign_in: SignIn) -> None:
    from schools.members.models import Member

    member = Member.objects.create(name="郑思远")
    plan = make_plan(ta, "甲", "乙")
    one, two = plan.tasks.select_related("section").order_by("position")
    client = sign_in(Role.CHAIR, school=ta)

    client.post(f"{ta.prefix}plans/{plan.uid}/tasks/{one.uid}/", form_of(one, owner_name="郑思远"))
    client.post(f"{ta.prefix}plans/{plan.uid}/tasks/{two.uid}/", form_of(two, owner_name="各小组长"))

    found = list(plan.tasks.order_by("position").values_list("owner_name", "owner_uid"))
    assert found == [("郑思远", member.uid), ("各小组长", None)]


def test_several_tasks_get_an_owner_at_once(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲", "乙", "丙")
    uids = [str(uid) for uid in plan.tasks.exclude(text="丙").values_list("uid", flat=True)]
    client = sign_in(Role.CHAIR, school=ta)

    client.post(f"{ta.prefix}plans/{plan.uid}/tasks/assign/", {"task": uids, "owner_name": "周以宁", "area": "care"})

    found = dict(plan.tasks.values_list("text", "owner_name"))
    assert found == {"甲": "周以宁", "乙": "周以宁", "丙": "陈砚秋"}
    assert plan.tasks.filter(area="care").count() == 2


def test_assigning_nothing_changes_nothing(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")

    sign_in(Role.CHAIR, school=ta).post(f"{ta.prefix}plans/{plan.uid}/tasks/assign/", {"owner_name": "周以宁"})

    assert first_task(plan).owner_name == "陈砚秋"


def test_a_section_moves_with_its_tasks_and_leaves_them_when_removed(ta: School) -> None:
    plan, chair = make_plan(ta, "甲"), chair_of(ta)
    section = first_task(plan).section

    writing.move_section(section, -1, actor=chair)
    section.refresh_from_db()
    assert section.position == 2
    writing.remove_section(section, actor=chair)

    assert (texts_of(plan), first_task(plan).section) == (["甲"], None)


def test_a_section_is_added_behind_another_and_changed(ta: School) -> None:
    plan, chair = make_plan(ta), chair_of(ta)
    above = plan.sections.order_by("position")[0]

    added = writing.add_section(plan, SectionText("工作思路", 1, ""), after=above, actor=chair)
    changed = writing.change_section(added, SectionText("工作思路", 1, "抓实。"), version=1, actor=chair)

    assert [part.section.title for part in selectors.outline(plan)][:3] == ["指导思想", "工作思路", "工作目标"]
    assert (changed.body, changed.version) == ("抓实。", 2)
    with pytest.raises(ConflictError):
        writing.change_section(added, SectionText("别的", 1, ""), version=1, actor=chair)


def test_the_section_of_another_plan_is_refused(ta: School) -> None:
    plan, other = make_plan(ta, "甲"), make_plan(ta)

    with pytest.raises(InvalidInputError):
        tasks.add_task(plan, complete("乙", section=other.sections.first()), actor=chair_of(ta))


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.ACCEPTED])
def test_a_plan_with_the_district_is_locked(ta: School, state: PlanState) -> None:
    plan, chair = make_plan(ta, "甲"), chair_of(ta)
    task = first_task(plan)
    Plan.objects.update(state=state, receipt_number="R", submitted_at="2026-09-01T00:00Z")
    acts = [
        lambda: tasks.change_task(task, complete("乙"), version=1, is_settled=True, actor=chair),
        lambda: tasks.add_task(plan, complete("乙"), actor=chair),
        lambda: tasks.remove_task(task, actor=chair),
        lambda: tasks.move_task(task, 1, actor=chair),
        lambda: tasks.assign_tasks(plan, [task.uid], {"area": "care"}, actor=chair),
        lambda: writing.change_plan(plan, title="改", period=plan.period, version=1, actor=chair),
        lambda: writing.remove_section(task.section, actor=chair),
        lambda: writing.delete_plan(plan, actor=chair),
    ]

    for act in acts:
        with pytest.raises(WrongStateError):
            act()

    assert texts_of(plan) == ["甲"]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.GROUP_LEADER])
def test_only_officers_write(ta: School, role: Role) -> None:
    plan = make_plan(ta, "甲")
    actor = make_actor(role, school=ta)

    with pytest.raises(NotAllowedError):
        tasks.change_task(first_task(plan), complete("乙"), version=1, is_settled=True, actor=actor)
    with pytest.raises(NotAllowedError):
        writing.create_plan(title="计划", period=plan.period, actor=actor)


def test_a_sent_plan_is_never_deleted(ta: School) -> None:
    plan = make_plan(ta, "甲")
    Plan.objects.update(submitted_version=1)

    with pytest.raises(WrongStateError, match="留档"):
        writing.delete_plan(plan, actor=chair_of(ta))


def test_a_draft_is_deleted_after_asking(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲")
    client = sign_in(Role.CHAIR, school=ta)

    asked = client.get(f"{ta.prefix}plans/{plan.uid}/delete/")
    assert (asked.context["task_count"], Plan.objects.count()) == (1, 1)
    client.post(f"{ta.prefix}plans/{plan.uid}/delete/")

    assert Plan.objects.count() == 0


def test_the_task_of_another_plan_is_not_found_under_this_one(ta: School, sign_in: SignIn) -> None:
    plan, other = make_plan(ta, "甲"), make_plan(ta, "乙")

    answer = sign_in(Role.CHAIR, school=ta).get(f"{ta.prefix}plans/{plan.uid}/tasks/{first_task(other).uid}/")

    assert answer.status_code == 404


def test_last_year_s_plan_is_copied_and_its_dates_asked_about(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "甲", "乙", title="甲校2025年计划", period=Period(2025, "year"))
    PlanTask.objects.filter(text="甲").update(dates="5月14日", doubt="何时？")
    client = sign_in(Role.CHAIR, school=ta)
    address = f"{ta.prefix}plans/{plan.uid}/copy/"
    asked = client.get(address).context["form"].initial

    client.post(address, asked)

    copied = Plan.objects.get(year=2026)
    assert (copied.title, copied.term, copied.state) == ("甲校2026年计划", "year", "draft")
    assert texts_of(copied) == ["甲", "乙"]
    found = copied.tasks.order_by("position").values_list("section__title", "owner_name", "months", "dates", "doubt")
    asked = "来源计划写的日期是5月14日，请定新的日期。"
    assert list(found) == [("思想引领与师德", "陈砚秋", [10], "", doubt) for doubt in (asked, "")]


PAGES = (
    "",
    "copy/",
    "edit/",
    "head/",
    "wall/",
    "tasks.xlsx",
    "delete/",
    "submit/",
    "withdraw/",
    "tasks/new/",
    "sections/new/",
)


@pytest.mark.parametrize("page", PAGES)
def test_another_school_s_plan_is_not_there(ta: School, tb: School, sign_in: SignIn, page: str) -> None:
    plan = make_plan(tb, "甲")
    client = sign_in(Role.CHAIR, school=ta)

    assert client.get(f"{ta.prefix}plans/{plan.uid}/{page}").status_code == 404
    assert client.get(f"{ta.prefix}plans/{uuid4()}/{page}").status_code == 404
    with in_school(tb):
        own = sign_in(Role.CHAIR, school=tb).get(f"{tb.prefix}plans/{plan.uid}/{page}")
    assert own.status_code == 200


def test_how_often_is_written_in_words(ta: School, sign_in: SignIn) -> None:
    plan = make_plan(ta, "工间操")
    with in_school(ta):
        task = first_task(plan)
        address = f"{ta.prefix}plans/{plan.uid}/tasks/{task.uid}/"
    client = sign_in(Role.CHAIR, school=ta)

    client.post(address, form_of(task, recurrence="每周一和周三"))
    with in_school(ta):
        task.refresh_from_db()
        assert (task.recurrence, task.weekdays, task.rhythm) == ("weekly", [1, 3], "每周一、三")
    assert 'value="每周一、三"' in client.get(address).content.decode()

    client.post(address, form_of(task, recurrence="每月5日"))
    refused = client.post(address, form_of(task, version=3, recurrence="每天"))
    with in_school(ta):
        task.refresh_from_db()
        assert (task.rhythm, task.dates, task.weekdays) == ("每月", "5日", [])
    assert (refused.status_code, "看不懂“每天”" in refused.content.decode()) == (400, True)


@pytest.mark.parametrize(
    "fields",
    [
        {"weekdays": [5]},
        {"recurrence": "monthly", "weekdays": [5]},
        {"times": 2},
        {"recurrence": "weekly", "weekdays": [5], "times": 2},
    ],
)
def test_times_and_weekdays_go_with_a_recurrence(ta: School, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        tasks.add_task(make_plan(ta), complete("走访", **fields), actor=chair_of(ta))
