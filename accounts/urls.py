"""Connexion, déconnexion, mot de passe oublié, compte."""

from django.urls import path

from accounts import views
from accounts.captcha import vues
from accounts.reinitialisation import views as demander

app_name = "accounts"
urlpatterns = [
    path("connexion/", views.connexion, name="connexion"),
    path("deconnexion/", views.deconnexion, name="deconnexion"),
    path("session/prolonger/", views.prolonger, name="prolonger"),
    path("mot-de-passe-oublie/", demander.identification, {"titre": "Mot de passe oublié"}, name="mot_de_passe_oublie"),
    path("premiere-connexion/", demander.identification, {"titre": "Première connexion"}, name="premiere_connexion"),
    path("mot-de-passe-oublie/choix/", demander.choix, name="choix_mot_de_passe"),
    path("mot-de-passe-oublie/demande/", demander.demande_enregistree, name="demande_enregistree"),
    path("mot-de-passe-oublie/suivi/", demander.suivi, name="suivi_mot_de_passe"),
    path("captcha/<slug:formulaire>/defi/", vues.defi, name="defi_captcha"),
    path("compte/", views.compte, name="compte"),
]
