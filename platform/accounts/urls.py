"""Addresses."""

from django.urls import path

from accounts.views import own, register, signing, tokens

app_name = "accounts"
urlpatterns = [
    path("", register.user_list, name="list"),
    path("new/", register.user_create, name="create"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-out/", signing.sign_out, name="sign_out"),
    path("password/", signing.password, name="password"),
    path("own/", own.own, name="own"),
    path("own/end-sessions/", own.end_sessions, name="end_sessions"),
    path("own/mail/", own.own_mail, name="own_mail"),
    path("own/tokens/", tokens.token_list, name="tokens"),
    path("own/tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("own/type-size/", own.type_size, name="type_size"),
    path("<uuid:uid>/", register.user_detail, name="detail"),
    path("<uuid:uid>/change/", register.user_change, name="change"),
    path("<uuid:uid>/reset/", register.user_reset, name="reset"),
    path("<uuid:uid>/stop/", register.user_stop, name="stop"),
    path("<uuid:uid>/start/", register.user_start, name="start"),
]
