"""Addresses."""

from django.urls import path

from district.collection.views import amendments, board, campaigns, entries

app_name = "collection"
urlpatterns = [
    path("", campaigns.campaign_list, name="list"),
    path("new/", campaigns.campaign_create, name="create"),
    path("<uuid:uid>/", board.campaign_board, name="board"),
    path("<uuid:uid>/edit/", campaigns.campaign_edit, name="edit"),
    path("<uuid:uid>/announce/", campaigns.campaign_announce, name="announce"),
    path("<uuid:uid>/archive/", campaigns.campaign_archive, name="archive"),
    path("<uuid:uid>/remind/", board.board_remind, name="remind"),
    path("<uuid:uid>/assign/", board.board_assign, name="assign"),
    path("<uuid:uid>/extend/", board.board_extend, name="extend"),
    path("entries/<uuid:uid>/", entries.entry_detail, name="entry"),
    path("entries/<uuid:uid>/amendment/", amendments.amendment_decide, name="amendment"),
    path("entries/<uuid:uid>/exempt/", entries.entry_exempt, name="exempt"),
    path("entries/<uuid:uid>/unlock/", entries.entry_unlock, name="unlock"),
    path("entries/<uuid:uid>/expect/", entries.entry_expect, name="expect"),
    path("entries/<uuid:uid>/release/", entries.entry_release, name="release"),
    path("entries/<uuid:uid>/versions/<int:version>/", entries.entry_version, name="version"),
    path("entries/<uuid:uid>/compare/", entries.entry_compare, name="compare"),
]
