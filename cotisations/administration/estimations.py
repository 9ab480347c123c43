"""Estimated incomes: an agent counts them, or does not."""

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.appels.presentation import AppelDit, dire_emission
from cotisations.appels.services import appliquer_estimation, previsualiser_appel, refuser_estimation
from cotisations.enums import EtatEstimation
from cotisations.models import EstimationRevenu


def _appliquer(estimation: EstimationRevenu, par: Compte) -> str:
    appel = appliquer_estimation(estimation=estimation, par=par)
    return f"L’estimation est prise en compte : l’appel {appel.annee} (version {appel.version}) est en vigueur."


def _ecarter(estimation: EstimationRevenu, par: Compte) -> str:
    refuser_estimation(estimation=estimation, par=par)
    return "L’estimation n’est pas retenue. L’affilié en est averti par e-mail."


def _revenu(estimation: EstimationRevenu) -> str:
    return "Déficit" if estimation.est_deficit else ecrire_montant(estimation.assiette_centimes)


def _attend(estimation: EstimationRevenu, agent: Compte) -> bool:
    return estimation.etat == EtatEstimation.DEPOSEE


def _apercu(estimation: EstimationRevenu) -> AppelDit | None:
    emission = previsualiser_appel(
        dossier=estimation.dossier, annee=estimation.annee, estimation=estimation.assiette_centimes
    )
    return dire_emission(emission) if emission else None


class EstimationAdmin(AdminPortail):
    """Lists estimates, and leads each to its end."""

    titre = "Estimations de revenu"
    rubrique = Rubrique.COTISATIONS
    colonnes = [
        ("Transmise le", lambda estimation: ecrire_moment(estimation.deposee_le)),
        ("Dossier", lambda estimation: noms.dossier(estimation.dossier)),
        ("Année", lambda estimation: estimation.annee),
        ("Revenu estimé", _revenu),
        ("État", lambda estimation: estimation.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["etat", "annee"]
    list_select_related = ["dossier"]
    ordering = ["deposee_le", "pk"]
    actes = [
        ActeDeFiche(
            code="appliquer",
            titre="Prendre en compte l’estimation",
            phrase="Le régime de base sera appelé sur ce revenu ; les autres régimes ne changent pas. L’appel et les "
            "échéances à venir sont recalculés, et l’affilié en est averti par e-mail.",
            permission="traiter_estimation",
            faire=_appliquer,
            possible=_attend,
            apercu=_apercu,
            gabarit="admin/cotisations/rectifier.html",
        ),
        ActeDeFiche(
            code="ecarter",
            titre="Ne pas retenir l’estimation",
            phrase="L’appel reste le même. L’affilié en est averti par e-mail, et peut en transmettre une autre.",
            permission="traiter_estimation",
            faire=_ecarter,
            possible=_attend,
            ton="danger",
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EstimationRevenu]:
        return EstimationRevenu.objects.select_related("dossier", "traitee_par")

    def fiche(self, objet: EstimationRevenu) -> list[tuple[str, Lignes]]:
        traitee = ecrire_moment(objet.traitee_le) if objet.traitee_le else "Pas encore"
        return [
            (
                "Estimation",
                [
                    ("Dossier", noms.dossier_nomme(objet.dossier)),
                    ("Année", objet.annee),
                    ("Revenu estimé", _revenu(objet)),
                    ("Transmise le", ecrire_moment(objet.deposee_le)),
                    ("État", objet.get_etat_display()),
                    ("Traitée le", traitee),
                    ("Traitée par", objet.traitee_par.identifiant if objet.traitee_par else "Personne"),
                ],
            )
        ]
