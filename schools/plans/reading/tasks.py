"""The tree to sections and tasks: which unit is a heading, which a task, and when it is due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from schools.plans.reading.areas import AreaRule, score_areas
from schools.plans.reading.cleaning import spans
from schools.plans.reading.doubts import doubts_of
from schools.plans.reading.folding import fold, join
from schools.plans.reading.headings import Role, is_backing, is_bare_heading, role_of
from schools.plans.reading.labels import THEME, label_at
from schools.plans.reading.months import dates_in, mentions_in, months_in
from schools.plans.reading.nodes import Node
from schools.plans.reading.numbering import AUTO, HEADING_KINDS, ITEM_KINDS
from schools.plans.reading.recurrence import recurrence_in
from schools.plans.reading.shapes import Label, Page, ReadSection, ReadTask

_LABEL_KINDS = frozenset({"label", "week"})
_REVIEW = re.compile(
    r"(?:现|就|将).{0,24}(?:回顾|总结|汇报|小结)(?:如下)?\s*[:。]?\s*$|(?:总结|汇报|回顾)如下\s*[:。]?\s*$"
)
_AHEAD = re.compile(r"计划|打算|今后|下一步|下学期|下阶段|设想|要点|安排|明年")
_RHYTHM_HEADING = re.compile(r"每.{1,4}(?:常规)?(?:工作|活动|任务|常规)?[:]?")
_OUTLOOK = re.compile(r"思路|总体要求|总的要求|基本要求")
_TOLD = re.compile(
    r"(?:当前|目前|学校|主要)?(?:背景|现状|形势|问题|情况|预期成果|预期效果|预期成效|结语|结束语)(?:分析|与|及|和)?.{8,}"
)
_AIM = re.compile(r"(?:工作|活动|具体)?(?:目标|目的|意义|背景):(?!.*(?:措施|做法|举措):)")
_NOTHING = re.compile(r"[\s/\\\-—~无略。.、;:…]*")
_LEAST_ITEM = 2
_HEADING_LENGTH = 24


@dataclass(slots=True)
class Harvest:
    """What one tree yields."""

    sections: list[ReadSection] = field(default_factory=list)
    tasks: list[ReadTask] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    prose_only: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the plan a unit stands."""

    role: Role
    level: int
    section: str | None
    index: int | None
    label: Label | None
    heading_months: tuple[int, ...]
    rhythm: str | None


def harvest(root: Node, page: Page, rules: Sequence[AreaRule]) -> Harvest:
    """Collect sections and tasks of one plan; mark the source lines on `page`.

    A 工作思路 holds none beside a work part, but where nothing else holds tasks, it is the work part.
    """
    found = _reap(root, page, rules, trusts_outlook=False)
    return found if found.tasks else _reap(root, page, rules, trusts_outlook=True)


def _reap(root: Node, page: Page, rules: Sequence[AreaRule], *, trusts_outlook: bool) -> Harvest:
    found = Harvest()
    _Reaper(found, page, rules, trusts_outlook=trusts_outlook).children(
        root, _Place("work", 1, None, None, None, (), None)
    )
    return found


