"""The calendar itself, open to whoever has its address."""

from django.urls import path

from cotisations.calendrier import views_publiques

urlpatterns = [path("<str:secret>.ics", views_publiques.flux, name="calendrier")]
