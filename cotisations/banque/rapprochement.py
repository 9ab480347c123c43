"""Matching what the bank says with what members owe: two thousand operations a transaction, each looked at once.

Whatever is interrupted goes on from the operations that are still `RECUE`: the sweep takes them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.ajout import Ligne, ajouter_en_nombre
from cotisations.banque.chercheurs import Candidate, Chercheur, Trouvaille, chercheurs
from cotisations.banque.contenu import contenu_de
from cotisations.banque.etats import Decision, EtatOperation, Methode
from cotisations.enums import Acte
from cotisations.models import Ecriture, Operation, Rapprochement

_VERROU = 0x52415050  # "RAPP": one matching at a time on PostgreSQL
_LOT = 2000
_FRAIS = "Frais retenus par la banque."


def rapprocher_les_recues(*, par: Compte | None) -> Counter[EtatOperation]:
    """Looks at every operation that nothing has looked at yet. Returns how many went where."""
    bilan: Counter[EtatOperation] = Counter()
    while lot := rapprocher_un_lot(par=par):
        bilan += lot
    return bilan


@transaction.atomic
def rapprocher_un_lot(*, par: Compte | None) -> Counter[EtatOperation]:
    """The next operations, at most `_LOT`: those that are surely someone's are posted, the others wait for an agent.

    Returns how many went where: nothing, when there were none.
    """
    _attendre_son_tour()
    recues = Operation.objects.recues().order_by("pk")[:_LOT]
    sorts = _decider([Candidate(operation, contenu_de(operation)) for operation in recues])
    maintenant = timezone.now()
    ajouter_en_nombre(Rapprochement, [{**sort.decision, "le": maintenant} for sort in sorts if sort.decision])
    bilan = _passer(sorts)
    if bilan:
        nombres = {etat.value: nombre for etat, nombre in bilan.items()}
        journaliser(acte=Acte.OPERATIONS_RAPPROCHEES, par=par, dossier=None, **nombres)
    return bilan


def _attendre_son_tour() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])


@dataclass(frozen=True)
class _Sort:
    """Where an operation goes, and the decision (a `Rapprochement`) that sends it there: none when nothing knows it."""

    operation: int
    etat: EtatOperation
    decision: Ligne | None = None


def _decider(candidates: Sequence[Candidate]) -> list[_Sort]:
    """One an operation."""
    sorts = [_ecartee(une) for une in candidates if une.operation.est_frais]
    restantes = {une.operation.pk: une for une in candidates if not une.operation.est_frais}
    for chercheur in chercheurs():
        trouvees = chercheur.trouver(list(restantes.values())) if restantes else ()
        reconnues = _retenir(chercheur, trouvees) if trouvees else []
        for sort in reconnues:
            del restantes[sort.operation]
        sorts += reconnues
    return sorts + [_Sort(pk, EtatOperation.A_IDENTIFIER) for pk in restantes]


def _retenir(chercheur: Chercheur, trouvees: Sequence[Trouvaille]) -> list[_Sort]:
    if chercheur.poster is None:
        return [_proposee(une, chercheur.methode) for une in trouvees]
    postees = chercheur.poster(trouvees)
    return [
        _postee(une, chercheur.methode, postees[une.candidate.operation.pk])
        for une in trouvees
        if une.candidate.operation.pk in postees
    ]


def _ecartee(une: Candidate) -> _Sort:
    return _sort(une, EtatOperation.ECARTEE, Decision.ECARTER, motif=_FRAIS)


def _proposee(une: Trouvaille, methode: Methode) -> _Sort:
    return _sort(
        une.candidate, EtatOperation.PROPOSEE, Decision.PROPOSER, methode=methode, dossier=une.dossier, objet=une.objet
    )


def _postee(une: Trouvaille, methode: Methode, ecriture: Ecriture | None) -> _Sort:
    return _sort(
        une.candidate, EtatOperation.RAPPROCHEE, Decision.RAPPROCHER, methode=methode, dossier=une.dossier,
        objet=une.objet, ecriture=ecriture.pk if ecriture else None,
    )  # fmt: skip


def _sort(
    une: Candidate, etat: EtatOperation, decision: Decision, *, methode: str = "", dossier: int | None = None,
    objet: str = "", ecriture: int | None = None, motif: str = "",
) -> _Sort:  # fmt: skip
    """Every decision names the same fields: they are added together."""
    operation = une.operation.pk
    return _Sort(operation, etat, {
        "operation_id": operation, "rang": 1, "decision": decision, "methode": methode, "dossier_id": dossier,
        "objet": objet, "ecriture_id": ecriture, "motif": motif,
    })  # fmt: skip


def _passer(sorts: Sequence[_Sort]) -> Counter[EtatOperation]:
    """Moves the operations, a statement for each state."""
    bilan: Counter[EtatOperation] = Counter()
    for etat in EtatOperation:
        pks = [sort.operation for sort in sorts if sort.etat == etat]
        if not pks:
            continue
        if Operation.objects.recues().filter(pk__in=pks).update(etat=etat) != len(pks):
            raise RuntimeError("une opération a été décidée pendant son rapprochement")
        bilan[etat] = len(pks)
    return bilan
