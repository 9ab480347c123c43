"""The demonstration logins, for the connexion page."""

from functools import cache

from django import template
from django.template.loader import render_to_string

from demonstration.selectors import comptes_de_demonstration

register = template.Library()


@register.simple_tag
@cache
def comptes_demo() -> str:
    """Those who come in by the connexion page, everyone but the agents. Always the same: drawn once a process."""
    comptes = [compte for compte in comptes_de_demonstration() if compte.role != "agent"]
    return render_to_string("demonstration/_comptes.html", {"comptes": comptes})
