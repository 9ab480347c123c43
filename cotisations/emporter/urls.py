"""« Emporter »."""

from django.urls import path

from cotisations.emporter import views

urlpatterns = [path("emporter/", views.emporter, name="emporter")]
