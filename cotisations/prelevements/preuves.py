"""What must be true of direct debits. One or two statements each."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import DecisionDeRetour, Ecriture, LotDePrelevements, Operation, Prelevement
from cotisations.prelevements.encaissement import (
    cle_de_credit,
    cle_de_rejet,
    deja_rendu,
    portees_au_dossier,
)
from cotisations.prelevements.enums import DecisionRetour, EtatLotDePrelevements, EtatPrelevement, GenreDeRetour
from cotisations.prelevements.noms_de_lots import lot_de_reference
from cotisations.verification import Preuve

_A_LA_BANQUE = (EtatLotDePrelevements.GENERE, EtatLotDePrelevements.TRANSMIS, EtatLotDePrelevements.RAPPELE)
_LOT = 2_000  # rows a fetch
_CREDITES = (EtatPrelevement.ENCAISSE, EtatPrelevement.RETOURNE, EtatPrelevement.REMBOURSE_DEBITEUR)
_RENDUS = (EtatPrelevement.RETOURNE, EtatPrelevement.REMBOURSE_DEBITEUR)


def prelevements_credites() -> Iterator[str]:
    """A line that was collected has one credit, of what was asked; one that came back has its reverse; no other has."""
    ecritures = dict(Ecriture.objects.filter(cle__startswith="prelevement:").values_list("cle", "montant_centimes"))
    lignes = Prelevement.objects.filter(etat__in=_CREDITES).order_by("pk")
    for ligne in lignes.iterator(chunk_size=_LOT):
        if ecritures.pop(cle_de_credit(ligne), None) != ligne.a_prendre:
            montant = ecrire_montant(ligne.a_prendre)
            yield f"prélèvement {ligne.end_to_end}\u00a0: son crédit manque, ou n’est pas de {montant}"
        rendu = ecritures.pop(cle_de_rejet(ligne), None)
        if rendu != (-ligne.a_prendre if ligne.etat in _RENDUS else None):
            yield f"prélèvement {ligne.end_to_end}\u00a0: son rejet n’est pas celui de son état"
    for cle in sorted(ecritures):
        yield f"écriture {cle}\u00a0: aucun prélèvement ne l’explique"


def lots_encaisses() -> Iterator[str]:
    """What the bank booked for a batch is what its lines were credited of, and what it had debited before."""
    credites = Q(prelevements__etat__in=_CREDITES)
    lots = LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.ENCAISSE).annotate(
        credite=Coalesce(Sum("prelevements__montant_centimes", filter=credites), 0)
    )
    for lot in lots.exclude(credite=F("encaisse_centimes")).order_by("pk"):
        if lot.credite + deja_rendu(lot) == lot.encaisse_centimes:
            continue
        porte = ecrire_montant(lot.encaisse_centimes or 0)
        yield f"{lot.reference}\u00a0: la banque a porté {porte}, ses lignes autre chose"


def lots_portes_une_fois() -> Iterator[str]:
    """The bank's money for a batch is on the account of its lines, and of nobody else."""
    nommees = portees_au_dossier(Operation.objects.filter(lot__startswith="LOT-"))
    for lot in [lot for une in nommees.order_by("pk") if (lot := lot_de_reference([une.lot]))]:
        if lot.etat == EtatLotDePrelevements.ENCAISSE:
            yield f"{lot.reference}\u00a0: encaissé, et une opération qui le nomme est au compte d’un dossier"


def lots_comptes() -> Iterator[str]:
    """A batch that is out says how many lines it has, and for how much."""
    sortis = LotDePrelevements.objects.filter(etat__in=[*_A_LA_BANQUE, EtatLotDePrelevements.ENCAISSE])
    faux = sortis.annotate(somme=Coalesce(Sum("prelevements__montant_centimes"), 0)).exclude(somme=F("total_centimes"))
    for lot in faux.order_by("pk"):
        yield f"{lot.reference}\u00a0: son total n’est pas la somme de ses lignes"


def retours_decides() -> Iterator[str]:
    """A return that an agent applied to a line brought it back."""
    appliquees = DecisionDeRetour.objects.filter(
        decision=DecisionRetour.APPLIQUER, retour__genre=GenreDeRetour.REJET
    ).exclude(retour__prelevement__etat__in=[EtatPrelevement.REJETE, *_RENDUS])
    for reference in appliquees.order_by("pk").values_list("retour__end_to_end", flat=True):
        yield f"prélèvement {reference}\u00a0: son retour est dit appliqué, et il n’est pas revenu"


PREUVES = (
    Preuve("prelevements-credites", "Chaque prélèvement a le crédit et le rejet de son état", prelevements_credites),
    Preuve("lots-encaisses", "L’argent de chaque lot est celui de ses prélèvements", lots_encaisses),
    Preuve("lots-une-fois", "L’argent d’un lot n’est qu’au compte de ses prélèvements", lots_portes_une_fois),
    Preuve("retours-decides", "Chaque retour appliqué par un agent est bien revenu", retours_decides),
    Preuve("lots-comptes", "Le total de chaque lot est la somme de ses lignes", lots_comptes),
)
