"""The list of acts: its filters and its Excel columns."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from audit.models import AuditEntry
from audit.selectors import SYSTEM, people_in, verbs_in
from audit.words import changes_of
from core.listing import Column, Day, Listing, Pick
from core.periods import end_of_day


def listing_of(entries: QuerySet[AuditEntry]) -> Listing:
    """Describe the list of `entries`; asks the database who acted and what was done."""
    return Listing(
        title="操作记录",
        unit="条",
        orders={"at": ["pk"], "person": ["actor_name"]},
        default_order="-at",
        columns=[
            Column("时间", 18, lambda entry: entry.at),
            Column("操作人", 12, lambda entry: entry.actor_name),
            Column("操作", 14, lambda entry: entry.verb_label),
            Column("对象", 24, lambda entry: entry.subject_label),
            Column("改动", 60, lambda entry: "；".join(map(str, changes_of(entry)))),
            Column("来源", 16, lambda entry: entry.ip),
        ],
        picks=[
            Pick("person", "操作人", people_in(entries), _by_person),
            Pick("verb", "操作", verbs_in(entries), lambda value: Q(verb=value)),
        ],
        days=[
            Day("from", "从", lambda day: Q(at__gte=end_of_day(day - timedelta(days=1)))),
            Day("to", "到", lambda day: Q(at__lt=end_of_day(day))),
        ],
        search=lambda text: Q(subject_label__icontains=text) | Q(actor_name__icontains=text),
        placeholder="对象或姓名",
    )


def _by_person(value: str) -> Q:
    return Q(actor_uid=None) if value == SYSTEM else Q(actor_uid=value)
