"""The lists of the collection pages: what can be filtered, sorted and exported."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from core.listing import Column, Listing, Pick, Shown, matches_name, show
from core.requests import PlaceRequest
from district.collection import conflicts, selectors
from district.collection.models import Campaign, Entry, EntryState
from district.collection.timeliness import late_days
from tenants.models import SchoolKind

SEGMENTS = (
    ("", "全部"), ("missing", "未报"), ("submitted", "待审"), ("reviewing", "审核中"), ("returned", "退回"),
    ("accepted", "通过"), ("exempt", "免报"), ("late", "迟报"),
    ("amending", "修订待定"),
)  # fmt: skip
STANDING_WORDS = {"expected": "应报", "reported": "已报", "on_time": "按时", "waiting": "待审与审核中"}
UNASSIGNED = "none"


def state_code(entry: Entry) -> str:
    """The code of `core.badges` for where an entry stands."""
    if entry.is_exempt:
        return "exempt"
    if entry.state == EntryState.MISSING and entry.has_draft:
        return "draft"
    return entry.state


def state_word(entry: Entry) -> str:
    """The same in words, for Excel."""
    words = {"exempt": "免报", "draft": "填写中"}
    return words.get(state_code(entry), entry.get_state_display())


def round_number(entry: Entry) -> int | None:
    """Which round the current copy is in; None without a copy."""
    if entry.current_id is None:
        return None
    return entry.return_count + (entry.state != EntryState.RETURNED)


_COLUMNS = (
    Column("学校", 18, lambda row: row.school.short_name),
    Column("状态", 10, state_word),
    Column("学段", 10, lambda row: row.school.get_kind_display()),
    Column("片区", 8, lambda row: row.school.area),
    Column("轮次", 6, round_number),
    Column("修订次数", 8, lambda row: row.amendments_count),
    Column("首次报送", 18, lambda row: row.first_submitted_at),
    Column("按时", 8, lambda row: row.first_on_time),
    Column("迟报工作日", 10, late_days),
    Column("本校截止", 18, lambda row: row.due_at),
    Column("回执号", 20, lambda row: row.current.receipt_number if row.current else None),
    Column("最近催办", 18, lambda row: row.reminded_at),
    Column("说明", 30, lambda row: row.exempt_reason or row.override_reason),
)


_REVIEWERS = Column("审核员", 16, lambda row: row.reviewers)
_SCORE = Column("得分", 8, lambda row: float(row.score) if row.score is not None else None)


def board_listing(campaign: Campaign, rows: QuerySet[Entry], *, with_scores: bool, with_reviewers: bool) -> Listing:
    """The board of one campaign; offers the areas and reviewers that occur.

    Without scores, or reviewers, neither a column nor an order nor a filter tells of them.
    """
    names = ("school__area", "assignments__reviewer_uid", "assignments__reviewer_name", "assignments__is_active")
    found = set(rows.order_by().values_list(*names).distinct())
    areas = sorted({area for area, _, _, _ in found if area})
    people = sorted({(str(uid), name) for _, uid, name, is_active in found if is_active}, key=lambda each: each[1])
    reviewers = Pick("reviewer", "审核员", [*people, (UNASSIGNED, "没有分派够")], _of_reviewer)
    return Listing(
        title=f"{campaign.title}报送情况",
        unit="所",
        orders={
            "state": ("urgency", *(["-score_sort"] if with_scores else []), "school__pinyin"),
            "school": ("school__pinyin",),
            "kind": ("school__kind", "school__pinyin"),
            "area": ("school__area", "school__pinyin"),
            "round": ("return_count", "school__pinyin"),
            "first": ("first_submitted_at", "school__pinyin"),
            **({"reviewer": ("reviewers", "school__pinyin")} if with_reviewers else {}),
            **({"score": ("score_sort", "school__pinyin")} if with_scores else {}),
        },
        default_order="state",
        columns=(*_COLUMNS, *([_REVIEWERS] if with_reviewers else []), *([_SCORE] if with_scores else [])),
        picks=(
            Pick("kind", "学段", SchoolKind.choices, lambda value: Q(school__kind=value)),
            Pick("area", "片区", [(area, area) for area in areas], lambda value: Q(school__area=value)),
            *([reviewers] if with_reviewers else []),
        ),
        search=lambda text: matches_name(text, name="school__short_name", pinyin="school__pinyin"),
        placeholder="校名或首字母",
    )


def _of_reviewer(value: str) -> Q:
    if value == UNASSIGNED:
        return Q(reviewers_n__lt=F("campaign__reviewers_per_copy"))
    return Q(assignments__reviewer_uid=UUID(value), assignments__is_active=True)


def show_board(
    campaign: Campaign, request: PlaceRequest, *, with_scores: bool, with_reviewers: bool
) -> tuple[Shown, dict[str, int]]:
    """The board as asked for in the address, and the counts of all standings."""
    rows = conflicts.with_bars(selectors.board_rows(campaign), request.actor)
    counts = selectors.standing_counts(campaign)
    listing = board_listing(campaign, rows, with_scores=with_scores, with_reviewers=with_reviewers)
    asked = request.GET.get("state", "")
    asked = asked if asked in selectors.STANDINGS else ""
    shown = show(listing, rows.filter(selectors.STANDINGS[asked]) if asked else rows, request)
    segments = list(SEGMENTS)
    if asked in STANDING_WORDS:
        segments.insert(1, (asked, STANDING_WORDS[asked]))
    shown.filters["segments"] = [
        {"label": label, "count": counts[name or "all"], "url": _with_state(request, name), "is_active": name == asked}
        for name, label in segments
    ]
    if asked:
        shown.filters["kept"].append(("state", asked))
        shown.filters["clear_url"] = request.path
    return shown, counts


def _with_state(request: PlaceRequest, state: str) -> str:
    address = request.GET.copy()
    for name in ("page", "export", "state"):
        address.pop(name, None)
    if state:
        address["state"] = state
    return f"?{address.urlencode()}"
