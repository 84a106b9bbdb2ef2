"""Addresses."""

from django.urls import path

from schools.members.views import accounts, groups, importing, register

app_name = "members"
urlpatterns = [
    path("", register.member_list, name="list"),
    path("new/", register.member_create, name="create"),
    path("own/", register.member_own, name="own"),
    path("statistics/", register.statistics, name="statistics"),
    path("groups/", groups.group_list, name="groups"),
    path("groups/<uuid:uid>/change/", groups.group_change, name="group_change"),
    path("groups/<uuid:uid>/move/", groups.group_move, name="group_move"),
    path("groups/<uuid:uid>/stop/", groups.group_stop, name="group_stop"),
    path("groups/<uuid:uid>/start/", groups.group_start, name="group_start"),
    path("accounts/", accounts.accounts_open, name="accounts_open"),
    path("accounts/file/", accounts.accounts_file, name="accounts_file"),
    path("import/", importing.import_start, name="import"),
    path("import/template/", importing.import_template, name="import_template"),
    path("import/<uuid:uid>/", importing.import_detail, name="import_detail"),
    path("import/<uuid:uid>/columns/", importing.import_columns, name="import_columns"),
    path("import/<uuid:uid>/confirm/", importing.import_confirm, name="import_confirm"),
    path("import/<uuid:uid>/again/", importing.import_again, name="import_again"),
    path("import/<uuid:uid>/discard/", importing.import_discard, name="import_discard"),
    path("import/<uuid:uid>/undo/", importing.import_undo, name="import_undo"),
    path("import/<uuid:uid>/faults/", importing.import_faults, name="import_faults"),
    path("<uuid:uid>/", register.member_detail, name="detail"),
    path("<uuid:uid>/change/", register.member_change, name="change"),
    path("<uuid:uid>/leave/", register.member_leave, name="leave"),
    path("<uuid:uid>/return/", register.member_return, name="return"),
    path("<uuid:uid>/reveal/", register.member_reveal, name="reveal"),
]
