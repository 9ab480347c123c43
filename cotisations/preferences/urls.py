"""The preferences."""

from django.urls import path

from cotisations.preferences import views

urlpatterns = [path("preferences/", views.choisir, name="preferences")]
