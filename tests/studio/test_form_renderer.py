"""Forms say what they are for, and what is wrong, to those who see them and to those who don't."""

import re

from django import forms


class Sample(forms.Form):
    script = forms.CharField(help_text="Path of the script.")
    note = forms.CharField(required=False)
    keep = forms.BooleanField(required=False, label="Keep the folder")
    kind = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("The <target> is away.")


def control(html: str, name: str) -> str:
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]


def described_by(html: str, name: str) -> list[str]:
    found = re.search('aria-describedby="([^"]*)"', control(html, name))
    return found[1].split() if found else []


def test_every_control_has_its_label_and_help():
    html = str(Sample())
    assert '<label for="id_script">Script' in html
    assert [f'id="{each}"' in html for each in described_by(html, "script")] == [True]
    assert "optional" in html.split('for="id_note"')[1].split("</label>")[0]
    assert "<legend>Kind</legend>" in html
    assert html.index('id="id_keep"') < html.index("Keep the folder")


def test_what_is_wrong_stands_at_its_control_and_is_tied_to_it():
    html = str(Sample({"kind": "a"}))
    assert 'aria-invalid="true"' in control(html, "script")
    assert all(f'id="{each}"' in html for each in described_by(html, "script"))
    assert len(described_by(html, "script")) == 2
    assert "This field is required." in html


def test_what_is_wrong_with_the_whole_is_said_first_and_as_text():
    html = str(Sample({"kind": "a", "script": "train.py"}))
    assert 'role="alert"' in html
    assert "The &lt;target&gt; is away." in html
    assert html.index("target") < html.index("id_script")


def test_a_hidden_field_has_no_label():
    html = str(Sample())
    assert 'name="key"' in html
    assert 'for="id_key"' not in html
