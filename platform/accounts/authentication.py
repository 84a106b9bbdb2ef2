"""Signing in by user name, mobile number or staff number, with lock-out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import SignIn, SignInResult, User
from audit.context import client_ip
from core import figures
from core.errors import DomainError


class SignInRefusedError(DomainError):
    """The attempt failed; the sentence does not tell whether the account exists unless it is locked."""


class AnyNameBackend(BaseBackend):
    """Finds the signed-in user again in the current schema; `check_credentials` checks passwords."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active user with this id, or None."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def find_user(name: str) -> User | None:
    """Return the user of the current place with this user name, mobile or staff number (first in this order)."""
    found = list(User.objects.filter(Q(username__iexact=name) | Q(mobile=name) | Q(staff_number__iexact=name)))
    for matches in (
        lambda user: user.username.lower() == name.lower(),
        lambda user: user.mobile == name,
        lambda user: (user.staff_number or "").lower() == name.lower(),
    ):
        if user := next(filter(matches, found), None):
            return user
    return None


def check_credentials(name: str, password: str, *, device: str = "") -> User:
    """Return the user when the password is right; note the attempt. Raises SignInRefusedError with a sentence.

    The attempt is counted in a transaction of its own, so that a refusal is kept.
    """
    user = find_user(name.strip())
    if user is None:
        make_password(password)  # the same work as for a known name, so that times tell nothing
        message = "用户名或密码不对。"
        raise SignInRefusedError(message)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        result, sentence = _judge(user, password)
        SignIn.objects.create(user=user, result=result, ip=client_ip.get(), device=device[:200])
    if sentence:
        raise SignInRefusedError(sentence)
    return user


def _judge(user: User, password: str) -> tuple[SignInResult, str]:
    if user.is_locked:
        return SignInResult.LOCKED, _locked_sentence(user)
    if user.check_password(password):
        return (SignInResult.OK, "") if user.is_active else (SignInResult.DISABLED, "账号已停用，请联系管理员。")
    if not user.is_active:
        return SignInResult.DISABLED, "用户名或密码不对。"
    wrong = _wrong_in_a_row(user) + 1
    allowed = figures.value("sign_in.wrong_tries")
    if wrong >= allowed:
        user.locked_until = timezone.now() + timedelta(minutes=figures.value("sign_in.lock_minutes"))
        user.save(update_fields=["locked_until", "updated_at"])
        return SignInResult.WRONG, _locked_sentence(user)
    left = allowed - wrong
    if left > _WARN_FROM:
        return SignInResult.WRONG, "用户名或密码不对。"
    return SignInResult.WRONG, f"用户名或密码不对，再错{left}次将锁定账号。"


_WARN_FROM = 2
_TRIES_LOOKED_AT = 20


def _locked_sentence(user: User) -> str:
    until = timezone.localtime(user.locked_until)
    tries = figures.value("sign_in.wrong_tries")
    return f"密码连续输错{tries}次，账号已锁定，{until:%H:%M}后可再登录；等不及的话，请管理员重置密码。"


def _wrong_in_a_row(user: User) -> int:
    """Count the wrong passwords since the last success and since the last lock or reset ended."""
    attempts = SignIn.objects.filter(user=user)
    if user.locked_until:
        attempts = attempts.filter(created_at__gt=user.locked_until)
    results = list(attempts.order_by("-pk").values_list("result", flat=True)[:_TRIES_LOOKED_AT])
    return next((count for count, result in enumerate(results) if result != SignInResult.WRONG), len(results))


def backend_path() -> str:
    """The dotted path that Django keeps in the session."""
    return settings.AUTHENTICATION_BACKENDS[0]


def describe_device(request: HttpRequest) -> str:
    """A short Chinese description of the device, from the User-Agent."""
    agent: Any = request.headers.get("User-Agent", "")
    system = next((label for mark, label in _SYSTEMS if mark in agent), "其他设备")
    browser = next((label for mark, label in _BROWSERS if mark in agent), "其他浏览器")
    return f"{system}，{browser}"


_SYSTEMS = [("Android", "安卓手机"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows 电脑"),
            ("Macintosh", "Mac 电脑"), ("Linux", "Linux 电脑")]  # fmt: skip
_BROWSERS = [("MicroMessenger", "微信"), ("wxwork", "企业微信"), ("Edg/", "Edge"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari")]  # fmt: skip
