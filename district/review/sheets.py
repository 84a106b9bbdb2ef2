"""What the reviewer's page shows: the copy's lines with remarks, the rubric with marks, where one is in the batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core import figures
from core.actors import Actor
from core.documents import DocumentKind
from core.shares import percent
from district.collection.documents import kind_of
from district.collection.lines import area_counts, lines_of, timed_counts
from district.collection.models import Entry, ScoreRule
from district.collection.numbers import small_number
from district.collection.tables import round_number
from district.review import selectors
from district.review.forms import field_name
from district.review.models import Criterion, Mark, Remark, Review
from district.review.scoring import score
from district.review.selectors import Desk
from district.review.services.reviewing import scored
from district.review.standing import Result, Row, result_of


@dataclass(frozen=True)
class Document:
    """The copy as the page shows it; `current` is the number of the line that is being remarked, 0 for none."""

    lines: list[dict[str, Any]]
    must_n: int
    hint_n: int
    current: int
    editing: Remark | None

    @property
    def must_label(self) -> str:
        """How many remarks the school must act on."""
        return f"须改{self.must_n}处"

    @property
    def hint_label(self) -> str:
        """How many are only advice."""
        return f"参考{self.hint_n}处"


def document(
    entry: Entry, desk: Desk, criteria: Sequence[Criterion], *, line: str = "", remark: str = "",
    may_review: bool = False,
) -> Document:  # fmt: skip
    """The lines of the current copy with the remarks that may be shown; whose they are where several reviewed."""
    owners = {each.pk: each for each in desk.visible}
    remarks = [each for review in desk.visible for each in review.remarks.all()]
    editing = next((each for each in remarks if str(each.uid) == remark), None)
    raw = lines_of(entry.current.payload) if entry.current else []
    asked = small_number(line) or 0
    current = asked if asked <= len(raw) else 0
    titles = {criterion.pk: criterion.title for criterion in criteria}
    by_line: dict[int, list[dict[str, Any]]] = {}
    for each in remarks:
        by_line.setdefault(each.line_number, []).append(
            {
                "uid": each.uid, "kind_label": "须改" if each.is_required else "参考", "is_must": each.is_required,
                "text": each.text, "is_editing": each == editing, "about": titles.get(each.criterion_id or 0, ""),
                "may_change": may_review and desk.own is not None and each.review_id == desk.own.pk,
                "by": owners[each.review_id].reviewer_name if len(owners) > 1 else "",
            }
        )  # fmt: skip
    lines = [
        {
            "number": each.number, "text": each.text, "mark": each.mark,
            "kind": each.kind if each.kind in {"title", "heading"} else "",
            "remarks": by_line.get(each.number, []), "is_current": each.number == current,
        }
        for each in raw
    ]  # fmt: skip
    must = sum(1 for each in remarks if each.is_required)
    return Document(lines, must, len(remarks) - must, current, editing)


def rubric_sheet(criteria: list[Criterion], review: Review | None) -> dict[str, Any]:
    """The context of `ui/_rubric.html`: marks so far, the running total, what is left."""
    marks = {mark.criterion_id: mark for mark in review.marks.all()} if review else {}
    sharing = [criterion for criterion in criteria if criterion.is_counted]
    counted = [criterion for criterion in sharing if criterion.pk not in marks or marks[criterion.pk].applies]
    left = sum(1 for criterion in criteria if criterion.pk not in marks)
    got = sum(marks[each.pk].points or 0 for each in sharing if each.pk in marks)
    first_open = next((criterion.pk for criterion in criteria if criterion.pk not in marks), None)
    return {
        "criteria": [
            _criterion(criterion, number, marks.get(criterion.pk), is_current=criterion.pk == first_open)
            for number, criterion in enumerate(criteria, start=1)
        ],
        "total": f"{float(got):g}" if marks else "—",
        "maximum": sum(criterion.weight for criterion in counted),
        "left_label": f"还差{left}项未评" if left else "各项已评",
        "marked_n": len(criteria) - left,
        "criteria_n": len(criteria),
        "left": left,
        "saved_label": _saved_label(sharing, marks),
    }  # fmt: skip


def _saved_label(criteria: list[Criterion], marks: dict[int, Mark]) -> str:
    skipped = [criterion.title for criterion in criteria if criterion.pk in marks and not marks[criterion.pk].applies]
    marks = {criterion.pk: marks[criterion.pk] for criterion in criteria if criterion.pk in marks}
    if not marks:
        return ""
    worth = sum(criterion.weight for criterion in criteria if criterion.pk in marks and marks[criterion.pk].applies)
    words = f"已评{len(marks) - len(skipped)}项，共{worth}分"
    if skipped:
        share = score(scored(criterion, marks[criterion.pk]) for criterion in criteria if criterion.pk in marks)
        words += f"；{'、'.join(skipped)}不适用，按百分制折算{share if share is not None else '—'}分"
    return words


def _criterion(criterion: Criterion, number: int, mark: Mark | None, *, is_current: bool) -> dict[str, Any]:
    chosen = mark.level if mark else None
    shown = criterion.levels[chosen or 0]
    help_text = f"{shown['label']}：{shown.get('text', '')}" if shown.get("text") else ""
    return {
        "name": field_name(criterion),
        "pk": criterion.pk,
        "uid": criterion.uid,
        "number": number,
        "title": criterion.title,
        "maximum": criterion.weight,
        "score": f"{float(mark.points):g}" if mark and mark.points is not None else None,
        "levels": [
            {
                "value": index, "label": level["label"], "points": f"{level['points']:g}",
                "is_chosen": index == chosen,
                "help": f"{level['label']}：{level['text']}" if level.get("text") else "",
            }
            for index, level in enumerate(criterion.levels)
        ],
        "reason": mark.reason if mark else "",
        "needs_reason": chosen is not None and chosen * 2 >= len(criterion.levels),
        "help": help_text if mark else f"未评。{help_text}" if help_text else "未评。",
        "is_current": is_current,
        "is_apart": not criterion.is_counted,
        "may_skip": criterion.may_not_apply,
        "is_skipped": mark is not None and not mark.applies,
    }  # fmt: skip


def result_table(criteria: list[Criterion], desk: Desk, entry: Entry) -> dict[str, Any]:
    """The proposals that may be shown side by side, with what they make together by the rule of the campaign."""
    rule = entry.campaign.score_rule
    whole = result_of(criteria, desk.visible, rule)
    limit = figures.value("review.disagreement")
    both = whole.spread
    return {
        "reviews": desk.visible,
        "is_several": len(desk.visible) > 1,
        "rows": [_result_row(row) for row in Result(criteria, desk.visible, rule).rows],
        "total": whole.total,
        "spread": both,
        "rule": ScoreRule(rule).label,
        "limit": limit,
        "is_far_apart": both is not None and both.width > limit,
        "is_of_two_minds": len({review.proposal for review in desk.visible if review.is_in}) > 1,
    }


def _result_row(row: Row) -> dict[str, Any]:
    return {
        "criterion": row.criterion,
        "cells": [_cell(row.criterion, mark) for mark in row.marks],
        "points": row.points,
        "spread": row.spread if row.spread is not None and row.spread.width else None,
    }


def _cell(criterion: Criterion, mark: Mark | None) -> dict[str, Any]:
    if mark is None:
        return {"word": "未评", "points": None, "reason": ""}
    word = criterion.levels[mark.level]["label"] if mark.level is not None else "不适用"
    return {"word": word, "points": mark.points, "reason": mark.reason}


def head(entry: Entry) -> dict[str, Any]:
    """The line of state under the title."""
    return {"round": round_number(entry), "version": entry.current.version if entry.current else None}


def system_counts(entry: Entry) -> str:
    """What the system counted in the copy, to help with marking."""
    if entry.current is None:
        return ""
    payload = entry.current.payload
    if kind_of(payload) == DocumentKind.SUMMARY:
        filled = [section for section in payload["sections"] if section["body"].strip()]
        return f"系统统计：{len(filled)}节有内容，共{sum(len(section['body']) for section in filled)}字。"
    total, timed, owned = timed_counts(payload)
    written, absent = area_counts(payload)
    with_time = f"{timed}项有时间（{percent(timed / total)}）"
    words = f"系统统计：{total}项任务，{with_time}，{owned}项有负责人；写到{written}个领域"
    return f"{words}，缺{'、'.join(absent)}。" if absent else f"{words}。"


def place_in_batch(actor: Actor, entry: Entry) -> dict[str, Any]:
    """「本批第9份，共21份」 with the addresses of the neighbours."""
    batch = selectors.my_batch(actor, entry.campaign)
    if entry.uid not in batch:
        return {}
    index = batch.index(entry.uid)
    return {
        "number": index + 1,
        "total": len(batch),
        "previous_url": reverse("review:page", args=[batch[index - 1]]) if index else "",
        "next_url": reverse("review:page", args=[batch[index + 1]]) if index + 1 < len(batch) else "",
    }
