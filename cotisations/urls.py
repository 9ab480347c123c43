"""Solde, échéancier."""

from django.urls import path

from cotisations import views
from cotisations.calendrier import urls as calendrier
from cotisations.emporter import urls as emporter
from cotisations.preferences import urls as preferences

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    *emporter.urlpatterns,
    *calendrier.urlpatterns,
    *preferences.urlpatterns,
]
