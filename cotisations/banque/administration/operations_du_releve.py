"""What a statement told, and what became of it."""

from django.db.models import Count

from accounts.administration.actes import Lignes
from accounts.administration.renvois import phrase, vers, vers_la_liste
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.banque.etats import EtatOperation
from cotisations.models import Operation, Releve

_MONTREES = 20


def operations_du(releve: Releve) -> Lignes:
    """How many are in each state, and the list of those. One query."""
    nombres = dict(Operation.objects.filter(releve=releve).order_by().values_list("etat").annotate(nombre=Count("pk")))
    lignes: Lignes = [
        (etat.label, _vers(releve, nombres[etat], file=etat.value.replace("_", "-")))
        for etat in EtatOperation
        if nombres.get(etat)
    ]
    if len(lignes) > 1:
        lignes.append(("En tout", _vers(releve, sum(nombres.values()))))
    if connues := releve.lues - releve.nouvelles:
        lignes.append(("Déjà connues par un autre fichier", connues))
    return lignes


def qui_attendent(releve: Releve) -> Lignes:
    """Those that an agent has to decide of, the oldest first. One query."""
    attendent = Operation.objects.filter(releve=releve).a_rapprocher()
    lignes: Lignes = [
        (
            ecrire_date(une.date_operation),
            phrase(vers(une, ecrire_montant(une.montant_centimes)), f", {une.get_etat_display().lower()}"),
        )
        for une in attendent.order_by("date_operation", "pk")[: _MONTREES + 1]
    ]
    if len(lignes) > _MONTREES:
        lignes[_MONTREES:] = [("Les suivantes", _vers(releve, "les voir toutes", file="a-rapprocher"))]
    return lignes


def _vers(releve: Releve, dit: object, **file: str) -> object:
    return vers_la_liste(Operation, str(dit), releve=str(releve.public_id), **file)
