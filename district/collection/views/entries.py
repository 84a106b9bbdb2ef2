"""One school in one campaign: what happened, what it sent, whether the copies are untouched."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import DomainError
from core.periods import end_of_day, today
from core.requests import PlaceRequest
from core.side_by_side import chosen_sides, compare_context
from core.templatetags.ui import cn_datetime
from district.collection import lines, policies, selectors, tables, words
from district.collection.chain import broken_versions
from district.collection.forms import ReasonForm, UnlockForm
from district.collection.models import CampaignState, Entry, EntryEvent, EntryState, EventKind, Submission
from district.collection.numbers import uids_in
from district.collection.services import decisions
from district.collection.services import entries as services
from district.collection.timeliness import late_days
from district.review import facade as review

_LOOKS = {
    EventKind.AMEND_ASKED: ("solid", "blue"), EventKind.AMENDED: ("tick", "teal"),
    EventKind.AMEND_REFUSED: ("return", "amber"), EventKind.AMEND_WITHDRAWN: ("return", "grey"),
    EventKind.SUBMITTED: ("solid", "blue"), EventKind.WITHDRAWN: ("return", "grey"),
    EventKind.OPENED: ("half", "blue"), EventKind.RETURNED: ("return", "amber"), EventKind.ACCEPTED: ("tick", "teal"),
    EventKind.UNLOCKED: ("return", "amber"),
    EventKind.EXEMPTED: ("dash", "grey"), EventKind.EXPECTED: ("hollow", "grey"),
    EventKind.EXTENDED: ("diamond", "amber"), EventKind.ASSIGNED: ("hollow", "grey"),
    EventKind.RELEASED: ("return", "grey"),
    EventKind.REMINDED: ("warning", "amber"), EventKind.PUBLISHED: ("square", "blue"),
}  # fmt: skip

# What became of a copy that nobody works by or judges any more.
_FATES = {
    EventKind.WITHDRAWN: "已撤回", EventKind.AMEND_WITHDRAWN: "已撤回", EventKind.AMEND_REFUSED: "不同意",
}  # fmt: skip


@only(*policies.READERS)
def entry_detail(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """State, history, versions with receipts and the check of their hashes."""
    entry = _entry(request, uid)
    versions, events = selectors.versions_of(entry), selectors.events_of(entry)
    fates = {event.submission_id: _FATES[EventKind(event.kind)] for event in events if event.kind in _FATES}
    broken = set(broken_versions(versions))
    manages = policies.can_manage_campaigns(request.actor) and entry.campaign.state == CampaignState.ANNOUNCED
    shows_reviewers = policies.can_see_reviewers(request.actor)
    reviewers = list(entry.assignments.filter(is_active=True)) if shows_reviewers else []
    context = {
        "entry": entry,
        "state": tables.state_code(entry),
        "round": tables.round_number(entry),
        "late_days": late_days(entry),
        "due": words.deadline_label(entry.due_at),
        "closes": words.deadline_label(entry.close_at),
        "versions": [
            {"copy": copy, "is_intact": copy.version not in broken, "fate": fates.get(copy.pk, "")} for copy in versions
        ],
        "is_intact": not broken,
        "events": [
            _line(event) for event in events
            if shows_reviewers or event.kind not in {EventKind.ASSIGNED, EventKind.RELEASED}
        ],
        "next_step": _next_step(entry),
        "reviewers": reviewers,
        "shows_reviewers": shows_reviewers,
        "may_release": manages and entry.state != EntryState.ACCEPTED,
        "may_manage": manages,
        "may_remind": manages and policies.can_be_reminded(entry, timezone.now()),
        "may_unlock": _may_unlock(request, entry),
        "pending": entry.pending,
        "taken_back": events[0] if events and events[0].kind == EventKind.AMEND_WITHDRAWN else None,
        "may_amend": entry.pending_id is not None and policies.can_decide_amendments(request.actor, entry),
        "in_force": entry.in_force_id or entry.current_id,
        "scored": entry.accepted.version if entry.accepted and entry.amended_id else None,
        "may_exempt": manages and entry.state == EntryState.MISSING and not entry.is_exempt,
        "shows_scores": review.can_see_scores(request.actor, entry.campaign),
        "may_review": review.can_open_review(request.actor, entry),
        "is_mine": review.is_assigned(request.actor, entry),
        "crumbs": crumbs_of(entry)[:-1],
    }  # fmt: skip
    return render(request, "district/collection/entry.html", context)


def _may_unlock(request: PlaceRequest, entry: Entry) -> bool:
    return policies.can_unlock(request.actor) and not policies.why_not_unlocked(entry)


def _line(event: EntryEvent) -> dict[str, str]:
    shape, tone = _LOOKS[EventKind(event.kind)]
    version = f"第{event.submission.version}版" if event.submission else ""
    parts = [cn_datetime(event.at), event.actor_name, version, event.reason]
    text = "，".join(part for part in parts if part)
    return {"title": event.get_kind_display(), "text": text, "shape": shape, "tone": tone}


def _next_step(entry: Entry) -> str:
    if entry.is_exempt:
        return f"免报：{entry.exempt_reason}"
    now = timezone.now()
    match entry.state:
        case EntryState.MISSING:
            late = now >= entry.due_at
            what = "学校还没有报送" + ("，草稿已开始" if entry.has_draft else "")
            return f"{what}；已过截止，{words.deadline_label(entry.close_at)}前仍可迟报。" if late else f"{what}。"
        case EntryState.SUBMITTED:
            has_reviewer = entry.assignments.filter(is_active=True).exists()
            return "等审核员开始审核。" if has_reviewer else "还没有分派审核员。"
        case EntryState.REVIEWING:
            return f"{review.progress_of(entry)}，学校不能撤回。"
        case EntryState.RETURNED:
            return f"等学校修改重报，{words.deadline_label(entry.close_at)}前有效。"
    return "已通过，成绩已公布。" if entry.campaign.results_published_at else "已通过，成绩还没有公布。"


@only(*policies.READERS)
def entry_version(request: PlaceRequest, uid: UUID, version: int) -> HttpResponse:
    """One copy as it was received."""
    entry = _entry(request, uid)
    copy = _copy(entry, version)
    context = {
        "entry": entry, "copy": copy, "fate": entry.events.filter(submission=copy, kind__in=_FATES).last(),
        "is_intact": version not in broken_versions(selectors.versions_of(entry)),
        "lines": [{"number": line.number, "text": line.text, "mark": line.mark, "kind": _sheet_kind(line)}
                  for line in lines.lines_of(copy.payload)],
        "crumbs": crumbs_of(entry),
    }  # fmt: skip
    return render(request, "district/collection/version.html", context)


def _sheet_kind(line: lines.Line) -> str:
    return line.kind if line.kind in {"title", "heading"} else "text"


@only(*policies.READERS)
def entry_compare(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Two copies line against line: `?old=1&new=2`, else the last two."""
    entry = _entry(request, uid)
    numbers = [copy.version for copy in selectors.versions_of(entry)]
    if len(numbers) < 2:  # noqa: PLR2004 -- it takes two to compare
        raise Http404
    sides = [(str(number), f"第{number}版") for number in sorted(numbers)]
    _, new = chosen_sides(request.GET, sides, old="", new=str(numbers[0]))
    before = max((each for each in numbers if each < int(new)), default=numbers[-1])
    old, new = chosen_sides(request.GET, sides, old=str(before), new=new)
    found = lines.compare(_copy(entry, int(old)).payload, _copy(entry, int(new)).payload)
    context = {
        "entry": entry, "crumbs": crumbs_of(entry), **compare_context(request.GET, found, sides, old, new)
    }  # fmt: skip
    return render(request, "district/collection/compare.html", context)


