"""Whose dossier an operation goes to, and what follows: read before the money moves."""

from accounts.administration.actes import Lignes
from accounts.administration.renvois import vers
from accounts.agents.refus import ActeImpossible
from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.administration.lectures import Dite
from cotisations.banque.chercheurs import objection_a
from cotisations.enums import EtatEcheance
from cotisations.models import Operation
from cotisations.paiements.a_payer import apercu
from cotisations.selectors import Situation, situation

_MONTREES = 6  # open échéances; the rest are counted


def ce_qui_arrive(operation: Operation) -> Lignes:
    """What the bank says of it."""
    dite = Dite(operation)
    return [
        ("Montant", ecrire_montant(operation.montant_centimes)),
        ("Date comptable", ecrire_date(operation.date_operation)),
        ("Payeur", dite.payeur),
        ("Libellé", dite.libelle),
    ]


def a_qui(dossier: Dossier) -> Lignes:
    """Whose dossier it is, and what they owe. Three queries."""
    due = situation(dossier)
    ouvertes = [
        f"{ecrire_date(suivi.tranche.exigible_le)}\u00a0: {ecrire_montant(suivi.reste)}"
        f"{' (en retard)' if suivi.etat == EtatEcheance.EN_RETARD else ''}"
        for suivi in due.repartition.suivis
        if suivi.reste
    ]
    return [
        ("Dossier", vers(dossier, dossier.numero)),
        ("Nom", f"{dossier.nom} {dossier.prenom}"),
        ("Profession" if dossier.metier else "Qualité", dossier.metier or dossier.qualite),
        ("Situation", dossier.situation),
        ("Reste à payer", _dire_le_reste(due)),
        *([("Échéances ouvertes", _abreger(ouvertes))] if ouvertes else []),
    ]


def relire_l_attribution(operation: Operation, dossier: Dossier) -> Lignes:
    """Everything an agent compares before posting `operation` to `dossier`. Raises `ActeImpossible`."""
    if objection := objection_a(operation):
        raise ActeImpossible(objection)
    return [*ce_qui_arrive(operation), *a_qui(dossier), *_ce_qui_suit(operation, dossier)]


def _ce_qui_suit(operation: Operation, dossier: Dossier) -> Lignes:
    parts = apercu(dossier, operation.montant_centimes, ())
    avance = operation.montant_centimes - sum(part.centimes for part in parts)
    dites = [f"{part.libelle}\u00a0: {ecrire_montant(part.centimes)}" for part in parts]
    dites += [f"Rien d’autre n’est dû\u00a0: {ecrire_montant(avance)} en trop-versé"] if avance else []
    averti = "En sera avertie par e-mail" if dossier.courriel else "Pas d’adresse e-mail\u00a0: n’en sera pas avertie"
    return [("Ce que le virement paiera", ", ".join(dites)), ("La personne", averti)]


def _dire_le_reste(due: Situation) -> str:
    if not due.reste:
        avance = due.repartition.avance
        return f"Rien\u00a0: son compte a {ecrire_montant(avance)} d’avance" if avance else "Rien"
    retard = f", dont {ecrire_montant(due.en_retard)} en retard" if due.en_retard else ""
    return f"{ecrire_montant(due.reste)}{retard}"


def _abreger(dites: list[str]) -> str:
    reste = len(dites) - _MONTREES
    autres = [f"et {reste} autre{'s' if reste > 1 else ''}"] if reste > 0 else []
    return ", ".join([*dites[:_MONTREES], *autres])
