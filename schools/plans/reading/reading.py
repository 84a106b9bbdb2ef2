"""The whole way: a file or a text to plans, warnings and marked source lines."""

from __future__ import annotations

from collections.abc import Sequence

from schools.plans.reading.areas import DEFAULT_RULES, AreaRule
from schools.plans.reading.cleaning import clean
from schools.plans.reading.docx_source import blocks_of_docx
from schools.plans.reading.flattened import is_lone_number, rebuild
from schools.plans.reading.folding import fold
from schools.plans.reading.grids import lines_of_grid
from schools.plans.reading.inline import split_line
from schools.plans.reading.labels import rejoin_split_months, unglue
from schools.plans.reading.nodes import without_annex
from schools.plans.reading.numbering import AUTO
from schools.plans.reading.outline import build_outline
from schools.plans.reading.packages import MAX_BYTES, kind_of
from schools.plans.reading.shapes import Block, Grid, Line, Page, PlanUnreadable, Reading, ReadPlan
from schools.plans.reading.sheet_source import blocks_of_workbook
from schools.plans.reading.splitting import Part, split_plans
from schools.plans.reading.tasks import harvest, sentences
from schools.plans.reading.text_sources import blocks_of_text, decode
from schools.plans.reading.titles import is_plan_title, names_period, names_year, term_of, year_of
from schools.plans.reading.verdict import is_plan
from schools.plans.reading.wrapping import unwrap

MAX_LINES = 60_000


def read_file(name: str, content: bytes, rules: Sequence[AreaRule] = DEFAULT_RULES) -> Reading:
    """Read an uploaded file; the name only tells txt from md.

    Raises `PlanUnreadable` with a Chinese sentence if nothing can be read from it.
    """
    kind = kind_of(name, content)
    page = Page()
    warnings: list[str] = []
    if kind == "docx":
        blocks = blocks_of_docx(content, page)
    elif kind in {"xlsx", "xls"}:
        blocks, warnings = blocks_of_workbook(content, page)
    else:
        blocks = unwrap(_flat(blocks_of_text(decode(content), page, markdown=kind == "md")))
    return _read(blocks, page, warnings, rules)


def read_text(text: str, rules: Sequence[AreaRule] = DEFAULT_RULES) -> Reading:
    """Read pasted text; raises `PlanUnreadable` if it is empty or far too long."""
    if not text.strip():
        message = "没有文字。"
        raise PlanUnreadable(message)
    if len(text) > MAX_BYTES // 4:
        message = "文字太长，请分几次粘贴。"
        raise PlanUnreadable(message)
    page = Page()
    return _read(unwrap(_flat(blocks_of_text(text, page))), page, [], rules)


def _flat(blocks: list[Block]) -> list[Block]:
    """Rebuild flattened tables before wrapped lines are joined, since their cells must not be."""
    return rebuild(_rejoined(blocks))


def _rejoined(blocks: list[Block]) -> list[Block]:
    """Join split months in every stretch of lines between tables."""
    joined: list[Block] = []
    stretch: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            stretch.append(block)
        else:
            joined += [*rejoin_split_months(stretch), block]
            stretch = []
    return [*joined, *rejoin_split_months(stretch)]


def _read(blocks: list[Block], page: Page, warnings: list[str], rules: Sequence[AreaRule]) -> Reading:
    if not any(text.strip() for text in page.texts):
        message = "文件里没有文字。"
        raise PlanUnreadable(message)
    if len(page.texts) > MAX_LINES:
        message = f"文件超过{MAX_LINES}行，请只留下计划部分。"
        raise PlanUnreadable(message)
    kept, said = clean(blocks, page)
    lines, unread = _lines(kept, page)
    plans: list[ReadPlan] = []
    others: list[str] = []
    parts = split_plans(lines, page)
    for part in parts:
        if is_plan(part, follows_plan=bool(plans)):
            plan, about = _read_plan(part, page, rules)
            plans.append(plan)
            others += [f"第{len(plans)}份计划：{sentence}" if len(parts) > 1 else sentence for sentence in about]
        else:
            others += _refused(part, page, alone=len(parts) == 1)
    return Reading(tuple(plans), (*warnings, *said, *unread, *others), page.source_lines())


def _lines(blocks: list[Block], page: Page) -> tuple[list[Line], list[str]]:
    """Turn tables into lines, part lines that hold several items, part glued month numbers."""
    lines: list[Line] = []
    said: list[str] = []
    for block in blocks:
        if isinstance(block, Grid):
            read, sentence = lines_of_grid(block, page)
            lines += read
            said += [sentence] if sentence else []
        elif block.text.strip() and not is_lone_number(block):
            lines += split_line(block)
    return unglue(lines), said


def _read_plan(part: Part, page: Page, rules: Sequence[AreaRule]) -> tuple[ReadPlan, list[str]]:
    for line in part.titles:
        page.mark(line.number, line.last, "title")
    found = harvest(build_outline(part.lines), page, rules)
    title = _title(part.titles)
    named = fold("\n".join(line.text for line in part.titles))
    year, term = _period(part.titles)
    about = sentences(found)
    if not title:
        about.insert(0, "没有找到标题。")
    elif year is None and names_period(named):
        about.insert(0, f"标题“{title}”里的年份没有写明，请补上。")
    if not found.tasks:
        about.append("没有读出任务：这里没有编号的工作条目，也没有行事历。")
    spanned = [*part.titles, *part.lines]
    first, last = min(line.number for line in spanned), max(line.last for line in spanned)
    return ReadPlan(title, year, term, tuple(found.sections), tuple(found.tasks), (first, last)), about


def _period(titles: list[Line]) -> tuple[int | None, str | None]:
    """Read year and term: the first title line that names a period decides, a term in another one helps out."""
    dated = next((line for line in titles if names_year(line.folded)), None)
    terms = [term for line in titles if (term := term_of(line.folded))]
    return (year_of(dated.folded) if dated else None), next((term for term in terms if term != "year"), None) or next(
        iter(terms), None
    )


def _title(titles: list[Line]) -> str:
    """Put the title together: a line with the period or school before a line that has neither."""
    if not titles:
        return ""
    main = titles[0]
    text = without_annex(main.text.replace(AUTO, "").strip(" *#　"))
    before = [line for line in titles[1:] if line.number < main.number]
    is_half = not names_period(main.folded) or (
        not names_year(main.folded) and any(names_year(line.folded) for line in before)
    )
    if is_half and is_plan_title(main.folded) and len(text) <= 12:
        text = "".join(line.text.strip() for line in sorted(before, key=lambda line: line.number)) + text
    return text


def _refused(part: Part, page: Page, *, alone: bool) -> list[str]:
    spanned = [*part.titles, *part.lines]
    if not spanned:
        return []
    first, last = min(line.number for line in spanned), max(line.last for line in spanned)
    page.mark(first, last, "skipped")
    if alone:
        return ["这不像一份工作计划，没有读出任务。"]
    return [f"第{first}—{last}行不像工作计划，没有读出任务。"]
