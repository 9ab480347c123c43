"""Dossiers, for those who answer the members."""

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.lectures import acces, connexions, demandes, envois, lien_franceconnect, provisoires
from accounts.administration.menu import Rubrique
from accounts.agents.actes import debloquer_tentatives, revoquer_provisoires
from accounts.agents.refus import ActeImpossible
from accounts.franceconnect.selectors import lien_du_dossier
from accounts.franceconnect.services import dissocier_franceconnect
from accounts.models import Compte, Dossier
from accounts.selectors import fiche_du_dossier


def _debloquer(dossier: Dossier, par: Compte) -> str:
    debloquer_tentatives(dossier=dossier, par=par)
    return f"Les tentatives du dossier {dossier.numero} sont débloquées."


def _dissocier(dossier: Dossier, par: Compte) -> str:
    if not dissocier_franceconnect(dossier=dossier, par=par):
        raise ActeImpossible("FranceConnect n’ouvre déjà plus ce dossier.")
    return f"FranceConnect n’ouvre plus le dossier {dossier.numero}."


def _revoquer(dossier: Dossier, par: Compte) -> str:
    nombre = revoquer_provisoires(dossier=dossier, par=par)
    return f"Mots de passe provisoires révoqués : {nombre}."


class DossierAdmin(AdminPortail):
    titre = "Dossiers"
    rubrique = Rubrique.DOSSIERS
    colonnes = [
        ("Numéro", lambda dossier: dossier.numero),
        ("Nom", lambda dossier: f"{dossier.nom} {dossier.prenom}"),
        ("Type", lambda dossier: dossier.qualite),
        ("Situation", lambda dossier: dossier.situation),
        ("Localité", lambda dossier: dossier.localite),
    ]
    aide_recherche = "Numéro de dossier ou début du nom"
    search_fields = ["=numero", "nom_naissance__istartswith", "nom_usage__istartswith"]
    list_filter = ["type", "statut"]
    ordering = ["numero"]
    actes = [
        ActeDeFiche(
            code="debloquer",
            titre="Débloquer les tentatives",
            phrase="La personne pourra de nouveau essayer son mot de passe, et en demander un provisoire, "
            "sans attendre. Assurez-vous d’abord que c’est bien elle.",
            permission="debloquer_dossier",
            faire=_debloquer,
        ),
        ActeDeFiche(
            code="revoquer",
            titre="Révoquer les mots de passe provisoires",
            phrase="Aucun mot de passe provisoire demandé jusqu’ici n’ouvrira plus rien, qu’il soit reçu, en route ou "
            "pas encore parti. Un courrier déjà mis sous pli arrivera, mais ne servira pas. "
            "Le mot de passe habituel reste bon.",
            permission="revoquer_provisoires",
            faire=_revoquer,
            ton="danger",
        ),
        ActeDeFiche(
            code="dissocier",
            titre="Dissocier FranceConnect",
            phrase="FranceConnect n’ouvrira plus ce dossier, et ce qu’il tient ouvert se ferme. La personne en est "
            "avertie par e-mail. Sans mot de passe, elle devra en demander un provisoire.",
            permission="dissocier_franceconnect",
            faire=_dissocier,
            possible=lambda dossier, agent: lien_du_dossier(dossier) is not None,
            ton="danger",
        ),
    ]

    def fiche(self, objet: Dossier) -> list[tuple[str, Lignes]]:
        fiche = fiche_du_dossier(objet)
        return [
            ("État civil", fiche.identite),
            ("Coordonnées", fiche.coordonnees),
            ("Activité", fiche.activite),
            ("Accès", acces(objet)),
            ("FranceConnect", lien_franceconnect(objet)),
            ("Dernières connexions", connexions(objet)),
            ("Demandes de mot de passe", demandes(objet)),
            ("Mots de passe provisoires", provisoires(objet)),
            ("Derniers e-mails", envois(objet)),
        ]
