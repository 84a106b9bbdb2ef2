"""Reviews as Excel: results, every mark, every remark, assignments, ties, the whole history; a sheet each.

A person gets what the pages would show: no school to keep away from, nobody else's marks before the own ones are in.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from core.actors import Actor
from core.exports import Sheet, workbook, workbook_of
from core.listing import sheet_of
from district.collection.models import Campaign, EntryEvent, ReviewAssignment, Submission
from district.collection.policies import can_manage_ties
from district.collection.selectors import entries_visible_to
from district.collection.tables import round_number, state_word
from district.review import policies, selectors
from district.review.models import Criterion, Review
from district.review.selectors import ResultRow
from district.review.ties import tie_listing, ties_visible_to, with_rank


def results_workbook(campaign: Campaign, rows: Sequence[ResultRow], *, actor: Actor) -> bytes:
    """All that `actor` may know of a campaign's results, as .xlsx."""
    columns = [("同类组", 10), ("名次", 6), ("学校", 18), ("状态", 10), ("得分", 8), ("轮次", 6), ("按时", 6),
               ("审核员", 16)]  # fmt: skip
    entries = selectors.reviews_visible_to(actor).filter(campaign=campaign)
    return workbook_of(
        [
            Sheet("结果", columns, (_result(row) for row in rows)),
            *review_sheets(list(selectors.for_reviewer(entries, actor).defer("current__payload")), actor),
            _history(campaign, actor),
        ]
    )


def rubric_workbook(criteria: Sequence[Criterion]) -> bytes:
    """A rubric as an .xlsx, a row a level."""
    columns = [("项目", 24), ("分值", 8), ("等级", 10), ("得分", 8), ("说明", 60), ("可不适用", 10), ("计分", 8)]
    rows = [
        [each.title, each.weight, level["label"], level["points"], level.get("text") or None, each.may_not_apply,
         each.is_counted]
        for each in criteria
        for level in each.levels
    ]  # fmt: skip
    return workbook("评分标准", columns, rows)


def review_sheets(entries: Collection[Any], actor: Actor) -> list[Sheet]:
    """Marks and remarks of `entries` (of `selectors.for_reviewer`) as far as `actor` may see them.

    For those who see all reviews also the assignments with each one's load, for administrators the ties.
    """
    reviews = selectors.reviews_shown_to(actor, entries)
    found = [
        Sheet(
            "逐项",
            [("学校", 18), ("征集", 30), ("版本", 6), ("项目", 20), ("分值", 8), ("等级", 8), ("得分", 8), ("理由", 50),
             ("审核员", 10), ("初评", 10)],
            _marks(reviews),
        ),
        Sheet(
            "批注",
            [("学校", 18), ("征集", 30), ("版本", 6), ("行", 6), ("原文", 50), ("关于", 20), ("类别", 8), ("批注", 50),
             ("审核员", 10)],
            _remarks(reviews),
        ),
    ]  # fmt: skip
    if policies.can_see_all_reviews(actor):
        found += _assignments(entries, reviews)
    if can_manage_ties(actor):
        ties = with_rank(ties_visible_to(actor))
        found.append(sheet_of(tie_listing(ties), ties.order_by("rank", "person_name", "school__pinyin")))
    return found


def _result(row: ResultRow) -> list[object]:
    entry: Any = row.entry
    score = float(entry.score) if entry.score is not None else None
    return [
        row.group, row.rank, entry.school.short_name, state_word(entry), score, round_number(entry),
        entry.first_on_time, entry.reviewers,
    ]  # fmt: skip


def _copy(submission: Submission) -> list[object]:
    return [submission.school.short_name, submission.campaign.title, submission.version]


def _marks(reviews: Sequence[Review]) -> Iterator[list[object]]:
    for review in reviews:
        for mark in sorted(review.marks.all(), key=lambda each: each.criterion.position):
            level = mark.criterion.levels[mark.level]["label"] if mark.level is not None else "不适用"
            points = float(mark.points) if mark.points is not None else None
            yield [
                *_copy(review.submission), _title(mark.criterion), mark.criterion.weight, level, points, mark.reason,
                review.reviewer_name, review.get_proposal_display() or "未交",
            ]  # fmt: skip


def _title(criterion: Criterion) -> str:
    return criterion.title if criterion.is_counted else f"{criterion.title}（不计分）"


def _remarks(reviews: Sequence[Review]) -> Iterator[list[object]]:
    for review in reviews:
        for remark in review.remarks.all():
            yield [
                *_copy(review.submission), remark.line_number, remark.quote,
                remark.criterion.title if remark.criterion else None, "须改" if remark.is_required else "参考",
                remark.text, review.reviewer_name,
            ]  # fmt: skip


def _assignments(entries: Collection[Any], shown: Sequence[Review]) -> list[Sheet]:
    """Who has what, and how much each has: numbers of copies, of which handed in; totals only of what may be seen."""
    by_pk = {entry.pk: entry for entry in entries}
    copies = [entry.current_id for entry in entries]
    handed_in = Review.objects.filter(submission__in=copies, proposed_at__isnull=False)
    is_in: set[tuple[int, UUID]] = set(handed_in.values_list("submission", "reviewer_uid"))
    totals = {(review.submission_id, review.reviewer_uid): review.total for review in shown}
    rows: list[list[object]] = []
    load, done = Counter[tuple[UUID, str]](), Counter[tuple[UUID, str]]()
    assignments = ReviewAssignment.objects.filter(entry__in=by_pk).order_by("entry__school__pinyin", "assigned_at")
    for each in assignments:
        entry = by_pk[each.entry_id]
        key = (entry.current_id, each.reviewer_uid)
        total = totals.get(key)
        rows.append(
            [
                entry.school.short_name, entry.campaign.title, each.reviewer_name, each.assigned_at,
                "在审" if each.is_active else "已退出", key in is_in, float(total) if total is not None else None,
            ]
        )  # fmt: skip
        person = (each.reviewer_uid, each.reviewer_name)
        load[person] += each.is_active
        done[person] += each.is_active and key in is_in
    loads = [[person[1], count, done[person], count - done[person]] for person, count in load.most_common()]
    return [
        Sheet(
            "分派",
            [("学校", 18), ("征集", 30), ("审核员", 10), ("分派时间", 18), ("状态", 8), ("已交初评", 8),
             ("个人评分", 8)],
            rows,
        ),
        Sheet("工作量", [("审核员", 10), ("分派", 8), ("已交", 8), ("未交", 8)], loads),
    ]  # fmt: skip


def _history(campaign: Campaign, actor: Actor) -> Sheet:
    entries = entries_visible_to(actor).filter(campaign=campaign)
    events = EntryEvent.objects.filter(entry__in=entries.values("pk")).select_related("entry__school", "submission")
    columns = [("学校", 18), ("时间", 18), ("事项", 10), ("经手人", 12), ("版本", 6), ("说明", 50)]
    rows = (
        [
            event.entry.school.short_name, event.at, event.get_kind_display(), event.actor_name,
            event.submission.version if event.submission else None, event.reason,
        ]
        for event in events.defer("submission__payload").order_by("entry__school__pinyin", "at", "pk")
    )  # fmt: skip
    return Sheet("经过", columns, rows)
