"""The simulator, open to anyone."""

from django.urls import path

from cotisations.simulateur import views

urlpatterns = [path("", views.simulateur, name="simulateur")]
