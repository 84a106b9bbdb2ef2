"""Reading the register of schools; in the district only."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from audit.models import AuditEntry
from core.actors import Actor
from core.listing import matches_name
from tenants import policies
from tenants.models import Domain, FirstPassword, School, SchoolState

HISTORY_SHOWN = 50


def schools_visible_to(actor: Actor) -> QuerySet[School]:
    """All schools for the district's staff, none for anybody else."""
    return School.objects.all() if policies.can_see_schools(actor) else School.objects.none()


def names_holding(words: str) -> Q:
    """The condition that name, short name, code or pinyin holds `words` (wx, wangxi, 望溪)."""
    return matches_name(words, name="short_name") | Q(name__icontains=words) | Q(code__contains=words.lower())


def open_schools_named(words: str, *, limit: int) -> tuple[list[School], int]:
    """For people who look for their school: the first `limit` open ones and how many more there are; none for blank."""
    asked = words.replace("\x00", "").strip()[:40]
    if not asked:
        return [], 0
    found = list(School.objects.filter(names_holding(asked), state=SchoolState.ACTIVE)[: limit + 50])
    return found[:limit], max(0, len(found) - limit)


def state_counts(schools: QuerySet[School]) -> dict[str, int]:
    """How many schools are in each state; the empty key counts all."""
    counts = dict(schools.order_by().values_list("state").annotate(n=Count("pk")))
    return {"": sum(counts.values()), **{state: counts.get(state, 0) for state in SchoolState.values}}


def areas() -> list[str]:
    """The areas (片区) in use, in their own order."""
    return list(School.objects.exclude(area="").order_by("area").values_list("area", flat=True).distinct())


def school_choices() -> list[tuple[str, str]]:
    """(code, short name) of the schools that are not closed, for choosing one's home school."""
    return list(School.objects.exclude(state=SchoolState.CLOSED).values_list("code", "short_name"))


def codes() -> set[str]:
    """All codes, of schools in any state: a code is never given twice."""
    return set(School.objects.values_list("code", flat=True))


def never_used(schools: QuerySet[School]) -> QuerySet[School]:
    """Open schools in which nobody has signed in yet."""
    return schools.filter(state=SchoolState.ACTIVE, first_used_on__isnull=True)


def hosts_of(school: School) -> list[Domain]:
    """The host names of a school's own."""
    return list(Domain.objects.filter(tenant=school).order_by("domain"))


def history_of(school: School) -> list[AuditEntry]:
    """What the district did to a school, newest first."""
    return list(AuditEntry.objects.filter(subject_uid=school.uid).order_by("-pk")[:HISTORY_SHOWN])


def first_passwords(job_uid: UUID, actor: Actor) -> QuerySet[FirstPassword]:
    """The first passwords that `actor`'s own job made, until they are deleted."""
    return (
        FirstPassword.objects.filter(job_uid=job_uid, for_uid=actor.uid, expires_at__gt=timezone.now())
        .select_related("school")
        .order_by("pk")
    )