class _Reaper:
    """One pass over the tree."""

    def __init__(self, found: Harvest, page: Page, rules: Sequence[AreaRule], *, trusts_outlook: bool) -> None:
        self.found = found
        self.page = page
        self.rules = rules
        self.trusts_outlook = trusts_outlook

    def role(self, node: Node) -> Role:
        """Say what a heading promises, in the light of what else the plan has."""
        role = role_of(node.folded)
        if role == "work" and node.kind in {"part", "cn", "v", "h"} and is_backing(node.folded):
            return "generic"
        if role == "work" and _TOLD.match(node.folded) and not node.children:
            return "none"
        return "work" if role == "none" and self.trusts_outlook and _OUTLOOK.search(node.folded) else role

    def children(self, node: Node, place: _Place) -> None:
        reviewing = node.kind == "root" and any(_REVIEW.search(line.folded) for line in node.body[-2:])
        for child in node.children:
            if reviewing and child.kind != "label" and (_AHEAD.search(child.folded) and child.children):
                reviewing = False
            self.unit(child, _with_role(place, "none") if reviewing else place)

    def unit(self, node: Node, place: _Place) -> None:
        """Read one unit: label, heading or leaf."""
        self.page.mark(node.first, node.last, "body")
        if node.kind in _LABEL_KINDS:
            self.labelled(node, place)
        elif node.children:
            self.heading(node, place)
        elif node.kind in HEADING_KINDS:
            self.leaf_heading(node, place)
        elif is_bare_heading(node.folded) and role_of(node.folded) == "none" and not place.label and not _sums_up(node):
            self._open_section(node, place, "none")
        elif place.role != "none" and _is_action(node):
            self.task(node, place)
        elif place.role == "none":
            self._keep(node, place)

    def labelled(self, node: Node, place: _Place) -> None:
        """Read the entries under a month or week; a label with text alone is one entry."""
        label = node.label or Label(())
        if place.label and not label.months:
            label = replace(label, months=place.label.months)
        inner = _Place(
            "work",
            place.level,
            place.section,
            place.index,
            label,
            (),
            label.recurrence or (None if label.months else place.rhythm),
        )
        if place.role == "none":
            inner = _with_role(inner, "none")
        self.page.mark(node.first, node.last, "label")
        starts_later = bool(node.children) and (node.children[0].kind == "entry" or (node.children[0].number or 1) > 1)
        is_theme = bool(node.children) and bool(THEME.fullmatch(node.folded))
        if node.text and not is_theme and (not node.children or starts_later) and inner.role != "none":
            self.task(node, inner)
        self.children(node, inner)

    def heading(self, node: Node, place: _Place) -> None:
        """Read a unit with units under it: a section, and a task of its own only if its items go on from elsewhere."""
        role = self.role(node) if place.role != "none" else "none"
        goes_on = node.kind in ITEM_KINDS and node.children[0].kind == "par" and (node.children[0].number or 1) > 1
        if goes_on and node.body and role != "none":
            self.task(node, place)
            self.children(node, place)
            return
        inner = place
        if place.role != "none" or node.kind in {"v", "h"}:
            inner = self._open_section(node, place, "work" if place.label and role == "none" else role)
        else:
            self._keep(node, place)
        self.children(node, inner)

    def leaf_heading(self, node: Node, place: _Place) -> None:
        """Read a heading with nothing numbered under it: itself a task in the work part."""
        role = place.role if place.role == "none" else self.role(node)
        if role == "none" and node.kind == "pcn" and not node.body and place.role != "none" and place.section:
            role = "work"
        if role == "none" and place.label:
            role = "work"
        if place.role == "none" and node.kind not in {"v", "h"}:
            self._keep(node, place)
            return
        is_vocabulary = (
            node.kind == "v" or role in {"none", "generic", "mixed"} or (role == "calendar" and not _is_sentence(node))
        )
        if is_vocabulary:
            self._open_section(node, place, role)
            if role in {"generic", "calendar"} and node.body:
                self.found.prose_only.append(_title(node))
                self.found.unread += [line.number for line in node.body]
            return
        if node.kind == "h" and not node.body:
            self._open_section(node, place, role)
            return
        inner = self._open_section(node, place, role, bare=True) if node.body else place
        if _is_action(node):
            self.task(node, inner)

    def _open_section(self, node: Node, place: _Place, role: Role, *, bare: bool = False) -> _Place:
        title = _title(node)
        text = "" if bare else "\n".join(line.text.strip().replace(AUTO, "") for line in node.body)
        self.page.mark(node.first, node.last, "heading")
        self.found.sections.append(ReadSection(title, place.level, text))
        months = months_in(node.folded) if not place.label else ()
        rhythm = recurrence_in(node.folded) if _RHYTHM_HEADING.fullmatch(fold(title)) else place.rhythm
        index = len(self.found.sections) - 1
        return _Place(role, place.level + 1, title, index, place.label, months or place.heading_months, rhythm)

    def _keep(self, node: Node, place: _Place) -> None:
        """Let a goal or another numbered line that is no task stand in the text of its section, with its number."""
        if place.index is None:
            return
        section = self.found.sections[place.index]
        own = [f"{node.shown}{node.text}", *(line.text for line in node.body)]
        text = "\n".join([*([section.text] if section.text else []), *(part.strip().replace(AUTO, "") for part in own)])
        self.found.sections[place.index] = replace(section, text=text)

    def task(self, node: Node, place: _Place) -> None:
        """Write down one task."""
        text = _whole_text(node)
        label = _own_label(node, place.label, text)
        if _NOTHING.fullmatch(fold(text)):
            return
        folded = fold(text)
        months = _months_of(folded, label) or place.heading_months
        dates = dates_in(folded, text, days_alone=label is not None) or (label.dates if label else None)
        recurrence = recurrence_in(folded) or place.rhythm
        last = max([node.last, *(line.last for line in node.body)])
        ranked = score_areas(text, place.section, self.rules)
        doubts = doubts_of(
            text,
            folded,
            ranked,
            months=months,
            recurrence=recurrence,
            label_lost=label is not None and label.is_lost,
        )
        area = ranked[0][0] if ranked else None
        lines = (node.first, last)
        self.page.mark(node.first, last, "task")
        self.found.tasks.append(
            ReadTask(text, place.section, place.index, months, dates, recurrence, area, lines, doubts, node.shown)
        )


