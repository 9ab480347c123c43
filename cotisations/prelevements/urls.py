"""Prélèvement automatique: part of `cotisations`."""

from django.urls import path

from cotisations.prelevements import views

urlpatterns = [
    path("", views.prelevement, name="prelevement"),
    path("compte/", views.saisir, name="saisir_mandat"),
    path("relire/", views.relire, name="relire_mandat"),
    path("signer/", views.signer, name="signer_mandat"),
    path("renvoyer-code/", views.renvoyer_code, name="renvoyer_code_mandat"),
    path("abandonner/", views.abandonner, name="abandonner_mandat"),
    path("annuler-le-changement/", views.annuler, name="annuler_mandat"),
    path("pdf/", views.pdf, name="pdf_mandat"),
    path("revoquer/", views.revoquer, name="revoquer_mandat"),
]
