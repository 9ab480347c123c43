"""A statement from its file to the accounts of members: imported whole, then matched lot by lot."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from accounts.models import Compte
from cotisations.banque.continuite import Continuite, continuite
from cotisations.banque.etats import EtatOperation
from cotisations.banque.fichier import reconnaitre
from cotisations.banque.importation import importer_releve
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.models import Releve


@dataclass(frozen=True)
class Prise:
    """What became of a file. `sorts`: how many operations went where. `ruptures`: accounts that do not add up."""

    releves: Sequence[Releve]
    sorts: Counter[EtatOperation]
    ruptures: Sequence[Continuite]

    @property
    def lues(self) -> int:
        return sum(releve.lues for releve in self.releves)

    @property
    def nouvelles(self) -> int:
        return sum(releve.nouvelles for releve in self.releves)

    @property
    def a_traiter(self) -> int:
        """How many wait for an agent."""
        return self.sorts[EtatOperation.PROPOSEE] + self.sorts[EtatOperation.A_IDENTIFIER]


def prendre_releve(flux: BinaryIO, *, par: Compte | None) -> Prise:
    """Imports, then matches. Raises `FichierRefuse`: nothing was kept."""
    releves = importer_releve(fichier=reconnaitre(flux), par=par)
    return _bilan(releves, rapprocher_les_recues(par=par))


def essayer_releve(flux: BinaryIO, *, par: Compte | None) -> Prise:
    """What `prendre_releve` would do, then undone: nothing stays of it. Raises `FichierRefuse` as it does."""
    with transaction.atomic():
        prise = prendre_releve(flux, par=par)
        transaction.set_rollback(True)
    return prise


def _bilan(releves: Sequence[Releve], sorts: Counter[EtatOperation]) -> Prise:
    lues = [continuite(iban) for iban in {releve.iban for releve in releves}]
    return Prise(releves, sorts, [une for une in lues if une and une.ecart])
