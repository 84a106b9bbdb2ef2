"""Lists of records: filters, search, sort and pages in the address, and the Excel file of exactly what is filtered.

An app describes its list once as a `Listing` (in `tables.py`); `show(listing, rows, request)` gives the page and the
context of `ui/_filter_bar.html`, and `Shown.file()` the workbook.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from core.exports import Sheet, workbook_of, xlsx_response
from core.periods import today
from core.pinyin import search_pattern
from core.templatetags.ui import SIZES


@dataclass(frozen=True)
class Column:
    """A column of the Excel file: heading, width in characters, and the value of a row."""

    heading: str
    width: int
    value: Callable[[Any], object]


@dataclass(frozen=True)
class Pick:
    """A filter with fixed answers; `where` gives the condition of an answer.

    No answer means `blank`, which is everything unless said otherwise, and is called `blank_label`.
    """

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    where: Callable[[str], Q]
    blank_label: str = "全部"
    blank: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Day:
    """A filter by a day given as 2027-03-01."""

    name: str
    label: str
    where: Callable[[date], Q]


@dataclass(frozen=True)
class Listing:
    """What a list offers. `orders` maps the names of `?sort=` to fields; `search` gives the condition of a text."""

    title: str
    unit: str
    orders: Mapping[str, Sequence[str]]
    default_order: str
    columns: Sequence[Column]
    picks: Sequence[Pick] = ()
    days: Sequence[Day] = ()
    search: Callable[[str], Q] | None = None
    placeholder: str = ""


@dataclass(frozen=True)
class Shown:
    """A list as asked for in the address: `rows` are all filtered, `page` is the part on the screen."""

    listing: Listing
    rows: QuerySet[Any]
    page: Page
    filters: dict[str, Any] = field(default_factory=dict)
    is_filtered: bool = False

    def sheet(self) -> Sheet:
        """All filtered rows in the order shown, for Excel."""
        return sheet_of(self.listing, self.rows)

    def file(self, *more: Sheet) -> HttpResponse:
        """The Excel file of `sheet`, followed by `more` sheets."""
        return xlsx_response(f"{self.listing.title}_{today():%Y%m%d}", workbook_of([self.sheet(), *more]))


def sheet_of(listing: Listing, rows: Iterable[Any]) -> Sheet:
    """The columns of a list over `rows`."""
    columns = [(column.heading, column.width) for column in listing.columns]
    return Sheet(listing.title, columns, ([column.value(row) for column in listing.columns] for row in rows))


def show(listing: Listing, rows: QuerySet[Any], request: HttpRequest) -> Shown:
    """Apply what the address asks for to `rows`; answers that are not offered are ignored."""
    asked = request.GET
    conditions = Q()
    picks = []
    for pick in listing.picks:
        chosen = asked.get(pick.name, "")
        if chosen not in {value for value, _ in pick.options}:
            chosen = ""
        conditions &= pick.where(chosen) if chosen else pick.blank
        picks.append(
            {
                "name": pick.name,
                "label": pick.label,
                "value": chosen,
                "options": [("", pick.blank_label), *pick.options],
            }
        )
    days = []
    for offered in listing.days:
        day = _day(asked.get(offered.name, ""))
        if day:
            conditions &= offered.where(day)
        days.append({"name": offered.name, "label": offered.label, "value": day.isoformat() if day else ""})
    text = asked.get("q", "").replace("\x00", "").strip()[:60]
    if text and listing.search:
        conditions &= listing.search(text)
    filtered = rows.filter(conditions).order_by(*_order(listing, asked.get("sort", "")))
    is_filtered = bool(text or any(pick["value"] for pick in picks) or any(day["value"] for day in days))
    filters = {
        "picks": picks,
        "days": days,
        "search": {"value": text, "placeholder": listing.placeholder} if listing.search else None,
        "kept": [(name, asked[name]) for name in ("sort", "size") if asked.get(name)],
        "clear_url": request.path if is_filtered else "",
        "export_url": _export_url(request),
    }
    page = Paginator(filtered, _size(asked.get("size", ""))).get_page(asked.get("page"))
    if not page.paginator.count:
        page.object_list = []  # a query for nothing takes as long to write as any other
    return Shown(listing, filtered, page, filters, is_filtered)


def wants_file(request: HttpRequest) -> bool:
    """Whether the address asks for the Excel file."""
    return request.GET.get("export") == "xlsx"


def matches_name(text: str, *, name: str = "name", pinyin: str = "pinyin") -> Q:
    """The condition that a name holds `text`, or its pinyin does (whole syllables or first letters)."""
    pattern = search_pattern(text)
    found = Q(**{f"{name}__icontains": text})
    return found | Q(**{f"{pinyin}__iregex": pattern}) if pattern else found


def _order(listing: Listing, asked: str) -> list[str]:
    name = asked if asked.removeprefix("-") in listing.orders else listing.default_order
    fields = listing.orders[name.removeprefix("-")]
    flipped = [part.removeprefix("-") if part.startswith("-") else f"-{part}" for part in fields]
    return [*(flipped if name.startswith("-") else fields), "pk"]


def _size(asked: str) -> int:
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _export_url(request: HttpRequest) -> str:
    address = request.GET.copy()
    address.pop("page", None)
    address["export"] = "xlsx"
    return f"?{address.urlencode()}"
