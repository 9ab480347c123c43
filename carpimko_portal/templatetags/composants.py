"""Components: markup that appears twice is written here once."""

from functools import cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_TITRES = {
    "info": "À savoir",
    "succes": "C’est fait",
    "attention": "À noter",
    "danger": "La demande n’a pas abouti",
}  # of flash messages, by tone


@register.simple_tag(takes_context=True)
def lien(context: Context, nom: str, *aussi: str) -> SafeString:
    """`href` of a route without arguments, and `aria-current` when the page is that route or one of `aussi`.

    A name that ends with a colon stands for a whole namespace (`cotisations:`).
    """
    route = getattr(context.get("request"), "resolver_match", None)
    vue = route.view_name if route else ""
    ici = any(vue == autre or (autre.endswith(":") and vue.startswith(autre)) for autre in (nom, *aussi))
    return _attributs(nom, ici=ici, prefixe=get_script_prefix())


@register.simple_tag
@cache
def statique(chemin: str) -> str:
    """The address of a static file. A page names nine, each looked up once a process."""
    return str(static(chemin))


@register.simple_tag
def adresse(nom: str) -> str:
    """`{% url %}` of a route without arguments: the attribute of a form, or the address before a `?`."""
    return _adresse(nom, prefixe=get_script_prefix())


@cache
def _adresse(nom: str, *, prefixe: str) -> str:
    return reverse(nom)


@cache
def _attributs(nom: str, *, ici: bool, prefixe: str) -> SafeString:
    """Twenty links a page: each is looked up and escaped once a process."""
    return format_html('href="{}"{}', reverse(nom), mark_safe(' aria-current="page"') if ici else "")


@register.filter
def attributs(valeurs: dict[str, Any]) -> SafeString:
    """The attributes of a widget, as Django's `attrs.html` writes them: a loop of templates, a quarter of a form."""
    ecrits = [
        f" {escape(nom)}" if valeur is True else f' {escape(nom)}="{conditional_escape(valeur)}"'
        for nom, valeur in valeurs.items()
        if valeur is not False
    ]
    return mark_safe("".join(ecrits))  # noqa: S308 - each piece is escaped


@register.simple_tag
def resume_erreurs(form: BaseForm) -> SafeString | str:
    """The error summary: takes the focus, and leads to each field."""
    return render_to_string("composants/resume_erreurs.html", {"form": form}) if form.errors else ""


@register.simple_block_tag
def avis(content: SafeString, titre: str, ton: str = "info") -> SafeString:
    """A notice. `ton`: info, succes, attention or danger; the title says in words what the colour says."""
    return format_html('<div class="avis avis-{}"><p class="avis-titre">{}</p>{}</div>', ton, titre, content)


@register.simple_tag
def annonce(message: Message) -> SafeString:
    """A flash message as a notice; a failure interrupts what a screen reader says, the rest waits its turn."""
    ton = message.level_tag or "info"
    role = "alert" if ton == "danger" else "status"
    corps = '<div class="avis avis-{}" role="{}"><p class="avis-titre">{}</p><p>{}</p></div>'
    return format_html(corps, ton, role, _TITRES[ton], message)


@register.simple_tag
def etiquette(texte: str, ton: str = "") -> SafeString:
    """A status tag."""
    return format_html('<span class="etiquette etiquette-{}">{}</span>', ton or "info", texte)


@register.inclusion_tag("composants/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[object]) -> dict[str, object]:
    """Previous and next, with the place among all; the other parameters of the address are kept."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("composants/chemin.html")
def chemin(*etapes: str) -> dict[str, object]:
    """Breadcrumb: pairs of (route name, title), then the title of this page."""
    return {"etapes": list(zip(etapes[:-1:2], etapes[1::2], strict=True)), "ici": etapes[-1]}


@register.inclusion_tag("composants/fiche.html")
def fiche(lignes: list[tuple[str, str]]) -> dict[str, object]:
    """A summary list of (label, value) pairs."""
    return {"lignes": lignes}


@register.inclusion_tag("composants/etapes.html")
def etapes(etapes: list[object]) -> dict[str, object]:
    """A stepper. Each step has `titre`, `le` (a moment, empty as long as it has not come) and `attente`."""
    return {"etapes": etapes}
