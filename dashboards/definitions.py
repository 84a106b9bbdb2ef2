"""What each indicator means: only numbers defined here may cross from a school to the district."""

from dataclasses import dataclass

from core.areas import Area


@dataclass(frozen=True)
class Definition:
    """An indicator in words; `counts_people` makes small counts be withheld (product.md §2.6)."""

    code: str
    name: str
    text: str
    unit: str = "项"
    is_rate: bool = False
    counts_people: bool = False


HUNDREDTH_OF_WEIGHT = "权重的百分之一"
TASKS = Definition("plan.tasks", "任务数", "本时段计划里的任务数：取报送的计划，没有报送的取最新草稿。")
TASKS_DATED = Definition(
    "plan.tasks_dated", "任务有时间的比例", "写明月份、日期或周期的任务数÷全部任务数；没有任务时不适用。",
    is_rate=True,
)  # fmt: skip
TASKS_OWNED = Definition(
    "plan.tasks_owned", "任务有负责人的比例", "写明负责人的任务数÷全部任务数；没有任务时不适用。",
    is_rate=True,
)  # fmt: skip
AREAS_COVERED = Definition(
    "plan.areas_covered", "写到的领域", "至少有1项任务的工作领域数÷12个领域。", unit="个", is_rate=True
)
AREA_TASKS = {
    area.value: Definition(f"plan.tasks.{area.value}", f"{area.label}的任务数", f"领域为“{area.label}”的任务数。")
    for area in Area
}
RECORDS = Definition("work.records", "工作记录数", "日期在计划时段内的工作记录数。", unit="条")
COMPLETION = Definition(
    "work.completion", "完成率",
    "Σ权重×进度÷Σ权重，分子、分母都乘以100取整；进度=已确认的记录数÷应有的记录数，最多为1。只算已报送的计划；没有任务时不适用。",
    unit=HUNDREDTH_OF_WEIGHT, is_rate=True,
)  # fmt: skip
ON_TRACK = Definition(
    "work.on_track", "按期完成率", "同完成率，只算到今天已到期的任务和次数；没有到期的任务时不适用。",
    unit=HUNDREDTH_OF_WEIGHT, is_rate=True,
)  # fmt: skip
TASKS_DONE = Definition(
    "work.tasks_done", "任务完成的比例", "记录数已达到应有数的任务数÷全部任务数；没有任务时不适用。", is_rate=True
)
TASKS_DUE_DONE = Definition(
    "work.tasks_due_done", "到期任务完成的比例",
    "到今天该有的记录都有的任务数÷到今天已有到期次数的任务数；没有到期的任务时不适用。", is_rate=True,
)  # fmt: skip
AREA_DONE = [
    Definition(
        f"{whole.code}.{area.value}", f"{area.label}：{whole.name}", f"领域为“{area.label}”的任务：{whole.text}",
        is_rate=True,
    )
    for whole in (TASKS_DONE, TASKS_DUE_DONE)
    for area in Area
]  # fmt: skip
AREA_DUE_DONE = {code.rsplit(".", 1)[1]: one for one in AREA_DONE if (code := one.code).startswith("work.tasks_due_")}
WORK = (RECORDS, COMPLETION, ON_TRACK, TASKS_DONE, TASKS_DUE_DONE, *AREA_DONE)

DEFINITIONS: dict[str, Definition] = {
    definition.code: definition
    for definition in (TASKS, TASKS_DATED, TASKS_OWNED, AREAS_COVERED, *AREA_TASKS.values(), *WORK)
}

FIGURE_TEXTS = {
    "course": "首次报送的学校数按每日24:00累计，应报不含免报；去年同日按距截止的天数对齐。",
    "status": "各学段学校现在的状态；待审与审核中合为一项，免报不在应报里，单列。",
    "scores": "得分＝100×各项（权重×得分÷满分）之和÷适用各项权重之和；没有成绩的学校不排名。",
    "dated": TASKS_DATED.text,
    "areas": "本时段计划里每个工作领域的任务数；数字多不等于做得好，0项说明计划没有写到。",
    "done": TASKS_DUE_DONE.text,
    "funnel": "横轴到期任务数，纵轴完成比例；界线＝平均±z×√(φ×平均×(1−平均)÷任务数)，任务少时用二项分布的精确值；"
    "界内的差别单凭偶然就会有。",
    "work": f"{TASKS_DUE_DONE.text}按工作领域分开，到期任务很少的格不标偏低。",
}
"""How each figure of the dashboard is made, in a line or two."""
