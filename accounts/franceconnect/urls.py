"""Addresses that exist when FranceConnect is configured. Those of return and of way out are declared to it."""

from django.urls import path

from accounts.franceconnect import views

urlpatterns = [
    path("franceconnect/connexion/", views.depart, name="depart_franceconnect"),
    path("franceconnect/retour/", views.retour, name="retour_franceconnect"),
    path("franceconnect/association/", views.associer, name="associer_franceconnect"),
    path("franceconnect/association/par-e-mail/", views.associer_par_code, name="associer_par_code"),
    path("franceconnect/association/code/", views.confirmer_association, name="confirmer_association"),
    path("franceconnect/dossier-introuvable/", views.introuvable, name="introuvable_franceconnect"),
    path("franceconnect/quitter/", views.quitter, name="quitter_franceconnect"),
    path("franceconnect/sortie/", views.sortie, name="sortie_franceconnect"),
    path("compte/franceconnect/", views.dissocier, name="dissocier_franceconnect"),
]
