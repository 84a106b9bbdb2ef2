"""Middleware that needs no database: content policy, styles, and answers to rules that said no."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from core.errors import DomainError, NotAllowedError

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'"
)

Answer = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: Answer) -> Answer:
    """Allow nothing from any outside address; private pages are not kept by shared caches."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


def announce_styles(get_response: Answer) -> Answer:
    """Name the styles in the head of the answer: the browser fetches them while the page is still on its way."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html") and "HX-Request" not in request.headers:
            response.headers.setdefault("Link", f"<{static('app.css')}>; rel=preload; as=style")
        return response

    return answer


class answer_domain_errors:  # noqa: N801 -- used like the function middlewares beside it
    """Turn a rule's refusal that a view did not catch into 403 or 400 with its sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer DomainError; everything else goes on to Django."""
        if isinstance(exception, NotAllowedError):
            raise PermissionDenied(str(exception)) from exception
        if isinstance(exception, DomainError):
            from core.views import bad_request  # noqa: PLC0415 -- views import nothing of middleware

            return bad_request(request, exception)
        return None
