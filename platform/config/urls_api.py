"""Addresses of the JSON API, `/api/v1/` in the district and below every school."""

from django.urls import URLPattern, URLResolver, include, path

from config import api
from dashboards import rest as dashboards
from district.collection import rest as collection
from district.review import rest as review
from schools.plans import rest as plans
from schools.records import rest as records
from tenants import rest as tenants

ROOT = "api/v1/"
_DISTRICT = [
    path("schools/", tenants.schools, name="schools"),
    path("schools/<uuid:uid>/", tenants.school, name="school"),
    path("campaigns/", collection.campaigns, name="campaigns"),
    path("campaigns/<uuid:uid>/", collection.campaign, name="campaign"),
    path("campaigns/<uuid:uid>/board/", collection.board, name="board"),
    path("entries/<uuid:uid>/submissions/", collection.submissions, name="submissions"),
    path("entries/<uuid:uid>/submissions/<int:version>/", collection.submission, name="submission"),
    path("entries/<uuid:uid>/reviews/", review.reviews, name="reviews"),
    path("facts/", dashboards.facts, name="facts"),
]
_SCHOOL = [
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:uid>/", plans.plan, name="plan"),
    path("plans/<uuid:uid>/submit/", plans.submit, name="submit"),
    path("tasks/", plans.tasks, name="tasks"),
    path("tasks/<uuid:uid>/", plans.task, name="task"),
    path("records/", records.records, name="records"),
    path("records/<uuid:uid>/", records.record, name="record"),
    path("records/<uuid:uid>/files/", records.record_files, name="record_files"),
    path("records/<uuid:uid>/files/<uuid:file>/", records.record_file, name="record_file"),
    path("progress/<uuid:uid>/", records.progress, name="progress"),
    path("imports/", plans.imports, name="imports"),
    path("imports/<uuid:uid>/", plans.import_draft, name="import"),
    path("imports/<uuid:uid>/confirm/", plans.import_confirm, name="import_confirm"),
]
_DESCRIPTION = [path("schema/", api.schema, name="schema"), path("docs/", api.docs, name="docs")]

Patterns = list[URLPattern | URLResolver]


def endpoints_of(place: str) -> Patterns:
    """What the schema of "school" or "district" describes."""
    return [path(ROOT, include(_SCHOOL if place == "school" else _DISTRICT))]


def addresses_of(place: str) -> Patterns:
    """The same with the schema and its page, under the name `api`."""
    own = _SCHOOL if place == "school" else _DISTRICT
    return [path(ROOT, include(([*own, *_DESCRIPTION], "api")))]
