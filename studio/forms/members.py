from django import forms

from studio.models import Member, Role


class InvitationForm(forms.Form):
    """Whom the next one-time link lets in."""

    role = forms.ChoiceField(
        choices=[
            (Role.READER, "Reader: looks at everything, changes nothing"),
            (Role.CONTRIBUTOR, "Contributor: also submits and cancels runs, changes sources and configurations"),
            (Role.OWNER, "Owner: also changes computes, members and roles"),
        ],
        initial=Role.CONTRIBUTOR,
    )
    note = forms.CharField(
        label="For whom", max_length=100, required=False, help_text="To tell open invitations apart. Only owners read it."
    )


class RoleForm(forms.ModelForm):
    """Another role for a member."""

    class Meta:
        model = Member
        fields = ["role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].widget.attrs |= {"class": "input input-s", "aria-label": f"Role of {self.instance.user}"}
