"""One's own tokens: the list, making one, ending one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors, tokens
from accounts.forms import TokenForm
from core.access import signed_in
from core.errors import DomainError
from core.requests import PlaceRequest


@signed_in
@require_http_methods(["GET", "POST"])
def token_list(request: PlaceRequest) -> HttpResponse:
    """All tokens of the person; after making one, its secret for this once."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = tokens.create_token(request.user, **form.cleaned_data, actor=request.actor)
            form = TokenForm()
        except DomainError as error:
            form.add_error(None, str(error))
    context = {"form": form, "secret": secret, "tokens": selectors.tokens_of(request.user)}
    return render(request, "accounts/tokens.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def token_revoke(request: PlaceRequest, uid: UUID) -> HttpResponse:
    """End one."""
    token = get_object_or_404(selectors.tokens_of(request.user), uid=uid)
    tokens.revoke_token(token, actor=request.actor)
    messages.success(request, f"已停用令牌“{token.name}”。")
    return redirect("accounts:tokens")
