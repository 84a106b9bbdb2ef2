"""A folder of documents becomes schools with plans, through the real importer."""

import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from schools.plans.models import Plan
from tenants.models import School
from tenants.schemas import in_school

PLAN = """{title}
一、指导思想
围绕学校中心工作。
二、主要工作
1、3月召开教代会，审议学校工作报告。
2、每月组织一次文体活动。
"""


def plans_of(code_start: str = "plan-") -> list[Plan]:
    """All plans of the schools that the command opened."""
    found = []
    for school in School.objects.filter(code__startswith=code_start).order_by("code"):
        with in_school(school):
            found += list(Plan.objects.all())
    return found


@pytest.mark.usefixtures("district")
def test_each_document_becomes_a_school_with_its_plan(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(PLAN.format(title="2026年明德小学工会工作计划"), "utf-8")
    (tmp_path / "乙.txt").write_text(PLAN.format(title="20xx年育才初中工会工作计划"), "gb18030")

    call_command("load_plans", str(tmp_path), year=2025)

    assert sorted(plan.year for plan in plans_of()) == [2025, 2026]
    kinds = School.objects.filter(code__startswith="plan-").values_list("kind", flat=True)
    assert sorted(kinds) == ["junior", "primary"]


@pytest.mark.usefixtures("district")
def test_a_second_run_opens_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(PLAN.format(title="2026年明德小学工会工作计划"), "utf-8")
    call_command("load_plans", str(tmp_path))
    before = School.objects.count()

    call_command("load_plans", str(tmp_path))

    assert School.objects.count() == before


@pytest.mark.usefixtures("district")
def test_an_unreadable_document_is_named_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "坏.docx").write_bytes(b"not a zip")
    before = School.objects.count()

    call_command("load_plans", str(tmp_path))

    assert (School.objects.count(), "坏.docx" in capsys.readouterr().err) == (before, True)


@pytest.mark.usefixtures("district")
def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有"):
        call_command("load_plans", str(tmp_path))


@pytest.mark.usefixtures("district")
@pytest.mark.skipif("SEED_DOCUMENTS" not in os.environ, reason="SEED_DOCUMENTS names no folder")
def test_the_five_seed_documents_become_fourteen_schools() -> None:
    before = School.objects.count()

    call_command("load_plans", os.environ["SEED_DOCUMENTS"])

    assert School.objects.count() - before == 14
