"""Hashes of the copies, each over the one before: a changed copy is found."""

import hashlib
import json
from typing import Any

from district.collection.documents import normalised
from district.collection.models import Campaign, Entry, Submission
from tenants.models import School


def hash_of(payload: dict[str, Any], *, previous: str, campaign: Campaign, school: School, version: int) -> str:
    """SHA-256 (hex) over the canonical JSON (sorted keys, NFC, UTF-8) of a copy and its place in the chain."""
    value = {
        "payload": payload, "previous_sha256": previous, "campaign": str(campaign.uid), "school": school.code,
        "version": version,
    }  # fmt: skip
    text = json.dumps(normalised(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(submission: Submission) -> bool:
    """Whether the copy still is what its hash says."""
    return submission.sha256 == hash_of(
        submission.payload, previous=submission.previous_sha256, campaign=submission.campaign,
        school=submission.school, version=submission.version,
    )  # fmt: skip


def broken_versions(submissions: list[Submission]) -> list[int]:
    """Versions of one entry whose copy or place in the chain was changed, or that are missing; empty: all is well."""
    broken: list[int] = []
    previous, expected = "", 1
    for submission in sorted(submissions, key=lambda each: each.version):
        broken.extend(range(expected, submission.version))
        if submission.previous_sha256 != previous or not is_intact(submission):
            broken.append(submission.version)
        previous, expected = submission.sha256, submission.version + 1
    return broken


def verify_chain(entry: Entry) -> bool:
    """Whether every copy of this entry, and their order, is as it was received."""
    chain = Submission.objects.filter(campaign=entry.campaign_id, school=entry.school_id)
    return not broken_versions(list(chain.select_related("campaign", "school")))
