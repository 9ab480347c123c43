"""What production never has."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = " fictitious people and peers:Démonstration"
