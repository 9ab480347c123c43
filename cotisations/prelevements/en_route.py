"""Échéances that a direct debit is on its way to pay: pages say so, and other means of payment wait for it."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Echeance, Prelevement
from cotisations.paiements.verrous import Verrou
from cotisations.prelevements.enums import EtatPrelevement


@dataclass(frozen=True)
class Annonce:
    """What will be taken on the day `le`. `montant` in cents."""

    le: date
    montant: int


def annonce_du(dossier: Dossier, exigible_le: date) -> Annonce | None:
    """What was announced for the échéances of that day. One query."""
    lignes = Prelevement.objects.du_dossier(dossier).attendus().filter(echeance__date_exigibilite=exigible_le)
    attendus = [(une.date_prelevement, une.a_prendre) for une in lignes]
    return Annonce(min(attendus)[0], sum(montant for _, montant in attendus)) if attendus else None


def verrous_des_prelevements(dossier: Dossier) -> list[Verrou]:
    """Échéances that a batch is taking; before, what is paid another way is taken off the debit. One query."""
    lignes = Prelevement.objects.du_dossier(dossier).attendus().select_related("echeance")
    return [_verrou(ligne, ligne.echeance) for ligne in lignes if ligne.echeance]


def _verrou(ligne: Prelevement, echeance: Echeance) -> Verrou:
    montant, jour = ecrire_montant(ligne.a_prendre), ecrire_date(ligne.date_prelevement)
    est_ferme = ligne.etat != EtatPrelevement.PRENOTIFIE
    phrase = (
        f"{montant} vont être prélevés le {jour} pour cette échéance\u00a0: ne la payez pas une seconde fois."
        if est_ferme
        else f"{montant} seront prélevés le {jour}\u00a0: rien à faire. Ce que vous paieriez avant en serait déduit."
    )
    return Verrou(echeance=echeance.public_id, le=ligne.date_prelevement, phrase=phrase, est_ferme=est_ferme)
