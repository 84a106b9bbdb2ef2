"""The desk of a school, and the search over everything that one may see."""

from django.http import HttpResponse
from django.shortcuts import render

from core.access import signed_in
from core.periods import today
from district.collection import facade as collection
from schools.home import selectors
from schools.members import facade as members
from schools.plans import facade as plans
from schools.requests import SchoolRequest

_WORDS_MOST = 60


@signed_in
def desk(request: SchoolRequest) -> HttpResponse:
    """What waits, what the month brings, where the plan is thin."""
    actor = request.actor
    writes = plans.can_write(actor)
    campaigns = collection.open_campaigns(request.school) if writes else []
    plan = plans.current_plan(actor)
    waiting = selectors.todos(actor, request.school, campaigns, plan)
    context = {
        "today": today(),
        "todos": waiting,
        "overdue_count": sum(1 for todo in waiting if todo.is_overdue),
        "steps": selectors.first_steps(actor, request.user),
        "work": selectors.month_work(plan, today().month) if plan else None,
        "campaigns": campaigns[:5],
        "recent": plans.recent_plans(actor),
        "writes": writes,
    }
    return render(request, "schools/home/index.html", context)


@signed_in
def search(request: SchoolRequest) -> HttpResponse:
    """Plans, tasks and members by words or pinyin initials."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:_WORDS_MOST]
    found_plans, found_tasks = plans.search(request.actor, words) if words else ([], [])
    found_members = members.find_members(words, actor=request.actor) if words else []
    context = {
        "words": words,
        "plans": found_plans,
        "tasks": found_tasks,
        "members": found_members,
        "count": len(found_plans) + len(found_tasks) + len(found_members),
    }
    return render(request, "schools/home/search.html", context)
