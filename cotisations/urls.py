"""Solde, échéancier."""

from django.urls import path

from cotisations import views
from cotisations.paiements.urls import urlpatterns as paiements

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    *paiements,
]
