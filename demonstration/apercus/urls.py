"""Addresses that exist under `DEBUG` alone (carpimko_portal/urls.py)."""

from django.urls import path

from demonstration.apercus import views

app_name = "apercus"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("documents/<slug:code>/", views.document, name="document"),
    path("courriels/<slug:code>/", views.courriel, name="courriel"),
    path("courriels/<slug:code>/style.css", views.style, name="style"),
]
