"""A plan as an official paper: its headings and tasks numbered, each task with the time and owner it does not say."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from core.papers.paper import Paper, Paragraph, line_of, lines_of, paragraphs_of
from core.periods import SHANGHAI
from schools.plans import selectors
from schools.plans.models import Plan, PlanTask
from schools.plans.selectors import SectionWithTasks
from schools.plans.words import month_labels, numbered_titles

_DRAFT_MARK = "草稿"
_DEEPEST, _TASK_LEVEL = 4, 3
_MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_SPAN = re.compile(r"(\d{1,2})\s*月?(?:份|初|上旬|中旬|下旬|底)?\s*[-—–~～至到]+\s*(\d{1,2})\s*月")
_LIST = re.compile(r"(?:\d{1,2}\s*月?份?\s*[、，,和及]\s*)+\d{1,2}\s*月")
_ENDS = "。；;.，,"


def paper_of(plan: Plan, *, issuer: str) -> Paper:
    """The plan as it stands, signed by `issuer`; what is not with the district is marked as a draft.

    Its date is the day it was sent, or of a draft the day of its last change. An amended one says by which amendment.
    """
    parts = selectors.outline(plan)
    amendment = selectors.last_amendment(plan)
    return Paper(
        title=line_of(f"{plan.title}（{amendment}）" if amendment else plan.title),
        body=tuple(paragraph for part in parts for paragraph in _part(part)),
        issuer=line_of(issuer),
        dated=_dated(plan, parts),
        mark=_DRAFT_MARK if plan.is_editable else "",
    )


def _dated(plan: Plan, parts: list[SectionWithTasks]) -> date:
    moment = plan.submitted_at
    if plan.is_editable or moment is None:
        rows = [row for part in parts for row in (part.section, *part.tasks) if row is not None]
        moment = max([plan.updated_at, *(row.updated_at for row in rows)])
    return timezone.localtime(moment, SHANGHAI).date()


def _part(part: SectionWithTasks) -> Iterator[Paragraph]:
    """Heading, prose, tasks; tasks without a section stand without a heading."""
    level = min(part.section.level, _DEEPEST) if part.section else 0
    if part.section:
        yield Paragraph(_close(line_of(part.heading)), level)
        yield from paragraphs_of(part.section.body)
    around = f"{part.section.title} {part.section.body}" if part.section else ""
    numbered = numbered_titles((max(_TASK_LEVEL, level + 1), "\n".join(lines_of(task.text))) for task in part.tasks)
    for task, text in zip(part.tasks, numbered, strict=True):
        *lines, last = lines_of(_close(text)) or [""]
        for line in (*lines, _with_facts(last, _unsaid(task, around))):
            yield Paragraph(line)


def _close(text: str) -> str:
    """1. stands directly before its words (GB/T 9704 §7.3.3)."""
    return re.sub(r"^(\d+)\. ", r"\1.", text)


def _with_facts(line: str, facts: list[str]) -> str:
    """Add facts in brackets before the sign that ends the line; brackets that stand there already take them in."""
    if not facts:
        return line
    words = line.rstrip(_ENDS)
    opening = f"{words[:-1]}，" if words.endswith("）") else f"{words}（"
    return f"{opening}{'，'.join(facts)}）{line[len(words) :]}"


def _unsaid(task: PlanTask, around: str) -> list[str]:
    """Months, dates, recurrence and owner of the task that neither its words nor its heading say."""
    times = [] if _says_months(f"{around} {task.text} {task.dates}", task.months) else month_labels(task.months)
    times.extend(day for day in task.dates.split("、") if day not in task.text)
    facts = ["、".join(times)] if times else []
    if task.recurrence and task.get_recurrence_display() not in task.text:
        facts.append(task.rhythm)
    if task.owner_name and task.owner_name not in task.text:
        facts.append(f"负责人：{task.owner_name}")
    return facts


def _says_months(words: str, months: list[int]) -> bool:
    """Whether every month is named in `words`: 10月, 十月, within 9—12月, in 3、4月; a whole year as 全年."""
    named = {month for first, last in _SPAN.findall(words) for month in _from_to(int(first), int(last))}
    named |= {int(digits) for run in _LIST.findall(words) for digits in re.findall(r"\d+", run)}
    named |= {int(digits) for digits in re.findall(r"(\d{1,2})\s*月", words)}
    named |= {number for number, name in enumerate(_MONTHS, start=1) if re.search(rf"(?<!十){name}月", words)}
    return set(months) <= named or ("全年" in words and len(months) == len(_MONTHS))


def _from_to(first: int, last: int) -> list[int]:
    """Months from first to last, over the turn of the year if need be; nothing for numbers that are no months."""
    if not (1 <= first <= len(_MONTHS) and 1 <= last <= len(_MONTHS)):
        return []
    return [(first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1)]
