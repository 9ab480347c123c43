"""Forms are drawn faster than by Django's own templates, and to the letter as by them."""

from pathlib import Path
from typing import Any

import django.forms
import pytest
from django.template import engines
from django.urls import reverse, set_script_prefix
from django.utils.safestring import mark_safe

pytestmark = pytest.mark.une_fois
DE_DJANGO = Path(django.forms.__file__).parent / "templates" / "django" / "forms" / "widgets"
ATTRIBUTS = {
    "required": True, "disabled": False, "maxlength": 12, "data-vide": "", "placeholder": 'a"b<c>&\'d',
    "aria-label": mark_safe("déjà &amp; sûr"), "data-rien": None, 'x"y': "nom",
}  # fmt: skip


def dessiner(source: str, widget: dict[str, Any]) -> str:
    return str(engines["django"].from_string(source).render({"widget": widget})).strip()


def test_les_attributs_sont_ceux_de_django() -> None:
    widget = {"attrs": ATTRIBUTS}
    assert dessiner("{{ widget.attrs|attributs }}", widget) == dessiner((DE_DJANGO / "attrs.html").read_text(), widget)


@pytest.mark.parametrize("valeur", [None, "", 'a"<b>&', 0, mark_safe("&amp;")])
def test_les_champs_sont_ceux_de_django(valeur: object) -> None:
    source = (DE_DJANGO / "input.html").read_text()
    widget = {"type": "text", "name": "numero", "value": valeur, "attrs": ATTRIBUTS}
    assert dessiner('{% include "django/forms/widgets/input.html" %}', widget) == dessiner(source, widget)


def test_une_adresse_est_celle_de_django_sous_tout_prefixe() -> None:
    for prefixe in ("/", "/portail/", "/"):
        set_script_prefix(prefixe)
        assert dessiner("{% adresse 'espace' %}", {}) == reverse("espace") == f"{prefixe}espace/"
