"""Addresses that production does not have."""

from django.urls import path

from demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("courriels/", views.boite, name="courriels"),
    path("courriels/<uuid:public_id>/", views.message, name="courriel"),
    path("courriels/<uuid:public_id>/style.css", views.style, name="style_courriel"),
]
