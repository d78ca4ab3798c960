from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from runs.environments.indexes import Settings, of
from runs.forms.indexes import PackageIndexesForm
from studio.access import MemberRequest, check, for_role


@for_role("reader")
def package_indexes(request: MemberRequest) -> HttpResponse:
    """Where packages come from. Owners see and change it; the others are told whether anything is set."""
    if request.method != "POST" and not request.member.may("owner"):
        return render(request, "runs/environments/indexes.html", {"chosen": of(request.workspace) != Settings()})
    check(request.member, "owner")
    form = PackageIndexesForm(request.workspace, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "The package indexes are saved. Environments are built anew from them when they are needed next.")
        return redirect("package_indexes", request.workspace.slug)
    return render(request, "runs/environments/indexes.html", {"form": form}, status=422 if form.errors else 200)
