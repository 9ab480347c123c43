"""Connexion, déconnexion, compte."""

from django.conf import settings
from django.urls import path

from accounts import views
from accounts.captcha import vues
from accounts.franceconnect import urls as franceconnect

app_name = "accounts"
urlpatterns = [
    path("connexion/", views.connexion, name="connexion"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
    path("session/prolonger/", views.prolonger, name="prolonger"),
    path("mot-de-passe-oublie/", views.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path("captcha/<slug:formulaire>/defi/", vues.defi, name="defi_captcha"),
    path("compte/", views.compte, name="compte"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("dossiers/changer/", views.changer_de_dossier, name="changer_de_dossier"),
    *(franceconnect.urlpatterns if settings.FRANCECONNECT_ACTIF else []),
]
