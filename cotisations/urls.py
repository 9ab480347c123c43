"""Solde, échéancier."""

from django.urls import include, path

from cotisations import views

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    path("prelevement/", include("cotisations.prelevements.urls")),
]
