"""Who asks the JSON API, and how often; apart from core.rest, which the library loads later."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core import figures


class PlaceAuthentication(SessionAuthentication):
    """Takes the person whom accounts.middleware found; who came by a cookie also needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The user and the token (None with a session)."""
        asked: Any = request._request
        if asked.user is None:
            return None
        if asked.api_token is None:
            self.enforce_csrf(request)
        return asked.user, asked.api_token

    def enforce_csrf(self, request: Request) -> None:
        """Refuse in Chinese."""
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            message = "请求缺少 CSRF 校验；程序请改用令牌。"
            raise exceptions.PermissionDenied(message, code="csrf") from error


class PlaceThrottle(SimpleRateThrottle):
    """So many requests a minute for a person of a place; the cache key carries the place (tenants.cache)."""

    scope = "person"

    def get_rate(self) -> str:
        """The district's figure."""
        return f"{figures.value('api.per_minute')}/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:  # noqa: ARG002 -- the library's signature
        """One count for each person."""
        return f"api:{request.user.uid}" if request.user else None
