"""Pieces, under the addresses of documents."""

from django.urls import path

from documents.pieces import views

urlpatterns = [
    path("", views.deposer, name="pieces"),
    path("<uuid:public_id>/", views.detail, name="piece"),
    path("<uuid:public_id>/fichier/", views.fichier, name="fichier_piece"),
    path("<uuid:public_id>/retirer/", views.retirer, name="retirer_piece"),
]
