"""The reviewer's page: the copy with its remarks, the rubric beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import only
from core.actors import Role
from core.errors import ConflictError, DomainError
from core.requests import PlaceRequest
from district.collection.models import Entry, EntryState
from district.collection.numbers import small_number
from district.review import phases, policies, selectors, sheets
from district.review.forms import RemarkForm, marks_from
from district.review.models import Remark
from district.review.services import reviewing as services
from district.review.standing import progress_words, with_proposals


@only(Role.REVIEWER, Role.APPROVER, Role.DISTRICT_ADMIN)
def review_page(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Read, remark and mark; `?line=11` opens the remark form at that line, `?remark=<uid>` one remark to change."""
    entry: Any = get_object_or_404(with_proposals(selectors.reviews_visible_to(request.actor)), uid=uid)
    desk = selectors.desk_of(request.actor, entry)
    is_open, is_assigned = _is_open(request, entry, desk), desk.assignment is not None
    can_decide = entry.is_ready and policies.can_decide(request.actor, entry, is_assigned=is_assigned)
    no_marking, no_decision = _phase(entry, desk)
    may_review = is_open and not no_marking
    criteria = selectors.criteria_of(entry.campaign)
    asked = {name: request.GET.get(name, "") for name in ("line", "remark")}
    document = sheets.document(entry, desk, criteria, may_review=may_review, **asked)
    context = {
        "entry": entry, "review": desk.own, "desk": desk, "may_review": may_review, "document": document,
        "sheet": sheets.rubric_sheet(criteria, desk.own) if criteria and may_review else None,
        "result": sheets.result_table(criteria, desk, entry) if not may_review else None,
        "progress": progress_words(entry) if entry.state in selectors.UNDECIDED else "",
        "may_step_back": is_open,
        "may_decide": can_decide and not no_decision,
        "phase": no_decision if can_decide else no_marking,
        "words": _words(entry),
        "decision": None if entry.state in selectors.UNDECIDED else selectors.decision_on(entry),
        "rubric": criteria[0].rubric if criteria else None,
        "last_round": selectors.last_round(entry),
        "hints": sheets.system_counts(entry),
        "head": sheets.head(entry),
        "place": sheets.place_in_batch(request.actor, entry),
        "remark_form": RemarkForm(initial={"line": document.current or None}, criteria=criteria),
    }  # fmt: skip
    return render(request, "district/review/page.html", context)


def _words(entry: Entry) -> dict[str, str]:
    """What the two ends of a review are called: proposals where somebody else decides."""
    if entry.campaign.needs_approval or entry.campaign.reviewers_per_copy > 1:
        return {"return": "建议退回", "accept": "建议通过"}
    return {"return": "退回修改", "accept": "通过"}


def _phase(entry: Entry, desk: selectors.Desk) -> tuple[str, str]:
    """Why it is not the time to mark, and to decide; empty once the own proposal is in, or all is decided."""
    if entry.state not in selectors.UNDECIDED or (desk.own and desk.own.is_in):
        return "", ""
    now, came = timezone.now(), phases.came_at(entry, desk.assignment, desk.own)
    return phases.why_no_marking(entry.campaign, came, now), phases.why_no_decision(entry.campaign, now)


def _is_open(request: PlaceRequest, entry: Entry, desk: selectors.Desk) -> bool:
    """Whether the copy is still with the person; its phase is another matter."""
    is_open = entry.state in selectors.UNDECIDED and not (desk.own and desk.own.is_in)
    return is_open and policies.can_review(request.actor, entry, is_assigned=desk.assignment is not None)


