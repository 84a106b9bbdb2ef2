"""What every JSON endpoint shares: how it is declared, what errors and pages look like."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from core.errors import ConflictError, DomainError, NotAllowedError
from core.listing import Shown
from core.problems import PROBLEM_TYPE, problem_of
from core.templatetags.ui import SIZES

View = TypeVar("View", bound=Callable[..., Any])


class ProblemSerializer(serializers.Serializer[Any]):
    """An error: `code` for programs, `detail` for people, `errors` by field."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="错误代码，供程序判断")
    detail = serializers.CharField(help_text="给人看的一句话")
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), help_text="各字段的错误")


def answer_problem(error: Exception, context: dict[str, Any]) -> Response | None:  # noqa: ARG001 -- the library's signature
    """Turn what was raised into a problem document; None leaves it to Django (500)."""
    found = _known(error)
    if found is None:
        return None
    status, code, detail = found
    errors = error.detail if isinstance(error, exceptions.ValidationError) else None
    answer = Response(
        problem_of(status, detail, code=code, errors=_by_field(errors)), status=status, content_type=PROBLEM_TYPE
    )
    if isinstance(error, exceptions.Throttled) and error.wait:
        answer["Retry-After"] = str(int(error.wait) + 1)
    return answer


_SENTENCES = {
    400: "请求内容有误，请看各字段的说明。", 404: "没有找到。", 405: "这个地址不支持这种请求方法。",
    406: "只能返回 JSON。", 415: "不支持这种内容类型。", 429: "请求太频繁，请稍后再试。",
}  # fmt: skip


def _known(error: Exception) -> tuple[int, str, str] | None:
    if isinstance(error, NotAllowedError | DjangoPermissionDenied):
        return 403, "not_allowed", str(error) or "没有权限。"
    if isinstance(error, ConflictError):
        return 409, "conflict", str(error)
    if isinstance(error, DomainError):
        return 400, "refused", str(error)
    if isinstance(error, Http404):
        return 404, "not_found", _SENTENCES[404]
    if isinstance(error, exceptions.APIException):
        codes = error.get_codes()
        return (
            error.status_code, codes if isinstance(codes, str) else "invalid",
            _SENTENCES.get(error.status_code, str(error.detail)),
        )  # fmt: skip
    return None


def _by_field(errors: Any) -> dict[str, list[str]]:
    if isinstance(errors, dict):
        return {str(name): _flat(words) for name, words in errors.items()}
    return {"": _flat(errors)} if errors else {}


def _flat(words: Any) -> list[str]:
    if isinstance(words, dict):
        return [text for each in words.values() for text in _flat(each)]
    if isinstance(words, list):
        return [text for each in words for text in _flat(each)]
    return [str(words)]


_EVERYWHERE = {
    401: "没有登录，或令牌无效、到期、不属于本单位",
    403: "角色没有权限",
    406: "要求的不是 JSON",
    429: "请求太频繁",
}
_SOMETIMES = {
    400: "内容有误，或规则不允许",
    404: "没有找到，或不能看",
    409: "别人刚改过，请重新读取",
    415: "内容类型不对",
}


def endpoint(*methods: str) -> Callable[[View], View]:
    """Declare an endpoint; `described` for each method and the mark of core.access go above it."""

    def mark(view: View) -> View:
        drawn = api_view(list(methods))(view)
        drawn.is_api = True
        return drawn

    return mark


def described(  # noqa: PLR0913 -- the parts of a description
    method: str, summary: str, answer: Any, *, also: Sequence[int] = (), status: int = 200, name: str = "",
    text: str = "", media: str = "", **schema: Any,
) -> Callable[[View], View]:  # fmt: skip
    """Describe a method: `answer` is its serializer, `also` the errors beside the usual ones.

    `name` is its operation's, without one the view's own; `media` is the type of an answer that is no JSON.
    """

    def mark(view: View) -> View:
        drawn: Any = view
        told = _EVERYWHERE | {code: _SOMETIMES[code] for code in also}
        problems = {
            (code, PROBLEM_TYPE): OpenApiResponse(ProblemSerializer, description=words) for code, words in told.items()
        }
        return extend_schema(
            methods=[method], summary=summary, description=text,
            responses={(status, media) if media else status: answer, **problems},
            operation_id=name or drawn.cls.__name__, **schema,
        )(view)  # fmt: skip

    return mark


def paged(serializer: type[serializers.Serializer[Any]]) -> Any:
    """The answer of a list: where one is, and the rows of this page."""
    return inline_serializer(
        f"{serializer.__name__.removesuffix('Serializer')}Page",
        {
            "count": serializers.IntegerField(help_text="符合条件的总数"), "page": serializers.IntegerField(),
            "pages": serializers.IntegerField(), "results": serializer(many=True),
        },
    )  # fmt: skip


def page_of(shown: Shown, serializer: type[serializers.Serializer[Any]], **context: Any) -> Response:
    """This page of a list as an answer."""
    page = shown.page
    rows = serializer(page.object_list, many=True, context=context).data
    return Response(
        {"count": page.paginator.count, "page": page.number, "pages": page.paginator.num_pages, "results": rows}
    )


def parameters_of(
    orders: Sequence[str], *, search: str = "", **filters: tuple[str, Sequence[str] | None]
) -> list[OpenApiParameter]:
    """The questions that a list answers: page, size, sort, q and its own filters; what is not offered is ignored."""
    sorts = [name for order in orders for name in (order, f"-{order}")]
    found = [
        OpenApiParameter("page", OpenApiTypes.INT, description="第几页，从1起；超出时给最近的一页"),
        OpenApiParameter("size", OpenApiTypes.INT, enum=list(SIZES), description="每页几条"),
        OpenApiParameter("sort", OpenApiTypes.STR, enum=sorts, description="排序，前加 - 为倒序"),
    ]
    if search:
        found.append(OpenApiParameter("q", OpenApiTypes.STR, description=f"搜索：{search}"))
    found.extend(
        OpenApiParameter(name, OpenApiTypes.STR, enum=list(values) if values else None, description=label)
        for name, (label, values) in filters.items()
    )
    return found
