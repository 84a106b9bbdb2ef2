"""Addresses."""

from django.urls import path

from schools.plans.views import editing, importing, papers, register, results, rules, submission

app_name = "plans"
urlpatterns = [
    path("", register.plan_list, name="list"),
    path("new/", register.plan_create, name="create"),
    path("import/", importing.import_start, name="import"),
    path("import/<uuid:uid>/", importing.import_check, name="import_check"),
    path("import/<uuid:uid>/confirm/", importing.import_confirm, name="import_confirm"),
    path("import/<uuid:uid>/discard/", importing.import_discard, name="import_discard"),
    path("import/<uuid:uid>/lines/", importing.import_add, name="import_add"),
    path("import/<uuid:uid>/plans/<uuid:plan>/", importing.import_plan, name="import_plan"),
    path("import/<uuid:uid>/sections/<uuid:section>/", importing.import_section, name="import_section"),
    path("import/<uuid:uid>/tasks/<uuid:task>/", importing.import_task, name="import_task"),
    path("import/<uuid:uid>/tasks/<uuid:task>/act/", importing.import_task_act, name="import_task_act"),
    path("rules/", rules.rule_list, name="rules"),
    path("rules/new/", rules.rule_add, name="rule_add"),
    path("rules/restore/", rules.rules_restore, name="rules_restore"),
    path("rules/<uuid:uid>/", rules.rule_edit, name="rule_edit"),
    path("rules/<uuid:uid>/act/", rules.rule_act, name="rule_act"),
    path("<uuid:uid>/", register.plan_detail, name="detail"),
    path("<uuid:uid>/wall/", register.plan_wall, name="wall"),
    path("<uuid:uid>/tasks.xlsx", register.plan_tasks_file, name="tasks_file"),
    path("<uuid:uid>/paper.docx", papers.paper_docx, name="paper_docx"),
    path("<uuid:uid>/paper.pdf", papers.paper_pdf, name="paper_pdf"),
    path("<uuid:uid>/copy/", register.plan_copy, name="copy"),
    path("<uuid:uid>/delete/", register.plan_delete, name="delete"),
    path("<uuid:uid>/edit/", editing.plan_edit, name="edit"),
    path("<uuid:uid>/head/", editing.plan_head, name="head"),
    path("<uuid:uid>/sections/new/", editing.section_add, name="section_add"),
    path("<uuid:uid>/sections/<uuid:section>/", editing.section_edit, name="section_edit"),
    path("<uuid:uid>/sections/<uuid:section>/act/", editing.section_act, name="section_act"),
    path("<uuid:uid>/tasks/new/", editing.task_add, name="task_add"),
    path("<uuid:uid>/tasks/assign/", editing.tasks_assign, name="assign"),
    path("<uuid:uid>/tasks/<uuid:task>/", editing.task_edit, name="task_edit"),
    path("<uuid:uid>/tasks/<uuid:task>/act/", editing.task_act, name="task_act"),
    path("<uuid:uid>/submit/", submission.plan_submit, name="submit"),
    path("<uuid:uid>/receipt/", submission.plan_receipt, name="receipt"),
    path("<uuid:uid>/withdraw/", submission.plan_withdraw, name="withdraw"),
    path("<uuid:uid>/changes/", submission.plan_changes, name="changes"),
    path("<uuid:uid>/sheet/", results.plan_sheet, name="sheet"),
    path("<uuid:uid>/sent/<int:version>/", results.plan_sent, name="sent"),
]
