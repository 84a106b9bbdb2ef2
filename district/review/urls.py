"""Addresses."""

from django.urls import path

from district.review.views import approving, deciding, page, queue, results, rubrics, sheet, ties

app_name = "review"
urlpatterns = [
    path("", queue.review_queue, name="queue"),
    path("entries/<uuid:uid>/", page.review_page, name="page"),
    path("entries/<uuid:uid>/begin/", deciding.review_begin, name="begin"),
    path("entries/<uuid:uid>/marks/", page.review_save, name="save"),
    path("entries/<uuid:uid>/sheet/", sheet.entry_sheet, name="sheet"),
    path("entries/<uuid:uid>/return/", deciding.review_return, name="return"),
    path("entries/<uuid:uid>/remarks/", page.remark_add, name="remark_add"),
    path("entries/<uuid:uid>/remarks/<uuid:remark_uid>/", page.remark_edit, name="remark_edit"),
    path("entries/<uuid:uid>/remarks/<uuid:remark_uid>/delete/", page.remark_delete, name="remark_delete"),
    path("ties/", ties.tie_list, name="ties"),
    path("ties/new/", ties.tie_add, name="tie_add"),
    path("ties/<uuid:uid>/", ties.tie_edit, name="tie_edit"),
    path("ties/<uuid:uid>/withdraw/", ties.tie_withdraw, name="tie_withdraw"),
    path("entries/<uuid:uid>/abstain/", deciding.review_abstain, name="abstain"),
    path("entries/<uuid:uid>/skip/", deciding.review_skip, name="skip"),
    path("entries/<uuid:uid>/decide/", approving.review_decide, name="decide"),
    path("entries/<uuid:uid>/send-back/", approving.review_send_back, name="send_back"),
    path("entries/<uuid:uid>/one-more/", approving.review_one_more, name="one_more"),
    path("approval/", approving.approval_queue, name="approvals"),
    path("approval/agree/", approving.approval_agree, name="agree"),
    path("rubrics/", rubrics.rubric_list, name="rubrics"),
    path("rubrics/new/", rubrics.rubric_create, name="rubric_create"),
    path("rubrics/take/", rubrics.rubric_take, name="rubric_take"),
    path("rubrics/<uuid:uid>/", rubrics.rubric_detail, name="rubric"),
    path("rubrics/<uuid:uid>/edit/", rubrics.rubric_edit, name="rubric_edit"),
    path("rubrics/<uuid:uid>/copy/", rubrics.rubric_copy, name="rubric_copy"),
    path("results/<uuid:uid>/", results.campaign_results, name="results"),
    path("results/<uuid:uid>/publish/", results.campaign_publish, name="publish"),
]
