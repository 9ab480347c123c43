"""Two agents at the same moment: one is done, the other is told."""

from io import BytesIO

import pytest

from accounts.agents.refus import ActeImpossible
from cotisations.banque import decisions
from cotisations.banque.fichier import reconnaitre
from cotisations.banque.importation import DejaImporte, importer_releve
from cotisations.banque.prise import prendre_releve
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.models import Ecriture, Operation, Releve
from cotisations.virement.reference import reference_rf
from tests.cotisations.banque.fabrique import camt, proposer, recu
from tests.harnais.course import courir
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)


def test_le_meme_fichier_par_huit_agents(affilie: Persona) -> None:
    octets = camt(*[recu(1_000 + rang, reference_rf(affilie.dossier.numero)) for rang in range(20)])

    def importer(_: int) -> bool:
        try:
            prendre_releve(BytesIO(octets), par=affilie.compte)
        except DejaImporte:
            return False
        return True

    assert sum(courir(importer, fois=8, coureurs=8)) == 1
    assert (Releve.objects.count(), Operation.objects.count()) == (1, 20)
    assert Ecriture.objects.filter(cle__startswith="operation:").count() == 20


def test_des_rapprochements_simultanes_ne_portent_rien_deux_fois(affilie: Persona) -> None:
    octets = camt(*[recu(1_000 + rang, reference_rf(affilie.dossier.numero)) for rang in range(20)])
    importer_releve(fichier=reconnaitre(BytesIO(octets)), par=None)
    bilans = courir(lambda _: rapprocher_les_recues(par=None), fois=8, coureurs=8)
    assert sum(bilan.total() for bilan in bilans) == 20
    assert Ecriture.objects.filter(cle__startswith="operation:").count() == 20


def test_une_proposition_acceptee_par_huit_agents(affilie: Persona) -> None:
    operation = proposer(affilie)

    def accepter(_: int) -> bool:
        try:
            decisions.accepter_proposition(
                operation=Operation.objects.get(pk=operation.pk), attendu=affilie.dossier, par=affilie.compte
            )
        except ActeImpossible:
            return False
        return True

    assert sum(courir(accepter, fois=8, coureurs=8)) == 1
    assert Ecriture.objects.filter(cle__startswith="operation:").count() == 1
    assert list(operation.rapprochements.order_by("rang").values_list("rang", flat=True)) == [1, 2]
