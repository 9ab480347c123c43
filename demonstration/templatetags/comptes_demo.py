"""The demonstration logins, for the connexion page."""

from functools import cache

from django import template
from django.template.loader import render_to_string

from demonstration.personas import MOT_DE_PASSE
from demonstration.selectors import agents_de_demonstration, comptes_de_demonstration

register = template.Library()


@register.simple_tag
@cache
def comptes_demo() -> str:
    """Those who come in by the connexion page, everyone but the agents. Always the same: drawn once a process."""
    comptes = [compte for compte in comptes_de_demonstration() if compte.role != "agent"]
    return render_to_string("demonstration/_comptes.html", {"comptes": comptes})


@register.inclusion_tag("demonstration/_agents.html")
def agents_demo() -> dict[str, object]:
    """Those who come in by the agents' page, with the code of the moment: drawn each time."""
    return {"agents": agents_de_demonstration(), "mot_de_passe": MOT_DE_PASSE}
