"""Checking a document, for anyone."""

from django.urls import path

from documents import vues_publiques

app_name = "verification"
urlpatterns = [
    path("", vues_publiques.accueil, name="accueil"),
    path("fichier/", vues_publiques.fichier, name="fichier"),
    path("<str:saisie>/", vues_publiques.code, name="code"),
]
