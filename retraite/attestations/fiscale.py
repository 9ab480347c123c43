"""Attestation fiscale des pensions: what to declare of a closed civil year, régime by régime."""

from collections.abc import Callable, Iterable

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, periode
from documents.registry import Demande, TypeDocument
from documents.tableaux import Colonne, Tableau
from retraite.attestations.lectures import TOUS, Versement, annees_de_versement, versements
from retraite.enums import Regime

_MONTANTS: tuple[tuple[str, str, Callable[[Versement], int]], ...] = (
    ("Brut", "brut", lambda un: un.brut),
    ("CSG déductible", "csg_deductible", lambda un: un.csg_deductible),
    ("Imposable", "imposable", lambda un: un.imposable),
    ("Impôt retenu", "impot", lambda un: un.impot),
)
_A_VERIFIER = (
    "Le montant imposable est le brut moins la CSG déductible. Nous l’avons transmis à l’administration fiscale : "
    "vérifiez qu’il est le même dans votre déclaration préremplie."
)


def construire(demande: Demande) -> DocumentDeCompte:
    debut, fin = periode(demande.annee or demande.le.year - 1, demande.le)
    lus = versements(demande.dossier, debut, fin)
    *_, imposable, impot = totaux = _totaux(lus)
    tableau = Tableau(
        legende="Sommes versées, régime par régime",
        colonnes=(
            Colonne("Régime", "regime"),
            *(Colonne(titre, code, en_centimes=True) for titre, code, _ in _MONTANTS),
        ),
        lignes=tuple(
            (str(regime.label), *_totaux(un for un in lus if un.regime is regime))
            for regime in Regime
            if any(un.regime is regime for un in lus)
        ),
        total=("Total", *totaux),
    )
    return composer(
        demande,
        "fiscale-pensions",
        constat=f"a reçu de notre caisse, en {debut.year}, des sommes imposables pour {ecrire_montant(imposable)}",
        lignes=(
            ("Année civile", str(debut.year)),
            ("Montant imposable", ecrire_montant(imposable)),
            ("Impôt prélevé à la source", ecrire_montant(impot)),
        ),
        tableau=tableau,
        mentions=(_A_VERIFIER,),
    )


def annees(demande: Demande) -> list[int]:
    """Closed years: the figures of the one under way would change."""
    return [annee for annee in demande.lire(annees_de_versement) if annee < demande.le.year]


def _totaux(lus: Iterable[Versement]) -> tuple[int, ...]:
    retenus = list(lus)
    return tuple(sum(dire(un) for un in retenus) for _, _, dire in _MONTANTS)


ATTESTATION_FISCALE_PENSIONS = TypeDocument(
    code="attestation-fiscale-pensions",
    titre="Attestation fiscale des pensions",
    description="Elle dit les pensions et rentes à déclarer pour l’année civile, et l’impôt déjà retenu.",
    action="Obtenir mon attestation fiscale",
    gabarit=GABARIT,
    constructeur=construire,
    public=TOUS,
    annees=annees,
)
