"""The panel of the funnel: which schools lie outside of what chance alone would do."""

from collections.abc import Sequence

from core import figures
from core.shares import percent
from dashboards import words
from dashboards.fact_panels import Rate
from dashboards.fair import Comparison, Verdict, comparison
from dashboards.figures import funnel, ranked
from dashboards.freshness import FreshnessReport
from dashboards.panels import Cell, Column, Excerpt, Panel, Rows, joined
from dashboards.plan_panels import View, school_cell

TOO_FEW = "数量太少，不比较"


def funnel_panel(view: View, due: Sequence[Rate], freshness: FreshnessReport) -> Panel:
    """Due tasks done against how many are due; schools with very few are listed apart and move no limit."""
    least, target = figures.value("compare.least_tasks"), figures.value("compare.done_target")
    compared = [rate for rate in due if rate.denominator >= least]
    few = [rate for rate in due if rate.denominator < least]
    pairs = [(rate.numerator, rate.denominator) for rate in compared]
    field = comparison(pairs)
    verdicts = {pair: field.verdict(pair) for pair in set(pairs)} if field else {}
    judged = [(rate, verdicts[pair]) for rate, pair in zip(compared, pairs, strict=True)] if field else []
    sides = [verdict.side for _rate, verdict in judged]
    lines = Rows((judged, lambda each: _row(*each)), (few, _few_row))
    return Panel(
        id="funnel",
        finding=words.funnel_finding(sides.count(-1), sides.count(1), len(compared)),
        question=f"完成比例与到期任务数；两线之间是平均{percent(field.average)}时单凭偶然的波动"
        if field else "到期任务完成的比例与到期任务数",
        columns=[
            Column("学校", 16), Column("比例", is_number=True), Column("完成/到期", is_number=True),
            Column("正常范围", 14, is_number=True, only_wide=True), Column("结果", 18),
            Column("超出", 10, only_wide=True),
        ],
        rows=lines,
        n=len(compared),
        excerpt=_excerpt(sides, len(lines)),
        all_url=view.whole("funnel"),
        plot=_plot(judged, field, target) if field else None,
        height=funnel.HEIGHT,
        note=joined(field.dispersion_label if field else "", f"{len(few)}所{TOO_FEW}" if few else ""),
        freshness=freshness,
        now=view.now,
        export_url=view.export("funnel"),
        empty="学校登记并确认工作记录后，数字会自动送来。",
    )  # fmt: skip


def _excerpt(sides: Sequence[int], rows: int) -> Excerpt | None:
    """Of a long table only those outside the limits; the figure has every point."""
    if rows <= ranked.MOST:
        return None
    outside = [place for place, side in enumerate(sides) if side]
    return Excerpt(outside, f"图中有全部，表中只列界外的{len(outside)}所，共{rows}所")


def _plot(judged: Sequence[tuple[Rate, Verdict]], field: Comparison, target: int) -> dict[str, object]:
    points = [
        funnel.Point(
            rate.row.short_name, rate.denominator, rate.share, verdict.side,
            f"{percent(rate.share)}，{rate.numerator}/{rate.denominator}",
        )
        for rate, verdict in judged
    ]  # fmt: skip
    return funnel.funnel(points, funnel.Field(field.average, field.widening, target / 100, f"目标{target}%"))


def _row(rate: Rate, verdict: Verdict) -> list[Cell]:
    return [
        *_shares(rate),
        Cell(verdict.range_label),
        Cell(verdict.word),
        Cell(verdict.beyond or "—"),
    ]


def _few_row(rate: Rate) -> list[Cell]:
    return [*_shares(rate), Cell("—"), Cell(TOO_FEW), Cell("—")]


def _shares(rate: Rate) -> list[Cell]:
    return [
        school_cell(rate.row),
        Cell(percent(rate.share), round(rate.share, 4)),
        Cell(f"{rate.numerator}/{rate.denominator}"),
    ]
