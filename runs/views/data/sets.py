"""Data sets: named places in datastores, in versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from runs.forms.data import DatasetForm
from studio.access import MemberRequest, for_role
from studio.keys import key

SHOWN = 200
RUNS_SHOWN = 5
VERSIONS_SHOWN = 100  # a run that registers its output makes a version each time


@for_role("reader")
def sets(request: MemberRequest) -> HttpResponse:
    """Each in its newest version; ?name= finds those that hold it."""
    found = request.workspace.datasets.newest().select_related("datastore", "created_by")
    name = request.GET.get("name", "").strip()[:250]
    listed = list((found.filter(name__icontains=name) if name else found)[: SHOWN + 1])
    context = {"datasets": listed[:SHOWN], "more": len(listed) > SHOWN, "name": name, "tab": "data_sets"}
    return render(request, "runs/data/sets.html", context | {"stores": request.workspace.datastores.exists()})


@for_role("contributor")
def set_new(request: MemberRequest) -> HttpResponse:
    """Register a data set, or with ?like= the next version of one."""
    wanted = key(request.GET.get("like"))
    like = request.workspace.datasets.filter(pk=wanted).first() if wanted is not None else None
    initial = {"name": like.name, "datastore": like.datastore_id, "path": like.path, "kind": like.kind} if like else {}
    form = DatasetForm(request.member, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (dataset := form.save()):
        messages.success(request, f"{dataset} is registered.")
        return redirect("data_set", request.workspace.slug, dataset.name)
    context = {"form": form, "like": like, "stores": request.workspace.datastores.exists()}
    return render(request, "runs/data/set_new.html", context, status=422 if form.errors else 200)


@for_role("reader")
def set_(request: MemberRequest, name: str) -> HttpResponse:
    """The newest version, or that of ?version=, with the newest of them and the runs that read it."""
    versions = request.workspace.datasets.filter(name=name).select_related("datastore", "created_by").order_by("-number")
    asked = key(request.GET.get("version"))
    dataset = (versions if asked is None else versions.filter(number=asked)).first()
    if dataset is None:
        raise Http404("There is no such data set, or no such version of it.")
    listed = list(versions[: VERSIONS_SHOWN + 1])
    context = {"dataset": dataset, "versions": listed[:VERSIONS_SHOWN], "more": len(listed) > VERSIONS_SHOWN, "newest": listed[0]}
    return render(request, "runs/data/set.html", context | {"runs": dataset.runs.submitted().for_table()[:RUNS_SHOWN]})
