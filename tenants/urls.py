"""Addresses of the register of schools, below /schools/ in the district."""

from django.urls import path

from tenants.views import importing, opening, registry

app_name = "schools"
urlpatterns = [
    path("", registry.school_list, name="list"),
    path("open/", opening.school_open, name="open"),
    path("open/code/", opening.code_proposal, name="code"),
    path("import/", importing.import_start, name="import"),
    path("import/template/", importing.import_template, name="import_template"),
    path("import/<uuid:uid>/", importing.import_preview, name="import_preview"),
    path("import/jobs/<uuid:uid>/", importing.import_report, name="import_report"),
    path("import/jobs/<uuid:uid>/stop/", importing.import_stop, name="import_stop"),
    path("<uuid:uid>/", registry.school_detail, name="detail"),
    path("<uuid:uid>/reset/", opening.school_reset, name="reset"),
    path("<uuid:uid>/change/", registry.school_change, name="change"),
    path("<uuid:uid>/suspend/", registry.school_suspend, name="suspend"),
    path("<uuid:uid>/resume/", registry.school_resume, name="resume"),
    path("<uuid:uid>/close/", registry.school_close, name="close"),
    path("<uuid:uid>/reopen/", registry.school_reopen, name="reopen"),
    path("<uuid:uid>/hosts/", registry.host_add, name="host_add"),
    path("<uuid:uid>/hosts/remove/", registry.host_remove, name="host_remove"),
]
