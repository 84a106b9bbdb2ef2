"""Who is late, and how that is said."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboards.freshness import report_on

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SCHOOLS = ("望溪小学", "鹭汀学校", "映山小学")

pytestmark = pytest.mark.usefixtures("district")


def aged(*minutes: float | None) -> list[tuple[str, datetime | None]]:
    moments = [None if age is None else NOW - timedelta(minutes=age) for age in minutes]
    return list(zip(SCHOOLS, moments, strict=True))


def test_all_fresh() -> None:
    report = report_on(aged(5, 90, 120), now=NOW)

    assert (report.updated_label, report.late_label, report.tone) == ("3/3所学校已更新", "", "grey")
    assert report.as_of == NOW - timedelta(minutes=120)


def test_over_two_hours_is_amber_and_named() -> None:
    report = report_on(aged(5, 121, 10), now=NOW)

    assert (report.updated_label, report.late_label, report.late_names) == ("2/3所学校已更新", "1所滞后", "鹭汀学校")
    assert report.tone == "amber"
    assert report.as_of == NOW - timedelta(minutes=10)


def test_over_a_day_or_never_is_red() -> None:
    old = report_on(aged(5, 24 * 60 + 1, 10), now=NOW)
    never = report_on(aged(5, 6, None), now=NOW)

    assert (old.tone, never.tone, never.late_names) == ("zhu", "zhu", "映山小学")
    assert old.late_label == "1所滞后，有超过24小时的"


def test_with_the_worker_stopped_the_last_moment_stays() -> None:
    report = report_on(aged(500, 300, 400), now=NOW)

    assert (report.updated, report.as_of) == (0, NOW - timedelta(minutes=300))


def test_nothing_was_ever_measured() -> None:
    report = report_on([(f"第{place}小学", None) for place in range(6)], now=NOW)

    assert (report.as_of, report.late_names) == (None, "第0小学、第1小学、第2小学、第3小学等6所")
