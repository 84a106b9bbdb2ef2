"""Who must not read or judge which school's papers: the own school and every declared tie (district.md §5, check 6).

Everything that assigns, opens or judges asks here.
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from core.periods import today
from district.collection.models import Entry, Tie


class Person(Protocol):
    """An actor or an account."""

    @property
    def uid(self) -> UUID | None:
        """Whose ties count."""

    @property
    def home_school(self) -> str:
        """The code of the school where the person works, or empty."""


def ties_in_force() -> QuerySet[Tie]:
    """Ties that count today: not withdrawn, not over. Since when there is one is only said."""
    return Tie.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=today()), withdrawn_at__isnull=True)


def ties_of(person: Person) -> QuerySet[Tie]:
    """Those of `person` that count today."""
    return ties_in_force().filter(person_uid=person.uid) if person.uid else Tie.objects.none()


def barred_by_person(people: Collection[Person]) -> dict[UUID | None, frozenset[str]]:
    """The codes of the schools that each of `people` keeps away from, by uid; one query."""
    found: dict[UUID | None, set[str]] = defaultdict(set)
    for person in people:
        found[person.uid] = {person.home_school} if person.home_school else set()
    known = [uid for uid in found if uid is not None]
    ties = ties_in_force().filter(person_uid__in=known).values_list("person_uid", "school__code") if known else []
    for uid, code in ties:
        found[uid].add(code)
    return {uid: frozenset(codes) for uid, codes in found.items()}


def barred_from(person: Person) -> frozenset[str]:
    """The codes of the schools that `person` keeps away from; one query."""
    return barred_by_person([person])[person.uid]


def may_judge(person: Person, school_code: str) -> bool:
    """Whether `person` may read and judge what this school handed in, as far as conflicts go; one query."""
    return school_code not in barred_from(person)


def with_bars(entries: QuerySet[Entry], person: Person) -> QuerySet[Entry]:
    """Add `is_barred`, whether `person` keeps away from the school; no query of its own."""
    tied = Exists(ties_of(person).filter(school=OuterRef("school")))
    cases = [When(tied, then=True)]
    if person.home_school:
        cases.append(When(school__code=person.home_school, then=True))
    return entries.annotate(is_barred=Case(*cases, default=False, output_field=BooleanField()))


def without_conflicts(entries: QuerySet[Entry], person: Person) -> QuerySet[Entry]:
    """Only entries of schools from which the person need not keep away; no query of its own."""
    entries = entries.exclude(school__code=person.home_school) if person.home_school else entries
    return entries.exclude(school__in=ties_of(person).values("school"))
