"""Solde, échéancier."""

from django.urls import path

from cotisations import views
from cotisations.emporter import urls as emporter

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    *emporter.urlpatterns,
]
