"""Addresses that production does not have."""

from django.urls import path

from demonstration import views
from demonstration.banque import guichet
from demonstration.banque import views as banque
from demonstration.franceconnect import views as franceconnect

_FC = "franceconnect/api/v2/"

app_name = "demonstration"
urlpatterns = [
    path("courriels/", views.boite, name="courriels"),
    path("courriels/<uuid:public_id>/", views.message, name="courriel"),
    path("courriels/<uuid:public_id>/style.css", views.style, name="style_courriel"),
    path("banque/", banque.payer, name="banque_payer"),
    path("banque/guichet/", guichet.guichet, name="banque_guichet"),
    path("banque/guichet/releve/", guichet.releve, name="banque_releve"),
    path("banque/guichet/retours/", guichet.retours, name="banque_retours"),
    path("banque/choisir/", banque.choisir, name="banque_choisir"),
    path("banque/operations/", banque.operations_recentes, name="banque_operations"),
    path("banque/operations/<slug:identifiant>/", banque.agir, name="banque_agir"),
    path(f"{_FC}authorize", franceconnect.authorize, name="franceconnect_authorize"),
    path(f"{_FC}choisir", franceconnect.choisir, name="franceconnect_choisir"),
    path(f"{_FC}token", franceconnect.token, name="franceconnect_token"),
    path(f"{_FC}userinfo", franceconnect.userinfo, name="franceconnect_userinfo"),
    path(f"{_FC}session/end", franceconnect.session_end, name="franceconnect_session_end"),
    path(f"{_FC}jwks", franceconnect.jwks, name="franceconnect_jwks"),
    path(f"{_FC}.well-known/openid-configuration", franceconnect.configuration, name="franceconnect_configuration"),
]
