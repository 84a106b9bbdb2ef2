"""What a published score sheet says behind each point: the rule, and all reviewers' remarks, without their names."""

from collections.abc import Sequence
from typing import Any

from district.review.models import Criterion, Remark, Review


def remarks_of(proposals: Sequence[Review]) -> list[Remark]:
    """The remarks of all proposals on a copy, in the order of its lines."""
    found = [remark for review in proposals for remark in review.remarks.all()]
    return sorted(found, key=lambda remark: (remark.line_number, remark.pk))


def rule_and_remarks(criterion: Criterion, remarks: Sequence[Remark]) -> dict[str, Any]:
    """`levels` and `remarks` of a row (district.collection.signals.results_published)."""
    levels = [
        {"label": each["label"], "points": each["points"], "text": each.get("text", "")} for each in criterion.levels
    ]
    return {"levels": levels, "remarks": [_said(each) for each in remarks if each.criterion_id == criterion.pk]}


def loose(remarks: Sequence[Remark]) -> list[dict[str, Any]]:
    """The remarks that are about no criterion."""
    return [_said(each) for each in remarks if each.criterion_id is None]


def _said(remark: Remark) -> dict[str, Any]:
    return {
        "line": remark.line_number, "anchor": str(remark.anchor), "quote": remark.quote, "text": remark.text,
        "is_required": remark.is_required,
    }  # fmt: skip
