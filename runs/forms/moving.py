from django import forms

from computes.load import loads
from computes.models import Mode, Target
from studio.models import Member


class MoveForm(forms.Form):
    """To which target runs that wait are moved."""

    to = forms.ModelChoiceField(Target.objects.none(), to_field_name="name", label="Compute target", empty_label="Choose one")

    def __init__(self, member: Member, target: Target, data=None):
        super().__init__(data)
        others = Target.objects.usable_by(member).exclude(mode=Mode.DRAINING).exclude(pk=target.pk)
        field = self.fields["to"]
        field.queryset = others
        counted = loads(others.values_list("pk", flat=True))
        field.label_from_instance = lambda each: _label(each, *counted[each.pk])


class PriorityForm(forms.Form):
    """Where in line a run waits."""

    priority = forms.IntegerField(min_value=-1000, max_value=1000, help_text="Higher leaves the queue first; 0 is usual.")


def _label(target: Target, running: int, waiting: int) -> str:
    line = f", {waiting} waiting" if waiting else ""
    state = "" if target.mode == Mode.OPEN and not target.unreachable else f", {'not answering' if target.unreachable else 'paused'}"
    return f"{target} ({max(0, target.slots - running)} of {target.slots} free{line}{state})"
