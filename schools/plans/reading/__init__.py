"""Reading engine of the plan importer: bytes or text in, plans with tasks out. No Django in here."""

from schools.plans.reading.areas import DEFAULT_RULES, AreaRule, propose_area
from schools.plans.reading.reading import read_file, read_text
from schools.plans.reading.shapes import (
    Doubt,
    PlanUnreadable,
    Reading,
    ReadPlan,
    ReadSection,
    ReadTask,
    SourceLine,
)

__all__ = [
    "DEFAULT_RULES",
    "AreaRule",
    "Doubt",
    "PlanUnreadable",
    "ReadPlan",
    "ReadSection",
    "ReadTask",
    "Reading",
    "SourceLine",
    "propose_area",
    "read_file",
    "read_text",
]
