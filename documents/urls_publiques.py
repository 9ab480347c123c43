"""Checking a document, for anyone."""

from django.urls import path

from documents import views_publiques

app_name = "verification"
urlpatterns = [
    path("", views_publiques.accueil, name="accueil"),
    path("fichier/", views_publiques.fichier, name="fichier"),
    path("<str:saisie>/", views_publiques.code, name="code"),
]
