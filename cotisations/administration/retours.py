"""What agents do with the returns of direct debits that wait for them."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.administration.base import ActeDeFiche, Lignes
from accounts.administration.cartes import Carte
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import RetourDePrelevement
from cotisations.prelevements import decisions
from cotisations.prelevements.enums import EtatPrelevement, GenreDeRetour
from cotisations.prelevements.motifs import SuiteMandat, motif_du_code
from cotisations.prelevements.representation import ce_qui_se_represente

_MANDATS = {
    SuiteMandat.GARDER: "Inchangé",
    SuiteMandat.SUSPENDRE: "Suspendu jusqu’à un autre compte",
    SuiteMandat.REVOQUER: "Révoqué",
    SuiteMandat.CLORE: "Clos, plus aucun courrier",
}


class AExaminer(SimpleListFilter):
    """Returns that no decision has ended."""

    title = "à examiner"
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("a-examiner", "À examiner")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RetourDePrelevement]) -> QuerySet[RetourDePrelevement]:
        if self.value() != "a-examiner":
            return queryset
        return queryset.filter(pk__in=RetourDePrelevement.objects.a_examiner().values("pk"))


def attend(retour: RetourDePrelevement) -> bool:
    """Whether it waits still. No query when `decisions` are prefetched."""
    return bool(retour.anomalie) and not any(une.est_finale for une in retour.decisions.all())


def dire_attente(retour: RetourDePrelevement) -> str:
    if not retour.anomalie:
        return "Non"
    faites = [une.get_decision_display().lower() for une in retour.decisions.all()]
    fait = f" ({', '.join(faites)})" if faites else ""
    anomalie = f"{retour.anomalie[:1].upper()}{retour.anomalie[1:]}".replace(" : ", "\u00a0: ")
    return f"{anomalie}{fait}" if attend(retour) else f"Non{fait}"


def decisions_prises(retour: RetourDePrelevement) -> Lignes:
    return [
        (
            f"{une.get_decision_display()} le {ecrire_moment(une.le)}",
            f"Par {une.par.identifiant}. {une.motif}".strip(),
        )
        for une in sorted(retour.decisions.all(), key=lambda une: une.rang)
    ]


def dossier_de(retour: RetourDePrelevement) -> str:
    return retour.prelevement.dossier.numero if retour.prelevement else "Inconnu"


def _sur_ligne(retour: RetourDePrelevement, etat: EtatPrelevement) -> bool:
    ligne = retour.prelevement
    de_ligne = retour.genre == GenreDeRetour.REJET and ligne is not None and ligne.etat == etat
    return de_ligne and attend(retour)


def _de_lot(retour: RetourDePrelevement, genre: GenreDeRetour) -> bool:
    return retour.genre == genre and attend(retour) and decisions.peut_s_appliquer(retour)


def _appliquer(retour: RetourDePrelevement, par: Compte) -> str:
    decisions.appliquer(retour=retour, par=par)
    return "C’est fait. La personne en est avertie par e-mail, sauf décès."


def _appliquer_au_lot(retour: RetourDePrelevement, par: Compte) -> str:
    decisions.appliquer(retour=retour, par=par)
    return "C’est fait\u00a0: la page du lot dit où il en est."


def _representer(retour: RetourDePrelevement, par: Compte) -> str:
    reprise = decisions.representer_le_prelevement(retour=retour, par=par)
    return (
        f"{ecrire_montant(reprise.a_prendre)} seront présentés le {ecrire_date(reprise.date_prelevement)}. "
        "La personne en est avertie par e-mail."
    )


def _ce_qui_suit(retour: RetourDePrelevement) -> Lignes:
    """What taking it back will do."""
    ligne = retour.prelevement
    assert ligne
    dit = ecrire_montant(retour.montant_centimes) if retour.montant_centimes else "Non précisé"
    return [
        ("Dossier", ligne.dossier.numero),
        ("Prélèvement du", ecrire_date(ligne.date_prelevement)),
        ("Montant du prélèvement", ecrire_montant(ligne.a_prendre)),
        ("Montant dit par la banque", dit),
        ("Mandat", _MANDATS[motif_du_code(retour.code).mandat]),
    ]


def _ce_qui_se_represente(retour: RetourDePrelevement) -> Lignes:
    """What would be announced now."""
    ligne = retour.prelevement
    assert ligne
    reste, jour = ce_qui_se_represente(ligne, le=timezone.localdate())
    return [
        ("Dossier", ligne.dossier.numero),
        ("Prélèvement du", ecrire_date(ligne.date_prelevement)),
        ("Montant du prélèvement", ecrire_montant(ligne.a_prendre)),
        ("Montant présenté", ecrire_montant(reste)),
        ("Nouveau jour", ecrire_date(jour)),
    ]


def _le_lot(retour: RetourDePrelevement) -> Lignes:
    lignes: Lignes = [("Lot", retour.end_to_end)]
    if retour.montant_centimes and retour.date_comptable:
        lignes.append(("Somme", ecrire_montant(retour.montant_centimes)))
        lignes.append(("Date comptable", ecrire_date(retour.date_comptable)))
    return lignes


_PAGE, _DROIT = "admin/prelevements/retour_acte.html", "decider_retour"
ACTES = (
    ActeDeFiche(
        "reprendre", "Reprendre l’argent",
        "La banque a repris ce prélèvement : ce qui avait été porté au compte de la personne en est retiré, l’échéance "
        "est de nouveau due, et la personne en est avertie. Vérifiez d’abord, sur le compte de la caisse, que la "
        "banque a bien débité ce montant.",
        _DROIT, _appliquer, lambda retour, agent: _sur_ligne(retour, EtatPrelevement.ENCAISSE), "danger",
        _ce_qui_suit, _PAGE,
    ),
    ActeDeFiche(
        "rejeter", "Dire le prélèvement rejeté",
        "La banque ne l’encaissera pas : rien n’avait été porté au compte de la personne, l’échéance reste due, et la "
        "somme attendue pour le lot baisse d’autant.",
        _DROIT, _appliquer, lambda retour, agent: _sur_ligne(retour, EtatPrelevement.TRANSMIS), "danger",
        _ce_qui_suit, _PAGE,
    ),
    ActeDeFiche(
        "representer", "Présenter de nouveau",
        "Ce qui reste dû de l’échéance est annoncé de nouveau, à quatorze jours au moins. À faire après en avoir "
        "convenu avec la personne.",
        _DROIT, _representer, lambda retour, agent: attend(retour) and decisions.peut_se_representer(retour), "",
        _ce_qui_se_represente, _PAGE,
    ),
    ActeDeFiche(
        "encaisser", "Créditer les comptes",
        "La banque a porté cette somme pour le lot. Les comptes des affiliés sont crédités à sa date comptable, si "
        "elle est celle des prélèvements non rejetés.",
        _DROIT, _appliquer_au_lot, lambda retour, agent: _de_lot(retour, GenreDeRetour.ENCAISSEMENT), "",
        _le_lot, _PAGE,
    ),
    ActeDeFiche(
        "refuser", "Dire le lot refusé",
        "La banque a refusé le fichier entier : ses prélèvements attendront un autre lot. Si elle dit l’avoir reçu "
        "deux fois, ne le dites pas refusé : le premier envoi compte.",
        _DROIT, _appliquer_au_lot, lambda retour, agent: _de_lot(retour, GenreDeRetour.LOT), "danger",
        _le_lot, _PAGE,
    ),
)  # fmt: skip


def retours_a_examiner(request: HttpRequest) -> Carte | None:
    """What the bank sent back and that nothing could settle, the oldest first."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("cotisations.view_retourdeprelevement")):
        return None
    attente = RetourDePrelevement.objects.a_examiner().aggregate(nombre=Count("pk"), depuis=Min("recu_le"))
    return Carte(
        titre="Retours de prélèvements à examiner",
        phrase="Ce que la banque a renvoyé, et que le portail n’a pas pu régler tout seul.",
        adresse=f"{reverse('admin:cotisations_retourdeprelevement_changelist')}?file=a-examiner",
        ton="danger" if attente["nombre"] else "",
        **attente,
    )
