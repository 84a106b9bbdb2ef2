"""The Excel file of a campaign: results, every mark, every remark, the whole history; a sheet each."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.exports import Sheet, workbook_of
from district.collection.models import Campaign, EntryEvent, Outcome
from district.collection.tables import round_number, state_word
from district.review import selectors
from district.review.models import Criterion, Review
from district.review.selectors import ResultRow


def results_workbook(campaign: Campaign, rows: Sequence[ResultRow]) -> bytes:
    """All that is known of a campaign's results, as .xlsx."""
    reviews = selectors.decided_reviews(campaign)
    return workbook_of(
        [
            Sheet(
                "结果",
                [("同类组", 10), ("名次", 6), ("学校", 18), ("状态", 10), ("得分", 8), ("轮次", 6), ("按时", 6),
                 ("审核员", 16)],
                (_result(row) for row in rows),
            ),
            Sheet(
                "逐项",
                [("学校", 18), ("项目", 20), ("分值", 8), ("等级", 8), ("得分", 8), ("理由", 50), ("审核员", 10)],
                _marks(reviews),
            ),
            Sheet(
                "批注",
                [("学校", 18), ("版本", 6), ("行", 6), ("原文", 50), ("类别", 8), ("批注", 50), ("审核员", 10)],
                _remarks(reviews),
            ),
            Sheet(
                "经过",
                [("学校", 18), ("时间", 18), ("事项", 10), ("经手人", 12), ("版本", 6), ("说明", 50)],
                _history(campaign),
            ),
        ]
    )  # fmt: skip


def _result(row: ResultRow) -> list[object]:
    entry: Any = row.entry
    score = float(entry.score) if entry.score is not None else None
    return [
        row.group, row.rank, entry.school.short_name, state_word(entry), score, round_number(entry),
        entry.first_on_time, entry.reviewers,
    ]  # fmt: skip


def _marks(reviews: Sequence[Review]) -> Iterator[list[object]]:
    for review in reviews:
        if review.submission.decision.outcome != Outcome.ACCEPTED:
            continue
        for mark in sorted(review.marks.all(), key=lambda each: each.criterion.position):
            level = mark.criterion.levels[mark.level]["label"] if mark.level is not None else "不适用"
            points = float(mark.points) if mark.points is not None else None
            yield [
                review.submission.school.short_name, _title(mark.criterion), mark.criterion.weight, level, points,
                mark.reason, review.reviewer_name,
            ]  # fmt: skip


def _title(criterion: Criterion) -> str:
    return criterion.title if criterion.is_counted else f"{criterion.title}（不计分）"


def _remarks(reviews: Sequence[Review]) -> Iterator[list[object]]:
    for review in reviews:
        for remark in review.remarks.all():
            yield [
                review.submission.school.short_name, review.submission.version, remark.line_number, remark.quote,
                "须改" if remark.is_required else "参考", remark.text, review.reviewer_name,
            ]  # fmt: skip


def _history(campaign: Campaign) -> Iterator[list[object]]:
    events = EntryEvent.objects.filter(entry__campaign=campaign).select_related("entry__school", "submission")
    for event in events.order_by("entry__school__pinyin", "at", "pk"):
        version = event.submission.version if event.submission else None
        yield [
            event.entry.school.short_name, event.at, event.get_kind_display(), event.actor_name, version, event.reason
        ]  # fmt: skip
