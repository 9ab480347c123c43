"""An operation is found by what it names without reading every other one."""

import pytest
from django.db import connection

from cotisations.models import Operation, OperationQuerySet, Releve
from tests.cotisations.banque.fabrique import JOUR, camt, prendre, recu

pytestmark = pytest.mark.django_db


@pytest.fixture
def nombreuses() -> None:
    """Enough for statistics to count."""
    prendre(camt(recu(end_to_end="PRLV7", lot="LOT-2026-000007")))
    releve = Releve.objects.get()
    Operation.objects.bulk_create(
        Operation(
            releve=releve, empreinte=f"{rang:064d}", date_operation=JOUR, montant_centimes=100, scelle=b"x",
            end_to_end=f"PAYEUR{rang}" if rang % 2 else "", lot=f"AUTRE{rang}" if rang % 2 else "",
            importee_le=releve.importe_le,
        )
        for rang in range(3_000)
    )  # fmt: skip
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        if connection.vendor == "postgresql":
            curseur.execute("SET LOCAL enable_seqscan = off")  # it then reads a whole table for want of an index only


@pytest.mark.parametrize(
    ("cherchees", "index"),
    [
        (Operation.objects.des_prelevements(["PRLV7", "PRLV8"]), "operation_bout_en_bout"),
        (Operation.objects.des_lots(["LOT-2026-000007", "AUTRE0"]), "operation_lot"),
    ],
)
def test_par_ce_qu_elle_nomme(nombreuses: None, cherchees: OperationQuerySet, index: str) -> None:
    assert cherchees.count() == 1
    assert index in cherchees.explain()
