"""Solde, échéancier."""

from django.urls import include, path

from cotisations import views
from cotisations.paiements.urls import urlpatterns as paiements
from cotisations.virement.views import virement

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    path("prelevement/", include("cotisations.prelevements.urls")),
    path("virement/", virement, name="virement"),
    *paiements,
]
