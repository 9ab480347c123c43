"""Matching what the bank says with what members owe: two thousand operations a transaction, each looked at once.

Whatever is interrupted goes on from the operations that are still `RECUE`: the sweep takes them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.ajout import Ligne, ajouter_en_nombre
from cotisations.banque.chercheurs import Candidate, Chercheur, Trouvaille, chercheurs, tenir
from cotisations.banque.contenu import contenu_de
from cotisations.banque.etats import Decision, EtatOperation, Methode
from cotisations.enums import Acte
from cotisations.grand_livre import verrouiller
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
    sorts += _poster_les_sures(restantes)
    for chercheur in chercheurs():
        if chercheur.poster is None and restantes:
            trouvees = chercheur.trouver(list(restantes.values()))
            sorts += _garder([_proposee(une, chercheur.methode) for une in trouvees], restantes)
    return sorts + [_Sort(pk, EtatOperation.A_IDENTIFIER) for pk in restantes]


def _poster_les_sures(restantes: dict[int, Candidate]) -> list[_Sort]:
    """What is surely someone's, all recognised and held before any of it is posted. Then once more what names a batch
    or a mandate: what came back may explain the sum of the one, and leave one line alone to the other."""
    surs = [une for une in chercheurs() if une.poster]
    premieres = [(une, une.trouver(list(restantes.values()))) for une in surs if restantes]
    _tenir(restantes.values(), [une for _, trouvees in premieres for une in trouvees])
    sorts: list[_Sort] = []
    faits: set[str] = set()
    for chercheur, trouvees in premieres:
        sorts += _poster(chercheur, trouvees, restantes, faits)
    encore = [une for une in restantes.values() if une.operation.lot or une.operation.rum]
    for chercheur in surs if encore else ():
        sorts += _poster(chercheur, chercheur.trouver(encore), restantes, faits)
    return sorts


def _tenir(candidates: Iterable[Candidate], trouvees: Sequence[Trouvaille]) -> None:
    """On PostgreSQL: all that posting will change, whatever a chercheur makes of it once others have posted."""
    if connection.features.has_select_for_update:
        dossiers = {une.dossier for une in trouvees if une.dossier}
        verrouiller(tenir([une.operation for une in candidates]) | dossiers)


def _cle(trouvaille: Trouvaille) -> int:
    return trouvaille.candidate.operation.pk


def _garder(sorts: list[_Sort], restantes: dict[int, Candidate]) -> list[_Sort]:
    """Those whose fate is known are looked at no more."""
    for sort in sorts:
        del restantes[sort.operation]
    return sorts


def _poster(
    chercheur: Chercheur, trouvees: Sequence[Trouvaille], restantes: dict[int, Candidate], faits: set[str]
) -> list[_Sort]:
    """Posts those that nothing has posted yet; `faits`: what money was found for, once each."""
    libres = [une for une in trouvees if _cle(une) in restantes and une.objet not in faits]
    postees = chercheur.poster(libres) if chercheur.poster and libres else {}
    prises = [une for une in libres if _cle(une) in postees]
    faits |= {une.objet for une in prises if une.objet}
    return _garder([_postee(une, chercheur.methode, postees[_cle(une)]) for une in prises], restantes)


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
