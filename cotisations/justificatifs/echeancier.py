"""Échéancier: what falls due this year and later, and what remains of each."""

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.echeancier import Suivi
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer
from cotisations.selectors import situation
from documents.enums import Portee
from documents.registry import Demande, Empechement, TypeDocument
from documents.tableaux import Colonne, Tableau


def construire(demande: Demande) -> DocumentDeCompte:
    suivis = _suivis(demande)
    montant, reste = sum(un.tranche.montant for un in suivis), sum(un.reste for un in suivis)
    return composer(
        demande,
        "echeancier",
        constat=f"a un échéancier de cotisations, dont voici l’état au {ecrire_date(demande.le)}",
        lignes=(("Total des échéances", ecrire_montant(montant)), ("Reste à payer", ecrire_montant(reste))),
        tableau=Tableau(
            legende="Échéances",
            colonnes=(
                Colonne("Exigible le", "date"),
                Colonne("Montant", "montant", en_centimes=True),
                Colonne("Reste à payer", "reste", en_centimes=True),
                Colonne("État", "etat"),
            ),
            lignes=tuple((un.tranche.exigible_le, un.tranche.montant, un.reste, str(un.etat.label)) for un in suivis),
            total=("Total", montant, reste, None),
        ),
        mentions=("Une échéance est payable jusqu’à sa date, incluse.",),
    )


def empechement(demande: Demande) -> Empechement | None:
    if _suivis(demande):
        return None
    return Empechement("Aucune échéance ne vous est demandée pour cette année : il n’y a pas d’échéancier à éditer.")


def _suivis(demande: Demande) -> list[Suivi]:
    """Those of this year and later, and older ones that are not paid."""
    suivis = demande.lire(situation).repartition.suivis
    return [un for un in suivis if un.reste or un.tranche.exigible_le.year >= demande.le.year]


ECHEANCIER = TypeDocument(
    code="echeancier",
    titre="Échéancier",
    description="Il liste vos échéances, ce qui est payé et ce qui reste à payer.",
    action="Obtenir mon échéancier",
    gabarit=GABARIT,
    constructeur=construire,
    empechement=empechement,
    portee=Portee.COTISATIONS,
)
