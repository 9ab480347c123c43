"""Documents and attestations."""

from django.urls import include, path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("attestations/", views.attestations, name="attestations"),
    path("attestations/<slug:code>/", views.emettre, name="emettre"),
    path("pieces/", include("documents.pieces.urls")),
    path("archive/", views.archive, name="archive"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/fichier/", views.fichier, name="fichier"),
    path("<uuid:public_id>/apercu/", views.apercu, name="apercu"),
    path("<uuid:public_id>/revoquer/", views.revoquer, name="revoquer"),
]
