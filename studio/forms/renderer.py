from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms are drawn by the site's own templates, in templates/django/forms/."""

    form_template_name = "django/forms/site_form.html"
    field_template_name = "django/forms/site_field.html"
