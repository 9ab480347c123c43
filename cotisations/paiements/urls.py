"""Paying by card, and the three ways side by side. Included under `/cotisations/`."""

from django.urls import path

from cotisations.paiements import views

urlpatterns = [
    path("payer/", views.payer, name="payer"),
    path("payer/<uuid:public_id>/", views.paiement, name="paiement"),
    path("payer/<uuid:public_id>/retour/", views.retour, name="retour_paiement"),
    path("payer/notification/<slug:code>/", views.notification, name="notification_paiement"),
    path("paiements/", views.historique, name="paiements"),
]
