"""On which days of each month a sentence wants something, and what an import makes of it."""

from datetime import date

import pytest

from schools.plans.reading.folding import fold
from schools.plans.reading.recurrence import days_of_month_in
from schools.plans.services.importing import confirm_import, read_text_as_draft
from tenants.models import School
from tests.factories.plans import chair_of


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("每月10日前报送信息。", "10日前"),
        ("每月的十五号之前上报。", "15日前"),
        ("每个月5日、20日公开账目。", "5日、20日"),
        ("每月二十五日以前交会费。", "25日前"),
        ("每月1日和15日检查。", "1日、15日"),
        ("每月10日至15日检查。", ""),
        ("每月走访一次，10月10日前总结。", ""),
        ("每月评10名标兵。", ""),
        ("3月10日前报送。", ""),
    ],
)
def test_days_right_behind_the_month(sentence: str, found: str) -> None:
    assert days_of_month_in(fold(sentence)) == found


def test_an_imported_task_is_due_on_that_day_and_not_at_the_end_of_the_month(ta: School) -> None:
    text = "2026学年第一学期工会工作计划\n一、主要工作\n1.每月10日前报送工会信息。\n2.每月组织一次学习。"

    [plan] = confirm_import(read_text_as_draft(text, actor=chair_of(ta)), actor=chair_of(ta))

    dated, plain = plan.tasks.order_by("position")
    assert ((dated.recurrence, dated.dates), (plain.recurrence, plain.dates)) == (
        ("monthly", "10日前"),
        ("monthly", ""),
    )
    days = [list(task.occurrences.order_by("number").values_list("due_on", flat=True))[:2] for task in (dated, plain)]
    assert days == [[date(2026, 9, 10), date(2026, 10, 10)], [date(2026, 9, 30), date(2026, 10, 31)]]
