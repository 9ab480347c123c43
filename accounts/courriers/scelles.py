"""How a batch's chunks are sealed: under its own key, each bound to its place in its batch."""

from accounts.models import LotDeCourriers, TrancheDeCourriers
from carpimko_portal.lib.coffre import Cle, cle_de


def contexte_du_lot(lot: LotDeCourriers) -> bytes:
    return f"lot:{lot.public_id}".encode()


def contexte_de_la_tranche(tranche: TrancheDeCourriers) -> bytes:
    lot = tranche.lot
    return f"tranche:{lot.public_id}:{tranche.premier_rang}:{tranche.nombre}:{lot.plis}".encode()


def cle_du_lot(lot: LotDeCourriers) -> Cle:
    """Raises `CoffreIllisible` once the batch has ended: its key is no more."""
    return cle_de(bytes(lot.cle), contexte=contexte_du_lot(lot))
