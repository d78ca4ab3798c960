"""Datastores: their list, making and changing one, and looking into it."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from computes.models import Target
from runs.data import addresses
from runs.data.asking import ask
from runs.forms.data import FORMS, kind_of
from runs.models import Datastore
from studio.access import MemberRequest, for_role
from studio.keys import key

DATASETS_SHOWN = 20


@for_role("reader")
def stores(request: MemberRequest) -> HttpResponse:
    listed = request.workspace.datastores.select_related("created_by").annotate(count=Count("datasets__name", distinct=True))
    return render(request, "runs/data/stores.html", {"stores": listed, "tab": "data"})


@for_role("contributor")
def store_new(request: MemberRequest) -> HttpResponse:
    """Make a datastore of ?kind=."""
    kinds = {name: form.title for name, form in FORMS.items() if name != "other" or settings.DATASTORE_PROTOCOLS}
    kind = request.GET["kind"] if request.GET.get("kind") in kinds else "folder"
    form = FORMS[kind](request.member, request.POST or None)
    if request.method == "POST" and form.is_valid() and (store := form.save()):
        messages.success(request, f"{store} is there. Test it before a run needs it.")
        return redirect("data_store", request.workspace.slug, store.pk)
    context = {"form": form, "kind": kind, "kinds": kinds}
    return render(request, "runs/data/store_new.html", context, status=422 if form.errors else 200)


@for_role("reader")
def store(request: MemberRequest, pk: int) -> HttpResponse:
    """What it is, what was seen in it last, and the data sets in it."""
    store = _find(request, pk)
    known = store.secrets
    secret = addresses.secrets_of(store.protocol, known)
    context = {
        "store": store,
        "check": _look(request, store),
        "facts": {name: value for name, value in known.items() if name not in secret},
        "secrets": sorted(secret),
        "datasets": store.datasets.newest()[:DATASETS_SHOWN],
        "targets": Target.objects.usable_by(request.member) if store.kind == Datastore.Kind.FOLDER else [],
    }
    part = f"#{request.htmx.target}" if request.htmx.target == "look" else ""
    return render(request, f"runs/data/store.html{part}", context)


@for_role("contributor")
def store_edit(request: MemberRequest, pk: int) -> HttpResponse:
    store = _find(request, pk)
    form = FORMS[kind_of(store)](request.member, request.POST or None, store=store)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, f"{store} is saved.")
        return redirect("data_store", request.workspace.slug, pk)
    context = {"form": form, "store": _find(request, pk)}
    return render(request, "runs/data/store_edit.html", context, status=422 if form.errors else 200)


@require_POST
@for_role("contributor")
def store_looks(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a look into it, on the target of ?target= where it is a folder."""
    store = _find(request, pk)
    folder = store.kind == Datastore.Kind.FOLDER
    usable = Target.objects.usable_by(request.member)
    target = usable.filter(name=request.POST.get("target", "")).first() or usable.first() if folder else None
    try:
        check = ask(store, request.POST.get("path", "")[:1000], target, request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("data_store", request.workspace.slug, pk)
    address = redirect("data_store", request.workspace.slug, pk)
    address["Location"] += f"?look={check.pk}#look"
    return address


@require_POST
@for_role("contributor")
def store_default(request: MemberRequest, pk: int) -> HttpResponse:
    """Make it the one that run configurations mean who name none."""
    store = _find(request, pk)
    store.make_default()
    messages.success(request, f"{store} is the default datastore now.")
    return redirect("data_store", request.workspace.slug, pk)


@require_POST
@for_role("contributor")
def store_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget it. What lies in it stays where it is."""
    store = _find(request, pk)
    if store.remove():
        messages.success(request, f"{store} is forgotten. What lies in it stays there.")
        return redirect("data", request.workspace.slug)
    messages.error(request, f"Data sets lie in {store}, so it stays.")
    return redirect("data_store", request.workspace.slug, pk)


def _find(request: MemberRequest, pk: int) -> Datastore:
    return get_object_or_404(request.workspace.datastores.select_related("created_by"), pk=pk)


def _look(request: MemberRequest, store: Datastore):
    """The look of ?look=, or the newest."""
    looks = store.checks.select_related("target", "asked_by")
    asked = key(request.GET.get("look"))
    return (looks.filter(pk=asked).first() if asked is not None else None) or looks.first()
