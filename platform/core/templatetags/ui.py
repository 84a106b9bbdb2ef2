"""Template tags and filters of the parts under templates/ui/; registered as builtins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from core.badges import look_of
from core.shares import percent

register = template.Library()

WEEKDAYS = "一二三四五六日"
KILOBYTE = 1024
SIZES = (20, 50, 100)
MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


# --- icons, badges, tags ------------------------------------------------------------------------------------------


@register.simple_tag
@cache
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; `size` is "" (20 px) or "small" (16 px); without `label` it is decoration."""
    css_class = "icon icon-small" if size == "small" else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            css_class,
            label,
            static("icons.svg"),
            name,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css_class, static("icons.svg"), name
    )


@register.simple_tag
@cache
def shape(name: str) -> SafeString:
    """Draw one of the state shapes of `core.badges.SHAPES`, in the colour of the text."""
    return format_html(
        '<svg class="shape" aria-hidden="true"><use href="{}#shape-{}"/></svg>', static("icons.svg"), name
    )


@register.simple_tag
def badge(state: str, word: str = "", shape: str = "", tone: str = "") -> SafeString:
    """Show a state as word, shape and colour; the known states are in `core.badges.LOOKS`."""
    return _badge(str(state), str(word), shape, tone)


@lru_cache(maxsize=1024)
def _badge(state: str, word: str, shape: str, tone: str) -> SafeString:
    look = look_of(state, word=word, shape=shape, tone=tone)
    return format_html(
        '<span class="badge badge-{}{}"><svg class="shape" aria-hidden="true"><use href="{}#shape-{}"/></svg>{}</span>',
        look.tone,
        " badge-filled" if look.is_filled else "",
        static("icons.svg"),
        look.shape,
        look.word,
    )


@register.simple_tag
def tag(text: str) -> SafeString:
    """Show a neutral label, such as a work area."""
    return format_html('<span class="tag">{}</span>', text)


@register.simple_tag
def chip(text: str, icon_name: str = "", *, ask: bool = False) -> SafeString:
    """Show a month or a recurrence; `ask` marks one that waits for an answer."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="chip{}">{}{}</span>', " chip-ask" if ask else "", drawing, text)


# --- addresses and lists ------------------------------------------------------------------------------------------


def _address_with(current: Mapping[str, Any], changes: Mapping[str, Any]) -> str:
    """Join the GET parameters with changes into "?…"; a change to None or "" drops the parameter."""
    parameters = current.copy() if isinstance(current, QueryDict) else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


def _parameters(context: Context) -> Mapping[str, Any]:
    """Give the GET parameters of the page being rendered; empty where there is no request."""
    request = context.get("request")
    return request.GET if isinstance(request, HttpRequest) else {}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: str | int | None) -> str:
    """Give the page's own address with GET parameters changed; a change of anything but `page` goes to page 1."""
    if "page" not in changes:
        changes = {**changes, "page": None}
    return _address_with(_parameters(context), changes)


@register.simple_tag(takes_context=True)
def sort_header(context: Context, name: str, label: str, *, number: bool = False, default: str = "") -> SafeString:
    """Head a column that sorts by GET parameter `sort` (`name` or `-name`); `default` is the order without it."""
    order = _parameters(context).get("sort") or default
    state = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    following = f"-{name}" if order == name else name
    address = _address_with(_parameters(context), {"sort": following, "page": None})
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>',
        SafeString(' class="number"') if number else "",
        format_html(' aria-sort="{}"', state) if state else "",
        address,
        label,
        shape("up" if state == "ascending" else "down") if state else "",
    )


@dataclass(frozen=True)
class PageLink:
    """One entry of a pager; an entry without address is the gap between numbers."""

    label: str
    url: str = ""
    is_current: bool = False


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: Context, page: Page, unit: str = "条") -> dict[str, Any]:
    """Show which part of a list one sees and the way to the others; `unit` is the measure word."""
    parameters = _parameters(context)

    def address(number: int) -> str:
        return _address_with(parameters, {"page": number if number > 1 else None})

    links = []
    if page.paginator.num_pages > 1:
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
            if isinstance(number, int):
                links.append(PageLink(str(number), address(number), is_current=number == page.number))
            else:
                links.append(PageLink("…"))
    total, size = page.paginator.count, page.paginator.per_page
    offered = SIZES if total > SIZES[0] and size in SIZES else ()
    return {
        "sizes": [
            PageLink(str(number), _address_with(parameters, {"size": number, "page": None}), is_current=number == size)
            for number in offered
        ],
        "start": page.start_index(),
        "end": page.end_index(),
        "total": total,
        "unit": unit,
        "links": links,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }


# --- parts round some content -------------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: SafeString,
    title: str = "",
    *,
    sub: str = "",
    more_url: str = "",
    more_label: str = "全部",
    bare: bool = False,
) -> SafeString:
    """Put content on a card; `bare` leaves out the inner margin, for tables and lists."""
    return render_to_string(
        "ui/_card.html",
        {
            "content": content,
            "title": title,
            "sub": sub,
            "more_url": more_url,
            "more_label": more_label,
            "bare": bare,
            "id": f"card-{slugify(title, allow_unicode=True)}",
        },
    )


