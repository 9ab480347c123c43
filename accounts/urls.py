"""Connexion, déconnexion, mot de passe oublié, compte."""

from django.conf import settings
from django.urls import path

from accounts import views
from accounts.captcha import views as captcha
from accounts.choix import views as choix
from accounts.franceconnect import urls as franceconnect
from accounts.reinitialisation import views as demander
from accounts.securite import views as securite

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
    path("captcha/<slug:formulaire>/defi/", captcha.defi, name="defi_captcha"),
    path("mot-de-passe/choisir/", choix.choisir, name="choisir_mot_de_passe"),
    path("mot-de-passe/confirmer/", choix.confirmer, name="confirmer_choix"),
    path("mot-de-passe/confirmer/renvoyer/", choix.renvoyer, name="renvoyer_code_choix"),
    path("compte/", views.compte, name="compte"),
    path("compte/securite/", securite.securite, name="securite"),
    path("compte/mot-de-passe/", securite.changer_mot_de_passe, name="changer_mot_de_passe"),
    path("compte/courriel/", securite.changer_courriel, name="changer_courriel"),
    path("compte/courriel/confirmer/", securite.confirmer_courriel, name="confirmer_courriel"),
    path("compte/courriel/renvoyer/", securite.renvoyer_code, name="renvoyer_code_courriel"),
    path("compte/sessions/fermer/", securite.fermer_session, name="fermer_session"),
    path("compte/sessions/fermer-les-autres/", securite.fermer_autres_sessions, name="fermer_autres_sessions"),
    path("compte/navigateurs/oublier/", securite.oublier_appareils, name="oublier_appareils"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("dossiers/changer/", views.changer_de_dossier, name="changer_de_dossier"),
    *(franceconnect.urlpatterns if settings.FRANCECONNECT_ACTIF else []),
]
