"""What agents do with a return that waits: what each act says before, and what it does."""

from datetime import date

from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.administration.retours_a_examiner import attend
from cotisations.banque.forms import MotifForm
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


def _representer(retour: RetourDePrelevement, par: Compte, *, vu: tuple[int, date]) -> str:
    reprise = decisions.representer_le_prelevement(retour=retour, attendu=vu, par=par)
    return (
        f"{ecrire_montant(reprise.a_prendre)} seront présentés le {ecrire_date(reprise.date_prelevement)}. "
        "La personne en est avertie par e-mail."
    )


def _classer(retour: RetourDePrelevement, par: Compte, *, motif: str) -> str:
    decisions.classer(retour=retour, par=par, motif=motif)
    return "Le retour est classé."


def _ce_qui_suit(retour: RetourDePrelevement) -> Lignes:
    """What taking it back will do."""
    ligne = retour.prelevement
    assert ligne
    dit = ecrire_montant(retour.montant_centimes) if retour.montant_centimes else "Non précisé"
    return [
        ("Dossier", noms.dossier_nomme(ligne.dossier)),
        ("Prélèvement du", ecrire_date(ligne.date_prelevement)),
        ("Montant du prélèvement", ecrire_montant(ligne.a_prendre)),
        ("Montant dit par la banque", dit),
        ("Mandat", _MANDATS[motif_du_code(retour.code).mandat]),
    ]


def _ce_qui_se_represente(retour: RetourDePrelevement) -> Lignes:
    """What would be announced now."""
    ligne = retour.prelevement
    assert ligne
    reste, jour = _reste_et_jour(retour)
    return [
        ("Dossier", noms.dossier_nomme(ligne.dossier)),
        ("Prélèvement du", ecrire_date(ligne.date_prelevement)),
        ("Montant du prélèvement", ecrire_montant(ligne.a_prendre)),
        ("Montant présenté", ecrire_montant(reste)),
        ("Nouveau jour", ecrire_date(jour)),
    ]


def _reste_et_jour(retour: RetourDePrelevement) -> tuple[int, date]:
    assert retour.prelevement
    return ce_qui_se_represente(retour.prelevement, le=timezone.localdate())


def _le_lot(retour: RetourDePrelevement) -> Lignes:
    lignes: Lignes = [("Lot", noms.lot_de_ce_nom(retour.end_to_end))]
    if retour.montant_centimes and retour.date_comptable:
        lignes.append(("Somme", ecrire_montant(retour.montant_centimes)))
        lignes.append(("Date comptable", ecrire_date(retour.date_comptable)))
    return lignes


_DROIT = "decider_retour"
ACTES = (
    ActeDeFiche(
        "reprendre", "Reprendre l’argent",
        "La banque a repris ce prélèvement : ce qui avait été porté au compte de la personne en est retiré, l’échéance "
        "est de nouveau due, et la personne en est avertie. Vérifiez d’abord, sur le compte de la caisse, que la "
        "banque a bien débité ce montant.",
        _DROIT, _appliquer, lambda retour, agent: _sur_ligne(retour, EtatPrelevement.ENCAISSE), "danger",
        _ce_qui_suit,
    ),
    ActeDeFiche(
        "rejeter", "Dire le prélèvement rejeté",
        "La banque ne l’encaissera pas : rien n’avait été porté au compte de la personne, l’échéance reste due, et la "
        "somme attendue pour le lot baisse d’autant.",
        _DROIT, _appliquer, lambda retour, agent: _sur_ligne(retour, EtatPrelevement.TRANSMIS), "danger",
        _ce_qui_suit,
    ),
    ActeDeFiche(
        "representer", "Présenter de nouveau",
        "Ce qui reste dû de l’échéance est annoncé de nouveau, à quatorze jours au moins. À faire après en avoir "
        "convenu avec la personne.",
        _DROIT, _representer, lambda retour, agent: attend(retour) and decisions.peut_se_representer(retour), "",
        _ce_qui_se_represente, vu=_reste_et_jour,
    ),
    ActeDeFiche(
        "encaisser", "Créditer les comptes",
        "La banque a porté cette somme pour le lot. Les comptes des affiliés sont crédités à sa date comptable, si "
        "elle est celle des prélèvements non rejetés.",
        _DROIT, _appliquer_au_lot, lambda retour, agent: _de_lot(retour, GenreDeRetour.ENCAISSEMENT), "",
        _le_lot,
    ),
    ActeDeFiche(
        "refuser", "Dire le lot refusé",
        "La banque a refusé le fichier entier : ses prélèvements attendront un autre lot. Si elle dit l’avoir reçu "
        "deux fois, ne le dites pas refusé : le premier envoi compte.",
        _DROIT, _appliquer_au_lot, lambda retour, agent: _de_lot(retour, GenreDeRetour.LOT), "danger",
        _le_lot,
    ),
    ActeDeFiche(
        "classer", "Classer ce retour",
        "Rien d’autre n’est à faire\u00a0: ni reprise d’argent, ni nouvelle présentation. Ce retour quitte la file.",
        _DROIT, _classer, lambda retour, agent: attend(retour), formulaire=MotifForm,
    ),
)  # fmt: skip
