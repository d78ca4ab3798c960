from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from studio.access import MemberRequest, for_role
from studio.forms.tokens import TokenForm
from studio.models import Token


@never_cache
@for_role("reader")
def tokens(request: MemberRequest) -> HttpResponse:
    """A member's own API tokens; a new one's text is shown in the answer that made it and never again."""
    form = TokenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if request.method == "POST" else 200)
    chosen = form.cleaned_data
    fresh, text = Token.issue(request.member, chosen["name"], expires=form.expires(), scope=chosen["scope"])
    return _page(request, TokenForm(), fresh=fresh, text=text)


@require_POST
@for_role("reader")
def token(request: MemberRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    found = get_object_or_404(request.member.tokens, pk=pk)
    found.delete()
    messages.success(request, f"The token “{found.name}” is revoked: it opens nothing any more.")
    return redirect("tokens", request.workspace.slug)


def _page(request: MemberRequest, form: TokenForm, status: int = 200, **context) -> HttpResponse:
    return render(request, "studio/tokens.html", {"form": form, "tokens": request.member.tokens.all(), **context}, status=status)
