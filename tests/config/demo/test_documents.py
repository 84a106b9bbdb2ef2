"""The demo district's documents and story agree with one another."""

import json
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import PurePath
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from config.demo.make_documents import DOCUMENTS, HERE, PLANS, TEXTS, make_all

Json = dict[str, Any]
STORY = json.loads((HERE / "story.json").read_text("utf-8"))
SCHOOLS = json.loads((HERE / "schools.json").read_text("utf-8"))
RUBRIC = json.loads((HERE / "rubric.json").read_text("utf-8"))
ENTRIES = [(campaign, entry) for campaign in STORY["campaigns"] for entry in campaign["schools"]]
SENT = [(campaign, entry) for campaign, entry in ENTRIES if entry.get("first_submitted_at")]


def source_of(document: str) -> str:
    """Give the source text of a document such as plans/wangxi.docx."""
    return (TEXTS / DOCUMENTS[PurePath(document).name][0]).read_text("utf-8")


def test_committed_documents_are_what_their_sources_give() -> None:
    assert {name: (PLANS / name).read_bytes() for name in DOCUMENTS} == make_all()


def test_every_school_has_a_plan_that_opens() -> None:
    for school in SCHOOLS:
        path = HERE / school["plan"]["file"]
        if path.suffix == ".docx":
            assert docx.Document(path).paragraphs[0].text != ""
        elif path.suffix == ".xlsx":
            assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).height > 0
        else:
            assert path.read_bytes() != b""


def test_this_terms_campaign_names_every_school_once() -> None:
    named = sorted(entry["school"] for entry in STORY["campaigns"][1]["schools"])
    assert named == sorted(school["code"] for school in SCHOOLS)


@pytest.mark.parametrize(("campaign", "entry"), SENT, ids=[f"{c['code']}-{e['school']}" for c, e in SENT])
def test_what_happened_is_in_order_and_quotes_the_document(campaign: Json, entry: Json) -> None:
    text = source_of(entry["document"]) if entry["document"] else ""
    times = [campaign["opens_at"], entry["first_submitted_at"]]
    for sent_back in entry.get("returns", []):
        assert [text.count(remark["quote"]) for remark in sent_back["remarks"]] == [1] * len(sent_back["remarks"])
        for change in sent_back["changes"]:
            assert text.count(change["old"]) == 1
            text = text.replace(change["old"], change["new"])
        times += [sent_back["returned_at"], sent_back["resubmitted_at"]]
    remarks = entry.get("remarks", [])
    assert [text.count(remark["quote"]) for remark in remarks] == [1] * len(remarks)
    times += [entry.get("accepted_at"), entry.get("decided_at")]
    moments = [datetime.fromisoformat(time) for time in times if time]
    assert moments == sorted(moments)
    due = entry.get("extension", campaign)["due_at"]
    assert entry["is_late"] == (entry["first_submitted_at"] >= due)
    assert entry["first_submitted_at"] < campaign["closes_at"]


def test_rubric_weights_and_totals() -> None:
    rows = {row["code"]: row for row in RUBRIC["categories"]}
    assert sum(row["weight"] for row in rows.values()) == RUBRIC["total"]
    for _, entry in SENT:
        score = entry.get("score")
        if not score:
            continue
        assert set(score["levels"]) == set(rows)
        applying = {code: label for code, label in score["levels"].items() if label != "不适用"}
        points = sum(
            Decimal(str(level["points"]))
            for code, label in applying.items()
            for level in rows[code]["levels"]
            if level["label"] == label
        )
        weight = sum(rows[code]["weight"] for code in applying)
        total = (points * 100 / weight).quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert total == Decimal(str(score["expected_total"]))
