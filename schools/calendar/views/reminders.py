"""One's own reminders."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from core.access import signed_in
from schools.calendar import selectors
from schools.calendar.services import reminding
from schools.mail import facade as mail
from schools.requests import SchoolRequest

_PAGE = 20


@signed_in
def reminder_list(request: SchoolRequest) -> HttpResponse:
    """What one was told, unread first or all."""
    rows = selectors.reminders_of(request.actor).select_related("occurrence__task")
    unread = rows.filter(read_at=None)
    shown = rows if request.GET.get("all") else unread
    context = {
        "page": Paginator(shown, _PAGE).get_page(request.GET.get("page")),
        "unread": unread.count(),
        "shows_all": bool(request.GET.get("all")),
        "sends_mail": settings.SENDS_MAIL,
        "is_mailed": mail.wants_mail(request.user),
    }
    return render(request, "schools/calendar/reminders.html", context)


@signed_in
@require_POST
def reminders_read(request: SchoolRequest) -> HttpResponse:
    """All of them are read."""
    count = reminding.read_reminders(request.actor)
    messages.success(request, f"{count}条提醒标为已读。")
    return redirect("calendar:reminders")


@signed_in
@require_POST
def reminder_open(request: SchoolRequest, uid: UUID) -> HttpResponse:
    """Read one and go on to its task."""
    row = get_object_or_404(selectors.reminders_of(request.actor).select_related("occurrence__task"), uid=uid)
    reminding.read_reminders(request.actor, row.uid)
    return redirect("records:task", uid=row.occurrence.task.uid)
