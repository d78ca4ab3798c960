from django import forms

from studio.models import Member, Role

EXPLAINED = {
    Role.READER: "Looks at everything, changes nothing.",
    Role.CONTRIBUTOR: "Also submits and cancels runs, changes sources and configurations.",
    Role.OWNER: "Also changes computes, members and roles.",
}


class InvitationForm(forms.Form):
    """Whom the next one-time link lets in."""

    role = forms.ChoiceField(choices=Role.choices[::-1], initial=Role.CONTRIBUTOR, widget=forms.RadioSelect)
    note = forms.CharField(
        label="For whom", max_length=100, required=False, help_text="To tell open invitations apart. Only owners read it."
    )

    def explained(self) -> list[tuple]:
        """Each role's radio button with what the role may do."""
        return [(choice, EXPLAINED[Role(choice.data["value"])]) for choice in self["role"]]


class RoleForm(forms.ModelForm):
    """Another role for a member."""

    class Meta:
        model = Member
        fields = ["role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.attrs |= {"class": "input input-s", "aria-label": f"Role of {self.instance.user}"}
