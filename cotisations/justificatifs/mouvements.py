"""The table of movements, as the pages of the account show them."""

from collections.abc import Iterable

from cotisations.justificatifs.lectures import Operation
from cotisations.selectors import mouvement_de
from documents.tableaux import Colonne, Tableau


def tableau_des_mouvements(legende: str, operations: Iterable[Operation]) -> Tableau:
    """All that was versé minus all that was demandé is the change of the solde."""
    lus = [mouvement_de(une.le, une.libelle, une.nature, une.montant) for une in operations]
    demande = sum(un.montant for un in lus if un.est_demande)
    verse = sum(un.montant for un in lus if not un.est_demande)
    return Tableau(
        legende=legende,
        colonnes=(
            Colonne("Date", "date"),
            Colonne("Opération", "operation"),
            Colonne("Demandé", "demande", en_centimes=True),
            Colonne("Versé", "verse", en_centimes=True),
        ),
        lignes=tuple(
            (un.date, un.libelle, un.montant if un.est_demande else None, None if un.est_demande else un.montant)
            for un in lus
        ),
        total=("Total", None, demande, verse),
    )
