"""Accounts for members: first passwords are in the answer and nowhere else."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.access import only
from core.actors import Role
from core.errors import DomainError
from core.exports import workbook, xlsx_response
from core.periods import today
from core.requests import PlaceRequest
from schools.members import selectors
from schools.members.forms import AccountForm
from schools.members.models import Member
from schools.members.services.accounts import MOST_AT_ONCE, open_accounts

_COLUMNS = [("姓名", 12), ("工会小组", 16), ("用户名", 18), ("初始密码", 20), ("说明", 44)]


@only(Role.SCHOOL_ADMIN)
@never_cache
@require_POST
def accounts_open(request: PlaceRequest) -> HttpResponse:
    """Ask for the roles, then open accounts for the ticked members and show the first passwords once."""
    members = _ticked(request)
    if not 0 < len(members) <= MOST_AT_ONCE:
        messages.error(request, f"请选1—{MOST_AT_ONCE}位会员，现在选了{len(members)}位。")
        return redirect("members:list")
    form = AccountForm(request.POST if "roles" in request.POST or "confirmed" in request.POST else None)
    if not form.is_valid():
        waiting = [member for member in members if not member.user_uid]
        context = {"form": form, "members": members, "waiting": waiting}
        return render(request, "schools/members/accounts_ask.html", context)
    try:
        asked = form.cleaned_data
        opened = open_accounts(members, asked["roles"], by_posts=asked["by_posts"], actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("members:list")
    count = sum(1 for account in opened if account.password)
    return render(request, "schools/members/accounts_opened.html", {"opened": opened, "count": count})


def _ticked(request: PlaceRequest) -> list[Member]:
    try:
        uids = [UUID(uid) for uid in request.POST.getlist("member")]
    except (ValueError, ValidationError):
        return []
    return list(selectors.members_visible_to(request.actor).filter(uid__in=uids))


@only(Role.SCHOOL_ADMIN)
@never_cache
@require_POST
def accounts_file(request: PlaceRequest) -> HttpResponse:
    """Turn the rows of the page that shows first passwords into an Excel file; nothing is kept."""
    columns = [request.POST.getlist(name)[:MOST_AT_ONCE] for name in ("name", "group", "username", "password", "note")]
    address = request.build_absolute_uri(reverse("accounts:sign_in"))
    rows = [*zip(*columns, strict=False), ("", "", "", "", f"登录地址：{address}")]
    return xlsx_response(f"会员账号_{today():%Y%m%d}", workbook("会员账号", _COLUMNS, rows))
