"""Bank statements that speak of direct debits: the money of a batch, and what comes back one by one."""

from collections.abc import Callable, Mapping, Sequence

from django.db import IntegrityError, transaction

from cotisations.banque.chercheurs import Candidate, Chercheur, Trouvaille, enregistrer_chercheur
from cotisations.banque.etats import Methode
from cotisations.models import Ecriture, LotDePrelevements, Operation, Prelevement
from cotisations.prelevements.encaissement import cle_de_rejet, encaisser_lot, lot_de_reference
from cotisations.prelevements.enums import EtatLotDePrelevements
from cotisations.prelevements.lots import LotRefuse
from cotisations.prelevements.retours import Retour, retour_de_releve


def enregistrer_les_chercheurs() -> None:
    """Called once, at start."""
    enregistrer_chercheur(Chercheur(Methode.END_TO_END, par_end_to_end, reprendre))
    enregistrer_chercheur(Chercheur(Methode.LOT, par_lot, crediter))


def par_end_to_end(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Debits that name one of our lines. One query."""
    rendues = [une for une in candidates if une.operation.montant_centimes < 0 and une.operation.end_to_end]
    lignes = Prelevement.objects.filter(end_to_end__in=[une.operation.end_to_end for une in rendues])
    dossiers = dict(lignes.values_list("end_to_end", "dossier"))
    return [
        Trouvaille(une, dossier=dossiers[une.operation.end_to_end], objet=f"Prélèvement {une.operation.end_to_end}")
        for une in rendues
        if une.operation.end_to_end in dossiers
    ]


def reprendre(trouvailles: Sequence[Trouvaille]) -> Mapping[int, Ecriture | None]:
    """Takes the money back; what is unforeseen waits for an agent."""
    return _chacune(trouvailles, _reprendre)


def par_lot(candidates: Sequence[Candidate]) -> list[Trouvaille]:
    """Credits that name one of our batches."""
    return [
        Trouvaille(une, objet=f"Lot {lot.reference}")
        for une in candidates
        if une.operation.montant_centimes > 0 and (lot := lot_de_reference([une.operation.lot]))
    ]


def crediter(trouvailles: Sequence[Trouvaille]) -> Mapping[int, Ecriture | None]:
    """Credits every line of the batch, if the sum is theirs; several écritures, so that none is named."""
    return _chacune(trouvailles, _crediter)


def _chacune(
    trouvailles: Sequence[Trouvaille], faire: Callable[[Operation], Ecriture | None]
) -> dict[int, Ecriture | None]:
    faites: dict[int, Ecriture | None] = {}
    for une in trouvailles:
        operation = une.candidate.operation
        try:
            with transaction.atomic():
                faites[operation.pk] = faire(operation)
        except (LotRefuse, IntegrityError):  # another sum, a line that somebody else has just changed
            continue
    return faites


def _reprendre(operation: Operation) -> Ecriture | None:
    retour = Retour(operation.end_to_end, operation.motif[:8], -operation.montant_centimes, operation.date_operation)
    if not retour_de_releve(retour):
        raise LotRefuse("retour à examiner")
    ligne = Prelevement.objects.get(end_to_end=operation.end_to_end)
    return Ecriture.objects.filter(cle=cle_de_rejet(ligne), rapprochement__isnull=True).first()


def _crediter(operation: Operation) -> None:
    lot = lot_de_reference([operation.lot])
    assert lot
    if not _deja_credite(lot, operation):  # a notice may have told it before the statement
        encaisser_lot(lot=lot, le=operation.date_operation, centimes=operation.montant_centimes, par=None)


def _deja_credite(lot: LotDePrelevements, operation: Operation) -> bool:
    """The same money, told before: the batch was credited, of this sum, on this day."""
    return (
        lot.etat == EtatLotDePrelevements.ENCAISSE
        and lot.encaisse_le == operation.date_operation
        and lot.encaisse_centimes == operation.montant_centimes
    )
