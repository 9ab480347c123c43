"""Solde, échéancier, history, calls, estimates."""

from django.urls import include, path

from cotisations import views
from cotisations.calendrier import urls as calendrier
from cotisations.emporter import urls as emporter
from cotisations.estimations import views as estimations
from cotisations.paiements.urls import urlpatterns as paiements
from cotisations.preferences import urls as preferences
from cotisations.virement.views import virement

app_name = "cotisations"
urlpatterns = [
    path("", views.solde, name="solde"),
    path("echeancier/", views.echeancier, name="echeancier"),
    path("prelevement/", include("cotisations.prelevements.urls")),
    path("virement/", virement, name="virement"),
    *paiements,
    path("historique/", views.historique, name="historique"),
    path("ecritures/<uuid:public_id>/", views.ecriture, name="ecriture"),
    path("appels/", views.appels, name="appels"),
    path("appels/<int:annee>/", views.appel, name="appel"),
    path("estimation/", estimations.estimer, name="estimer"),
    path("estimation/confirmer/", estimations.confirmer, name="confirmer_estimation"),
    path("estimations/<uuid:public_id>/", estimations.accuse, name="estimation"),
    path("estimations/<uuid:public_id>/annuler/", estimations.annuler, name="annuler_estimation"),
    *emporter.urlpatterns,
    *calendrier.urlpatterns,
    *preferences.urlpatterns,
]
