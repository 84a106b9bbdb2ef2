"""The demo's own words about tasks: who does them, and how often."""

from config.demo.story import give_owners, import_document, replace_words, say_rhythms
from core.periods import Period
from schools.calendar.models import Occurrence
from tenants.models import School
from tests.factories.plans import chair_of


def test_tasks_of_the_demo_get_owners_and_weekdays(ta: School) -> None:
    plan = import_document("plans/wangxi.docx", Period(2026, "first"), actor=chair_of(ta))

    say_rhythms(plan, {"每周一打开意见箱": "每周一", "每月10日前": "每月10日前"}, actor=chair_of(ta))
    give_owners(plan, {"rights": "陈砚秋", "growth": "顾清和"}, actor=chair_of(ta))
    replace_words(plan, "每周一打开意见箱", "每周一中午打开意见箱", actor=chair_of(ta))

    box, money = plan.tasks.get(text__contains="意见箱"), plan.tasks.get(text__contains="每月10日前")
    assert (box.rhythm, box.owner_name, money.rhythm, money.dates) == ("每周一", "陈砚秋", "每月", "10日前")
    assert {row.due_on.isoweekday() for row in Occurrence.objects.filter(task=box)} == {1}
