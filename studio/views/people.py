from django.contrib import messages
from django.contrib.auth import login, logout, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from studio import membership
from studio.forms.people import NewPasswordForm, SignInForm, WelcomeForm
from studio.models import Invitation, User

sign_in = views.LoginView.as_view(template_name="studio/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


@never_cache
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time sign-in link: whoever opens it first says who they are and is in."""
    invitation = Invitation.opened_by(secret)
    if invitation is None or membership.opens_too_much(invitation):
        return render(request, "studio/link_used.html", status=410)
    if request.user.is_authenticated and invitation.user is None:
        return _join(request, invitation)
    form_class = NewPasswordForm if invitation.user else WelcomeForm
    form = form_class(request.POST or None, instance=invitation.user)
    if request.method == "POST" and form.is_valid():
        return _enter(request, invitation, form)
    return render(request, "studio/link.html", {"form": form, "invitation": invitation})


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody who is signed in already comes in as who they are."""
    if request.method != "POST":
        return render(request, "studio/join.html", {"invitation": invitation})
    assert isinstance(request.user, User)
    if invitation.accept(request.user) is None:
        return render(request, "studio/link_used.html", status=410)
    messages.success(request, f"Welcome to {invitation.workspace}.")
    return redirect("home", invitation.workspace.slug)


def _enter(request: HttpRequest, invitation: Invitation, form: WelcomeForm) -> HttpResponse:
    user = form.save()
    member = invitation.accept(user)
    if member is None:
        return render(request, "studio/link_used.html", status=410)
    user.save()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, f"Welcome to {member.workspace}.")
    return redirect("home", member.workspace.slug)
