"""The text of a summary, made of what was recorded: pure functions, no database.

It says what was recorded and nothing else: no judgement, no single person (names of the register become ×××), and
what only people know is left as a marked blank (`schools.plans.words.BLANK`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import groupby

from core.areas import Area
from core.shares import percent
from schools.plans.services.summaries import DraftedSection
from schools.plans.words import BLANK

REASON = "（请补充原因）"
OUTLOOK = "（请补充下一步打算）"
OPENING, TOTALS, NEXT = "opening", "totals", "next"
MOST_LINES = 12
_LONGEST_TASK = 40
_TITLES_NAMED = 2
_NOBODY = "×××"
_LEAST_NAME = 2
_ALIKE = 0.5


@dataclass(frozen=True)
class RecordLine:
    """What was done on a day; `people` took part, `hours` and `cost` (yuan) where they are known."""

    day: date
    title: str
    area: str
    place: str = ""
    people: int | None = None
    hours: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class MissingLine:
    """A task with what was due of it by the end of the stretch, and what of that is there."""

    text: str
    due: int
    done: int


@dataclass(frozen=True)
class AreaLines:
    """An area as the completion page shows it, and the tasks of which something due is missing."""

    area: str
    label: str
    expected: int
    done: int
    rate: Fraction | None
    missing: tuple[MissingLine, ...] = ()


@dataclass(frozen=True)
class Material:
    """What a summary is drafted from: `stretch` in words, the day of drafting, the figures, the records by day.

    `is_part`: the stretch is a part of the plan's, and the figures are of what is due in it.
    """

    stretch: str
    plan_title: str
    drafted_on: date
    expected: int
    done: int
    rate: Fraction | None
    areas: tuple[AreaLines, ...]
    records: tuple[RecordLine, ...]
    names: frozenset[str] = frozenset()
    is_part: bool = False

    @property
    def expected_words(self) -> str:
        """What the number of expected records is introduced by."""
        return "计划这段时间应有记录" if self.is_part else "计划应有记录"


def sections_of(material: Material) -> list[DraftedSection]:
    """The whole summary, part by part; areas with neither tasks nor records are left out."""
    areas = [part for part in (_area(material, area) for area in _areas(material)) if part is not None]
    return [
        DraftedSection(OPENING, 1, "基本情况", _opening(material)),
        DraftedSection("", 1, "主要工作", ""),
        *areas,
        DraftedSection(TOTALS, 1, "工作量统计", totals(material.records)),
        DraftedSection(NEXT, 1, "下一步工作", OUTLOOK),
    ]


def _opening(material: Material) -> str:
    figures = (
        f"{material.expected_words}{material.expected}条，已有{material.done}条，完成率{_percent(material.rate)}。"
    )
    return (
        f"{material.stretch}，学校工会围绕《{material.plan_title}》开展工作。"
        f"{figures if material.expected else ''}以下数字截至{_full_day(material.drafted_on)}。"
    )


def _areas(material: Material) -> list[AreaLines]:
    """The areas of the plan and those of records outside it, in the order of areas."""
    known = {area.area: area for area in material.areas}
    worked = {record.area for record in material.records}
    order = [*((area.value, str(area.label)) for area in Area), ("", "其他工作")]
    return [
        known.get(code) or AreaLines(code, label, 0, 0, None)
        for code, label in order
        if code in known or code in worked
    ]


def _area(material: Material, area: AreaLines) -> DraftedSection | None:
    records = [record for record in material.records if record.area == area.area]
    if not records and not area.expected:
        return None
    if area.expected:
        head = f"按{material.expected_words}{area.expected}条，已有{area.done}条，完成率{_percent(area.rate)}。"
    else:
        head = f"计划里没有这一领域的任务，另外开展工作{len(records)}次。"
    lines = [head, *_record_lines(records, material.names), *_missing_lines(area.missing, material.names)]
    return DraftedSection(area.area or "other", 2, area.label if area.area else "其他工作", "\n".join(lines))


def _record_lines(records: Sequence[RecordLine], names: Collection[str]) -> list[str]:
    """A sentence a record in order of days; of many, a sentence a month."""
    ordered = sorted(records, key=lambda record: (record.day, record.title, record.place, record.people or 0))
    if len(ordered) <= MOST_LINES:
        return [_sentence(record, names) for record in ordered]
    months = groupby(ordered, key=lambda record: (record.day.year, record.day.month))
    return [_month_sentence(month, list(own), names) for (_, month), own in months]


def _sentence(record: RecordLine, names: Collection[str]) -> str:
    parts = [f"{record.day.month}月{record.day.day}日", masked(record.title, names)]
    parts += [f"地点{record.place}"] if record.place else []
    parts += [f"{record.people}人参加"] if record.people else []
    return f"{'，'.join(parts)}。"


def _month_sentence(month: int, records: Sequence[RecordLine], names: Collection[str]) -> str:
    titles = list(dict.fromkeys(masked(record.title, names) for record in records))
    named = "、".join(titles[:_TITLES_NAMED])
    more = "等" if len(titles) > _TITLES_NAMED else ""
    people = sum(record.people or 0 for record in records)
    took_part = f"，参加{people}人次" if people else ""
    return f"{month}月，{named}{more}，共{len(records)}次{took_part}。"


def _missing_lines(missing: Sequence[MissingLine], names: Collection[str]) -> list[str]:
    lines = [
        f"“{_short(masked(line.text, names))}”到期应有{line.due}条，已有{line.done}条，原因：{REASON}。"
        for line in missing[:MOST_LINES]
    ]
    rest = len(missing) - MOST_LINES
    return [*lines, f"另有{rest}项到期没有完成，原因：{REASON}。"] if rest > 0 else lines


def totals(records: Sequence[RecordLine]) -> str:
    """Records, people·times, hours and cost; each sum says how many records it is made of when some have none."""
    if not records:
        return "这段时间没有登记工作记录。"
    parts = [f"共登记工作记录{len(records)}条"]
    people = [record.people for record in records if record.people is not None]
    hours = [record.hours for record in records if record.hours is not None]
    cost = [record.cost for record in records if record.cost is not None]
    parts += [f"参加{sum(people)}人次{_made_of(people, records)}"] if people else []
    parts += [f"用时{_plain(sum(hours, Decimal(0)))}小时{_made_of(hours, records)}"] if hours else []
    parts += [f"支出{sum(cost, Decimal(0)):.2f}元{_made_of(cost, records)}"] if cost else []
    return f"{'，'.join(parts)}。"


def _made_of(values: Sequence[object], records: Sequence[RecordLine]) -> str:
    return "" if len(values) == len(records) else f"（{len(values)}条有登记）"


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def masked(text: str, names: Collection[str]) -> str:
    """The text on one line, without the names of people; of two that overlap, the longer one goes."""
    line = " ".join(text.split()).rstrip("。；;")
    lengths = sorted({len(name) for name in names if len(name) >= _LEAST_NAME}, reverse=True)
    at, pieces = 0, []
    while at < len(line):
        length = next((size for size in lengths if line[at : at + size] in names), 0)
        pieces.append(_NOBODY if length else line[at])
        at += length or 1
    return "".join(pieces)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TASK else f"{text[:_LONGEST_TASK]}…"


def _percent(share: Fraction | None) -> str:
    return percent(None if share is None else float(share))


def _full_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def renewed(drafted: str, current: str, fresh: str) -> str:
    """The `fresh` draft of a section with everything that people wrote in `current` since it was `drafted`.

    A line of theirs takes the place of the drafted line that it was made from (the blank that they filled in, else
    the most alike changed line), or else stands at the end; a line that they took out comes back when the records
    still say it.
    """
    old, new = drafted.splitlines(), fresh.splitlines()
    own = [line for line in current.splitlines() if line.strip() and line not in old]
    left = [line for line in old if line not in current.splitlines()]
    taken: set[int] = set()
    for line in own:
        source = max(left, key=lambda each: _likeness(each, line), default="")
        place = _place_of(source, new) if source and _likeness(source, line) >= _ALIKE else None
        if place is None or place in taken:
            new.append(line)
            taken.add(len(new) - 1)
        else:
            left.remove(source)
            new[place] = _filled(new[place], source, line)
            taken.add(place)
    return "\n".join(new)


def _place_of(source: str, new: Sequence[str]) -> int | None:
    """Where the fresh draft has the drafted line `source`, or one that leaves the same question open."""
    if source in new:
        return new.index(source)
    if not BLANK.search(source):
        return None
    return next((place for place, line in enumerate(new) if BLANK.search(line) and _task(line) == _task(source)), None)


def _filled(fresh: str, source: str, own: str) -> str:
    """The person's line; where only a blank was filled in and the figures have moved, their words in the new line."""
    blank = BLANK.search(source)
    if fresh == source or blank is None:
        return own
    before, after = source[: blank.start()], source[blank.end() :]
    if len(own) >= len(before) + len(after) and own.startswith(before) and own.endswith(after):
        return BLANK.sub(lambda _: own[len(before) : len(own) - len(after)], fresh, count=1)
    return own


def _task(line: str) -> str:
    return line.partition("”")[0] if line.startswith("“") else ""


def _likeness(drafted: str, line: str) -> float:
    return SequenceMatcher(None, drafted, line, autojunk=False).ratio()
