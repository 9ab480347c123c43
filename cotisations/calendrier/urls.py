"""The pages about the calendar."""

from django.urls import path

from cotisations.calendrier import views

urlpatterns = [
    path("calendrier/", views.calendrier, name="calendrier"),
    path("calendrier/remplacer/", views.remplacer, name="remplacer_calendrier"),
    path("calendrier/revoquer/", views.revoquer, name="revoquer_calendrier"),
]
