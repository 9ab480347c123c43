"""Documents and attestations."""

from django.urls import URLPattern

app_name = "documents"
urlpatterns: list[URLPattern] = []
