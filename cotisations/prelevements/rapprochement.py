"""Bank statements that speak of direct debits: the money of a batch, and what comes back one by one."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from cotisations.banque.chercheurs import (
    Candidate,
    Chercheur,
    Trouvaille,
    enregistrer_chercheur,
    enregistrer_objection,
    enregistrer_tenue,
)
from cotisations.banque.etats import Decision, EtatOperation, Methode
from cotisations.models import Ecriture, LotDePrelevements, Operation, Prelevement, Rapprochement
from cotisations.prelevements.encaissement import cle_de_rejet, encaisser_lot, est_deja_dit
from cotisations.prelevements.enums import EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.noms_de_lots import lot_de_reference
from cotisations.prelevements.reception import retour_de_releve
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.retours import Retour
from cotisations.prelevements.verrouillage import tenir_ce_que_disent


def enregistrer_les_chercheurs() -> None:
    """Called once, at start."""
    enregistrer_chercheur(Chercheur(Methode.END_TO_END, par_end_to_end, reprendre))
    enregistrer_chercheur(Chercheur(Methode.RUM, par_rum, reprendre_du_mandat))
    enregistrer_chercheur(Chercheur(Methode.LOT, par_lot, crediter))
    enregistrer_tenue(tenir_ce_que_disent)
    enregistrer_objection(lot_deja_credite)


def par_end_to_end(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Debits that name one of our lines. One query."""
    rendues = [une for une in candidates if une.operation.montant_centimes < 0 and une.operation.end_to_end]
    lignes = Prelevement.objects.filter(end_to_end__in=[une.operation.end_to_end for une in rendues])
    dossiers = dict(lignes.values_list("end_to_end", "dossier"))
    return [
        Trouvaille(une, dossier=dossiers[une.operation.end_to_end], objet=_objet(une.operation.end_to_end))
        for une in rendues
        if une.operation.end_to_end in dossiers
    ]


def reprendre(trouvailles: Sequence[Trouvaille]) -> Mapping[int, Ecriture | None]:
    """Takes the money back; what is unforeseen waits for an agent, and so does a line that is debited twice."""
    return _chacune(trouvailles, _reprendre)


def par_rum(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Debits that name a mandate and no line, when one line alone of that mandate is of their amount. One query."""
    rendues = [une for une in candidates if _ne_dit_que_son_mandat(une.operation)]
    lignes = defaultdict(list)
    for ligne in _reprenables([une.operation.rum for une in rendues]):
        lignes[ligne.mandat.rum, -ligne.a_prendre].append(ligne)
    trouvees = [(une, lignes[une.operation.rum, une.operation.montant_centimes]) for une in rendues]
    return [
        Trouvaille(une, dossier=possibles[0].dossier_id, objet=_objet(possibles[0].end_to_end))
        for une, possibles in trouvees
        if len(possibles) == 1
    ]


def reprendre_du_mandat(trouvailles: Sequence[Trouvaille]) -> Mapping[int, Ecriture | None]:
    """Takes back the line of that mandate and amount: two operations that name the same one take it back once."""
    return _chacune(trouvailles, _reprendre_du_mandat)


def _ne_dit_que_son_mandat(operation: Operation) -> bool:
    return operation.montant_centimes < 0 and bool(operation.rum) and not operation.end_to_end


def _reprenables(rums: Sequence[str]) -> QuerySet[Prelevement]:
    return Prelevement.objects.filter(
        mandat__rum__in=rums, etat__in=[EtatPrelevement.TRANSMIS, EtatPrelevement.ENCAISSE]
    ).select_related("mandat")


def par_lot(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Credits that name one of our batches."""
    return [
        Trouvaille(une, objet=_objet_du_lot(lot))
        for une in candidates
        if une.operation.montant_centimes > 0 and (lot := lot_de_reference([une.operation.lot]))
    ]


def crediter(trouvailles: Sequence[Trouvaille]) -> Mapping[int, Ecriture | None]:
    """Credits every line of the batch, if the sum is theirs; several écritures, so that none is named."""
    return _chacune(trouvailles, _crediter)


def _chacune(
    trouvailles: Sequence[Trouvaille], faire: Callable[[Operation], Ecriture | None]
) -> dict[int, Ecriture | None]:
    """Of several operations about the same thing one is done: the bank does not do it twice."""
    faites: dict[int, Ecriture | None] = {}
    objets: set[str] = set()
    for une in trouvailles:
        operation = une.candidate.operation
        if une.objet in objets:
            continue
        try:
            with transaction.atomic():
                faites[operation.pk] = faire(operation)
        except (LotRefuse, IntegrityError):  # another sum, a line that somebody else has just changed
            continue
        objets.add(une.objet)
    return faites


def _reprendre(operation: Operation) -> Ecriture | None:
    return _reprendre_la_ligne(operation, operation.end_to_end)


def _reprendre_du_mandat(operation: Operation) -> Ecriture | None:
    possibles = [une for une in _reprenables([operation.rum]) if une.a_prendre == -operation.montant_centimes]
    if len(possibles) != 1:
        raise LotRefuse("plusieurs prélèvements possibles, ou plus aucun")
    return _reprendre_la_ligne(operation, possibles[0].end_to_end)


def _objet(end_to_end: str) -> str:
    return f"Prélèvement {end_to_end}"


def _reprendre_la_ligne(operation: Operation, end_to_end: str) -> Ecriture | None:
    ligne = Prelevement.objects.get(end_to_end=end_to_end)
    autres = Rapprochement.objects.filter(dossier=ligne.dossier_id, objet=_objet(end_to_end)).exclude(
        operation=operation
    )
    if autres.exists():
        raise LotRefuse("la banque a déjà débité ce prélèvement")
    retour = Retour(end_to_end, operation.motif[:8], -operation.montant_centimes, operation.date_operation)
    if not retour_de_releve(retour):
        raise LotRefuse("retour à examiner")
    return Ecriture.objects.filter(cle=cle_de_rejet(ligne), rapprochement__isnull=True).first()


def _crediter(operation: Operation) -> None:
    lot = lot_de_reference([operation.lot])
    assert lot
    if not _deja_credite(lot, operation):  # a notice may have told it before the statement
        encaisser_lot(lot=lot, le=operation.date_operation, centimes=operation.montant_centimes, par=None)


def _deja_credite(lot: LotDePrelevements, operation: Operation) -> bool:
    """The same money, told before by something else than a statement: the batch was credited, of this sum, on this
    day."""
    dit = est_deja_dit(lot, le=operation.date_operation, centimes=operation.montant_centimes)
    return dit and not _dit_par_un_releve(lot)


def _dit_par_un_releve(lot: LotDePrelevements) -> bool:
    """Another operation is the credit of this batch: what comes now is other money."""
    faites = Rapprochement.objects.filter(objet=_objet_du_lot(lot), decision=Decision.RAPPROCHER)
    return faites.filter(operation__etat=EtatOperation.RAPPROCHEE).exists()


def lot_deja_credite(operation: Operation) -> str:
    """Why the money of this operation is on accounts already; empty when it is not."""
    lot = lot_de_reference([operation.lot])
    if lot is None or lot.etat != EtatLotDePrelevements.ENCAISSE:
        return ""
    return (
        f"Le {lot.reference} est déjà crédité : mettez cette opération en compte d’attente, ou dites-la hors "
        "cotisations."
    )


def _objet_du_lot(lot: LotDePrelevements) -> str:
    return f"Lot {lot.reference}"
