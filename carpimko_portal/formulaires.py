"""How Django draws forms here: our templates, everywhere, without a word in the views."""

from django.forms.renderers import TemplatesSetting


class Rendu(TemplatesSetting):
    form_template_name = "formulaires/formulaire.html"
    field_template_name = "formulaires/champ.html"
