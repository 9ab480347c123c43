"""Documents and attestations."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("attestations/<slug:code>/", views.emettre, name="emettre"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/fichier/", views.fichier, name="fichier"),
]
