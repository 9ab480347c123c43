"""The demonstration logins, for the connexion page."""

from django import template

from demonstration.selectors import CompteDeDemonstration, comptes_de_demonstration

register = template.Library()


@register.simple_tag
def comptes_demo() -> list[CompteDeDemonstration]:
    """Those who come in by the connexion page: everyone but the agents."""
    return [compte for compte in comptes_de_demonstration() if compte.role != "agent"]
