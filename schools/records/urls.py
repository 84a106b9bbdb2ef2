"""Addresses."""

from django.urls import path

from schools.records.views import deeds, progress, register, summaries

app_name = "records"
urlpatterns = [
    path("records/", register.record_list, name="list"),
    path("records/new/", register.record_create, name="create"),
    path("records/proposals/", deeds.proposal_list, name="proposals"),
    path("records/deeds/<uuid:uid>/act/", deeds.deed_act, name="deed_act"),
    path("progress/", progress.progress_now, name="progress"),
    path("progress/<uuid:uid>/", progress.plan_progress, name="plan_progress"),
    path("progress/<uuid:uid>/summary/", summaries.summary_draft, name="summary"),
    path("progress/summaries/<uuid:uid>/sections/<uuid:section>/", summaries.section_redraft, name="redraft"),
    path("progress/tasks/<uuid:uid>/", progress.task_progress, name="task"),
    path("records/<uuid:uid>/", register.record_detail, name="detail"),
    path("records/<uuid:uid>/edit/", register.record_edit, name="edit"),
    path("records/<uuid:uid>/delete/", register.record_delete, name="delete"),
    path("records/<uuid:uid>/tasks/", deeds.task_choose, name="choose"),
    path("records/<uuid:uid>/files/<uuid:file>/", register.record_file, name="file"),
]
