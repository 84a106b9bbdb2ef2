"""The feed for other calendars: its page, and the file itself, which needs no session."""

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.middleware import client_address
from core import figures
from core.access import open_to_all, signed_in
from core.errors import DomainError
from schools.calendar import selectors
from schools.calendar.feeds import calendar_of, secret_of, uid_of
from schools.calendar.models import Feed, FeedScope
from schools.calendar.services import feeds as services
from schools.requests import SchoolRequest

_MINUTE = 60


@signed_in
def feed_page(request: SchoolRequest) -> HttpResponse:
    """One's own feed: its address, what it shows, how to subscribe."""
    if request.method == "POST":
        try:
            services.open_feed(request.user, request.POST.get("scope", ""), actor=request.actor)
            messages.success(request, "已保存，地址在下面。")
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("calendar:feed")
    feed = Feed.objects.filter(user=request.user).first()
    address = ""
    if feed is not None:
        path = reverse("calendar:feed_file", args=[secret_of(feed, request.school.code)])
        address = request.build_absolute_uri(path)
    context = {"feed": feed, "address": address, "scopes": FeedScope.choices}
    return render(request, "schools/calendar/feed.html", context)


_ACTS = {
    "renew": (services.renew_feed, "已换新地址，原来的地址不能再用。"),
    "close": (services.close_feed, "已停止订阅，原来的地址不能再用。"),
}


@signed_in
@require_POST
def feed_act(request: SchoolRequest) -> HttpResponse:
    """A new address, or none any more."""
    act, sentence = _ACTS.get(request.POST.get("act", ""), _ACTS["renew"])
    act(request.user, actor=request.actor)
    messages.success(request, sentence)
    return redirect("calendar:feed")


@open_to_all
@require_GET
def feed_file(request: SchoolRequest, secret: str) -> HttpResponse:
    """The feed that the address opens, as its person would see it now; 404 when it is closed or the person left."""
    uid = uid_of(secret, request.school.code)
    if not _may_ask(f"feed:{uid}" if uid else f"feed:{client_address(request)}"):
        answer = HttpResponse("请求太频繁，请稍后再试。", status=429, content_type="text/plain; charset=utf-8")
        answer["Retry-After"] = str(_MINUTE)
        return answer
    feed = Feed.objects.select_related("user").filter(uid=uid, user__is_active=True).first() if uid else None
    if feed is None:
        message = "没有这个订阅，或已停止。"
        raise Http404(message)
    actor = feed.user.as_actor(request.school.code)
    rows = selectors.rows_of_feed(actor, only_own=feed.scope == FeedScope.MINE)
    name = f"{request.school.place_name}行事历"
    answer = HttpResponse(
        calendar_of(rows, name=name, school=request.school.code), content_type="text/calendar; charset=utf-8"
    )
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _may_ask(key: str) -> bool:
    """Count the request; False when this minute had enough of them."""
    cache.add(key, 0, timeout=_MINUTE)
    try:
        return cache.incr(key) <= figures.value("calendar.feed_per_minute")
    except ValueError:  # the minute ended between the two
        return True