@only(Role.DISTRICT_ADMIN)
def entry_exempt(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take the school out of the expected set."""
    entry = _entry(request, uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.exempt(entry, reason=form.cleaned_data["reason"], actor=request.actor)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{entry.school.short_name}已设为免报，不再计入应报。")
            return redirect("collection:entry", uid=uid)
    return render(
        request, "district/collection/exempt.html", {"entry": entry, "form": form, "crumbs": crumbs_of(entry)}
    )


@only(Role.DISTRICT_ADMIN, Role.APPROVER)
def entry_unlock(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Give an accepted copy back to its school."""
    entry = _entry(request, uid)
    form = UnlockForm(request.POST or None, initial={"resubmit_on": today() + timedelta(days=7)})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            decisions.unlock(
                entry, reason=wanted["reason"], resubmit_by=end_of_day(wanted["resubmit_on"]), actor=request.actor
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{entry.school.short_name}已解锁，等学校修改重报。")
            return redirect("collection:entry", uid=uid)
    context = {"entry": entry, "form": form, "why_not": policies.why_not_unlocked(entry), "crumbs": crumbs_of(entry)}
    return render(request, "district/collection/unlock.html", context)


@require_POST
@only(Role.DISTRICT_ADMIN)
def entry_release(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Take the entry away from a reviewer."""
    entry = _entry(request, uid)
    assignment = entry.assignments.filter(uid__in=uids_in([request.POST.get("assignment", "")])).first()
    if assignment is None:
        messages.error(request, "请在列表里选择要取消的审核员。")
        return redirect("collection:entry", uid=uid)
    try:
        services.release_reviewer(entry, assignment.reviewer_uid, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已取消分派。")
    return redirect("collection:entry", uid=uid)


@require_POST
@only(Role.DISTRICT_ADMIN)
def entry_expect(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Undo the exemption."""
    entry = _entry(request, uid)
    try:
        services.expect(entry, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{entry.school.short_name}恢复应报。")
    return redirect("collection:entry", uid=uid)


def _entry(request: PlaceRequest, uid: UUID) -> Entry:
    return get_object_or_404(selectors.entries_visible_to(request.actor), uid=uid)


def _copy(entry: Entry, version: int) -> Submission:
    copies = Submission.objects.filter(campaign=entry.campaign_id, school=entry.school_id)
    return get_object_or_404(copies, version=version)


def crumbs_of(entry: Entry) -> list[tuple[str, str]]:
    """The way to a page below this entry."""
    return [
        ("征集", reverse("collection:list")),
        (entry.campaign.title, reverse("collection:board", args=[entry.campaign.uid])),
        (entry.school.short_name, reverse("collection:entry", args=[entry.uid])),
    ]
