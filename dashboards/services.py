"""Keeping what a school pushed: its slice of facts, and how fresh that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import figures
from core.errors import InvalidInputError
from dashboards.definitions import DEFINITIONS
from dashboards.models import Fact, Freshness
from tenants.models import School

_LONGEST_REASON = 200


@dataclass(frozen=True)
class FactValue:
    """One number of a school: `period` is `2026`, `2026-first` or `2026-second`.

    `denominator` None means a plain count, 0 means 不适用.
    """

    indicator: str
    period: str
    numerator: int
    denominator: int | None = None


@transaction.atomic
def replace_slice(school: School, values: Sequence[FactValue], *, measured_at: datetime, family: str) -> bool:
    """Make the school's facts of one family (the first part of the code) equal to `values`; True when taken.

    What is no longer among the values goes. An older measurement that arrives late changes nothing. Raises
    InvalidInputError for an indicator that is not defined, is not of the family, or comes twice.
    """
    _check(values, family)
    freshness, _created = Freshness.objects.select_for_update().get_or_create(school=school)
    kept = Fact.objects.filter(school=school, indicator__startswith=f"{family}.")
    if kept.filter(measured_at__gt=measured_at).exists():
        return False
    Fact.objects.bulk_create(
        [_fact(school, value, measured_at) for value in values],
        update_conflicts=True,
        unique_fields=["indicator", "period", "school"],
        update_fields=["numerator", "denominator", "is_withheld", "measured_at"],
    )
    kept.filter(measured_at__lt=measured_at).delete()
    freshness.measured_at, freshness.failed_at, freshness.failure = measured_at, None, ""
    freshness.save(update_fields=["measured_at", "failed_at", "failure"])
    return True


def _check(values: Sequence[FactValue], family: str) -> None:
    seen = set()
    for value in values:
        key = (value.indicator, value.period)
        if value.indicator not in DEFINITIONS or not value.indicator.startswith(f"{family}.") or key in seen:
            message = f"指标{value.indicator}（{value.period}）没有定义、不属于{family}或重复。"
            raise InvalidInputError(message)
        seen.add(key)


def _fact(school: School, value: FactValue, measured_at: datetime) -> Fact:
    is_withheld = DEFINITIONS[value.indicator].counts_people and _is_small(value)
    return Fact(
        school=school,
        indicator=value.indicator,
        period=value.period,
        numerator=None if is_withheld else value.numerator,
        denominator=None if is_withheld else value.denominator,
        is_withheld=is_withheld,
        measured_at=measured_at,
    )


def _is_small(value: FactValue) -> bool:
    """Whether a count would point at people: few counted, few in the whole, or few in the rest of it."""
    counts = [value.numerator]
    if value.denominator is not None:
        counts += [value.denominator, value.denominator - value.numerator]
    return any(0 < count < figures.value("compare.small_cell") for count in counts)


@transaction.atomic
def note_failure(school: School, reason: str) -> None:
    """Write down that a measurement failed; the facts stay what they were and grow old."""
    freshness, _created = Freshness.objects.select_for_update().get_or_create(school=school)
    freshness.failed_at, freshness.failure = timezone.now(), reason[:_LONGEST_REASON]
    freshness.save(update_fields=["failed_at", "failure"])
