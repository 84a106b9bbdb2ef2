"""The five seed documents against expectations that were written by hand; skipped where they are not at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from schools.plans.reading import read_file

EXPECTED = sorted((Path(__file__).parent / "expected").glob("*.json"))
FOLDER = os.environ.get("SEED_DOCUMENTS", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="SEED_DOCUMENTS names no folder")


def _outline(plan: dict, wanted: dict) -> dict:
    """Bring a reading to the shape of the expectation: beginnings as long as the expected ones."""
    tasks = [
        {
            "starts": task["text"][: len(want["starts"])] if want else task["text"],
            "months": task["months"],
            "recurrence": task["recurrence"],
        }
        for task, want in zip(plan["tasks"], [*wanted["tasks"], *[None] * len(plan["tasks"])], strict=False)
    ]
    sections = [
        section["title"][: len(want)] if want else section["title"]
        for section, want in zip(plan["sections"], [*wanted["sections"], *[""] * len(plan["sections"])], strict=False)
    ]
    return {"title": plan["title"], "year": plan["year"], "term": plan["term"], "sections": sections, "tasks": tasks}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem[:3])
def test_seed_is_read_as_by_hand(path: Path) -> None:
    source = Path(FOLDER) / f"{path.stem}.txt"
    wanted = json.loads(path.read_text(encoding="utf-8"))

    plans = read_file(source.name, source.read_bytes()).as_json()["plans"]

    assert len(plans) == len(wanted)
    for plan, want in zip(plans, wanted, strict=True):
        assert _outline(plan, want) == want
