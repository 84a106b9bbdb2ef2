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

DEFINITIONS: dict[str, Definition] = {
    definition.code: definition for definition in (TASKS, TASKS_DATED, TASKS_OWNED, AREAS_COVERED, *AREA_TASKS.values())
}