@register.simple_block_tag
def dialog(content: SafeString, id: str, *, title: str) -> SafeString:  # noqa: A002 - it is the HTML id
    """Prepare a dialog; a link with `data-open="id"` opens it, and its href does the same without scripts."""
    return render_to_string("ui/_dialog.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def drawer(content: SafeString, id: str, *, title: str) -> SafeString:  # noqa: A002 - it is the HTML id
    """Prepare a drawer with an explanation; opened like a dialog."""
    return render_to_string("ui/_drawer.html", {"content": content, "id": id, "title": title})


@register.simple_block_tag
def figure(content: SafeString, plot: Mapping[str, Any]) -> SafeString:
    """Show a figure (see jinja/ui/figure.html for its entries) with the table twin given as content."""
    return SafeString(render_to_string("ui/figure.html", {"figure": plot, "table": content}, using="jinja"))


@register.simple_tag
def heat(table: Mapping[str, Any]) -> SafeString:
    """Show a heat table (see jinja/ui/heat.html for its entries)."""
    return SafeString(render_to_string("ui/heat.html", {"heat": table}, using="jinja"))


@register.simple_tag
def twin(panel: object) -> SafeString:
    """Show the table of a figure (see jinja/ui/twin.html for what a panel has)."""
    return SafeString(render_to_string("ui/twin.html", {"panel": panel}, using="jinja"))


@register.simple_block_tag
def rubric(content: SafeString, sheet: Mapping[str, Any], *, readonly: bool = False) -> SafeString:
    """Show a rubric sheet (see ui/_rubric.html) with the buttons given as content."""
    return render_to_string("ui/_rubric.html", {"rubric": sheet, "acts": content, "readonly": readonly})


@register.simple_tag
def with_label(field: BoundField) -> SafeString:
    """Draw a field whose label stands elsewhere (a column head): the label goes into aria-label."""
    return field.as_widget(attrs={"aria-label": str(field.label)})


# --- words --------------------------------------------------------------------------------------------------------


def _local(moment: date | datetime) -> date | datetime:
    """Give a moment in the district's time zone; a plain date stays as it is."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def pct(share: float | None, digits: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage; None, a share of nothing, is 不适用."""
    return percent(None if share is None else float(share), int(digits))


@register.filter
def cn_date(day: date | datetime | None) -> str:
    """Write a day as 2027年3月1日（周一）; None is a dash."""
    if day is None or day == "":
        return "—"
    local = _local(day)
    return f"{local.year}年{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）"


@register.filter
def cn_date_plain(day: date | datetime | None) -> str:
    """Write a day as 2027年3月1日; None is a dash."""
    if day is None or day == "":
        return "—"
    local = _local(day)
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def cn_day(day: date | datetime | None) -> str:
    """Write a day of the current year as 3月1日, of another year as 2026年3月1日; None is a dash."""
    if day is None or day == "":
        return "—"
    local = _local(day)
    return f"{local.month}月{local.day}日" if local.year == timezone.localdate().year else cn_date_plain(local)


@register.filter
def cn_datetime(moment: datetime | None) -> str:
    """Write a moment as 3月1日 14:03, with the year where it is not the current one; None is a dash."""
    if moment is None or moment == "":
        return "—"
    local = _local(moment)
    return f"{cn_day(local)} {local:%H:%M}"


@register.filter
def cn_deadline(moment: datetime | None) -> str:
    """Write a deadline as 3月12日 16:00; one at midnight belongs to the evening before: 3月11日24:00."""
    if moment is None or moment == "":
        return "—"
    local = _local(moment)
    if isinstance(local, datetime) and (local.hour, local.minute) == (0, 0):
        return f"{cn_day(local - timedelta(days=1))}24:00"
    return cn_datetime(moment)


@register.filter
def mask_mobile(text: str | None) -> str:
    """Hide the middle of every mobile number in a text: 139****1234."""
    return MOBILE.sub(r"\1****\2", text or "")


@register.filter
def mask_email(text: str | None) -> str:
    """Hide all of an e-mail address before the @ but the first letter: g***@example.com."""
    name, _, domain = (text or "").rpartition("@")
    return f"{name[:1]}***@{domain}" if name else ""


@register.filter
def file_size(count: int | None) -> str:
    """Write a number of bytes as B, KB or MB."""
    if count is None or count == "":
        return ""
    if count < KILOBYTE:
        return f"{count} B"
    if count < KILOBYTE * KILOBYTE:
        return f"{count / KILOBYTE:.0f} KB"
    return f"{count / KILOBYTE / KILOBYTE:.1f} MB"


@register.filter
def or_dash(value: object) -> object:
    """Give a value, or the grey dash that means "not yet"."""
    return SafeString('<span class="nil">—</span>') if value is None or value == "" else value