def _sums_up(node: Node) -> bool:
    """An item that says no more than 工作总结 is to be done: a heading would have something under it."""
    return not node.body and "总结" in node.folded


def _with_role(place: _Place, role: Role) -> _Place:
    return _Place(role, place.level, place.section, place.index, place.label, place.heading_months, place.rhythm)


def _whole_text(node: Node) -> str:
    """Join an item's lines; a heading line without full stop keeps a space before its paragraph."""
    rest = join([line.text.replace(AUTO, "") for line in node.body])
    apart = node.kind in HEADING_KINDS or len(node.text) <= _HEADING_LENGTH
    if rest and apart and not re.search(r"[。;:,!?、…\-]\s*$", node.folded):
        return f"{node.text} {rest}"
    return join([node.text, rest])


def _title(node: Node) -> str:
    title = node.text.strip().replace(AUTO, "")
    title = title.removeprefix("【").removesuffix("】") if title.startswith("【") and title.endswith("】") else title
    return title.rstrip(":： 　*")


def _is_sentence(node: Node) -> bool:
    """A leaf that says 安排 but acts: 做好退休教师活动安排."""
    return node.kind in HEADING_KINDS and bool(
        re.match(r"做好|组织|开展|制定|落实|完善|加强|协助|配合|参加|举办|举行|认真", node.folded)
    )


def _is_action(node: Node) -> bool:
    """A leaf is an action unless it is empty or only announces items that never came."""
    bare = node.folded.strip()
    if len(bare) < _LEAST_ITEM or _AIM.match(bare) or (bare.endswith(":") and not node.body):
        return False
    return bool(re.search(r"[\u3400-\u9fffA-Za-z]", bare))


def _own_label(node: Node, label: Label | None, text: str) -> Label | None:
    """An item that begins with its own month label ("1、三月份：…", "- 9月：…") is dated by it; it stays in the text."""
    if node.kind in _LABEL_KINDS:
        return label
    found = label_at(fold(text), text)
    if not found or not found.is_firm or not found.label.rest:
        return label
    head = fold(text[: len(text) - len(found.label.rest)])
    if (
        ":" not in head
        and not head.rstrip().endswith((")", "]", "】"))
        and not (label is None and head.endswith(" ") and not found.label.dates)
    ):
        return label
    months = found.label.months or (label.months if label else ())
    return Label(months, found.label.rest, found.label.dates, found.label.recurrence)


def _months_of(folded: str, label: Label | None) -> tuple[int, ...]:
    """One month on the label decides; in a row of several a date inside decides; without label the sentence."""
    if label is None or not label.months:
        return months_in(folded)
    if len(label.months) == 1 or label.dates:
        return label.months
    inside: list[int] = []
    for mention in mentions_in(folded):
        inside += [month for month in mention.months if month in label.months and month not in inside]
    return tuple(inside) or label.months


def sentences(found: Harvest) -> list[str]:
    """Say what of one plan could not be turned into tasks."""
    if not found.prose_only:
        return []
    names = "、".join(f"“{title}”" for title in found.prose_only)
    return [f"{names}下面没有编号的条目（{spans(found.unread)}），没有读出任务。"]