@require_POST
@only(Role.REVIEWER)
def review_save(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """Save the marks; `then` says what follows: next, accept, return, or stay. An autosave gets JSON."""
    entry = find_entry(request, uid)
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    version = small_number(request.POST.get("version", "")) or 0
    wishes = marks_from(request.POST, selectors.criteria_of(entry.campaign))
    then = "" if is_autosave else request.POST.get("then", "")
    try:
        review = services.save_marks(entry, wishes, version=version, actor=request.actor)
        if then == "accept":
            entry = services.accept_entry(entry, actor=request.actor)
    except DomainError as error:
        if is_autosave:
            return JsonResponse({"message": str(error)}, status=409 if isinstance(error, ConflictError) else 400)
        messages.error(request, str(error))
        return redirect("review:page", uid=uid)
    if is_autosave:
        return JsonResponse({"version": review.version, "saved_at": f"{timezone.localtime():%H:%M}"})
    return _after_saving(request, entry, then)


def _proposed(entry: Entry) -> str:
    return "已通过" if entry.state == EntryState.ACCEPTED else "初评已提交（建议通过）"


def _after_saving(request: PlaceRequest, entry: Entry, then: str) -> HttpResponse:
    if then == "return":
        return redirect("review:return", uid=entry.uid)
    if then in {"next", "accept"}:
        words = _proposed(entry) if then == "accept" else "评分已保存"
        following = selectors.next_waiting(request.actor, entry)
        if following is None:
            messages.success(request, f"{entry.school.short_name}{words}。没有下一份待审的了。")
            return redirect("review:queue")
        messages.success(request, f"{entry.school.short_name}{words}，这是下一份。")
        return redirect("review:page", uid=following.uid)
    messages.success(request, "评分已保存。")
    return redirect("review:page", uid=entry.uid)


@require_POST
@only(Role.REVIEWER)
def remark_add(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """A remark on a line."""
    entry = find_entry(request, uid)
    form = RemarkForm(request.POST, criteria=selectors.criteria_of(entry.campaign))
    if not form.is_valid():
        messages.error(request, "批注没有保存：请写明行号和内容，最多500字。")
        return _at_line(entry, request.POST.get("line", ""))
    try:
        remark = services.add_remark(
            entry, line_number=form.cleaned_data["line"], text=form.cleaned_data["text"],
            is_required=form.is_required, criterion_uid=form.criterion_uid, actor=request.actor,
        )  # fmt: skip
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("review:page", uid=uid)
    return redirect(f"{reverse('review:page', args=[uid])}#line-{remark.line_number}")


@require_POST
@only(Role.REVIEWER)
def remark_edit(request: PlaceRequest, uid: UUID, remark_uid: UUID) -> HttpResponse:
    """Change a remark."""
    entry = find_entry(request, uid)
    remark = _remark(request, entry, remark_uid)
    criteria = selectors.criteria_of(entry.campaign)
    form = RemarkForm({**request.POST.dict(), "line": remark.line_number}, criteria=criteria)
    if not form.is_valid():
        messages.error(request, "批注没有保存：请写内容，最多500字。")
    else:
        try:
            services.change_remark(
                remark, entry, text=form.cleaned_data["text"], is_required=form.is_required,
                criterion_uid=form.criterion_uid, actor=request.actor,
            )  # fmt: skip
        except DomainError as error:
            messages.error(request, str(error))
    return redirect(f"{reverse('review:page', args=[uid])}#line-{remark.line_number}")


@require_POST
@only(Role.REVIEWER)
def remark_delete(request: PlaceRequest, uid: UUID, remark_uid: UUID) -> HttpResponse:
    """Take a remark away."""
    entry = find_entry(request, uid)
    remark = _remark(request, entry, remark_uid)
    try:
        services.delete_remark(remark, entry, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('review:page', args=[uid])}#line-{remark.line_number}")


def _at_line(entry: Entry, line: str) -> HttpResponse:
    address, number = reverse("review:page", args=[entry.uid]), small_number(line)
    return redirect(f"{address}?line={number}#line-{number}" if number else address)


def find_entry(request: PlaceRequest, uid: UUID) -> Entry:
    """The entry if the person may open its review, else 404."""
    return get_object_or_404(selectors.reviews_visible_to(request.actor), uid=uid)


def _remark(request: PlaceRequest, entry: Entry, uid: UUID) -> Remark:
    return get_object_or_404(selectors.remarks_of(entry, request.actor), uid=uid)
