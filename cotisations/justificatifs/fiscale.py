"""Attestation fiscale annuelle: what was paid in a closed civil year, by year of cotisation."""

from collections import defaultdict

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.enums import Nature
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_periode, periode
from cotisations.justificatifs.lectures import PAIEMENTS, RENDUS, Operation, annees_de_paiement, operations
from documents.registry import Demande, TypeDocument
from documents.tableaux import Colonne, Tableau

_DEDUCTION = (
    "Ce document dit les sommes que nous avons reçues. Ce que vous pouvez en déduire dépend de votre régime fiscal."
)


def construire(demande: Demande) -> DocumentDeCompte:
    debut, fin = periode(demande.annee or demande.le.year - 1, demande.le)
    lues = operations(demande.dossier, debut, fin)
    tableau = _par_annee(lues)
    net = sum(une.montant for une in lues if une.nature in PAIEMENTS | RENDUS)
    majorations = -sum(une.montant for une in lues if une.nature is Nature.MAJORATION)
    return composer(
        demande,
        "fiscale",
        constat=f"nous a versé {ecrire_montant(net)} {dire_periode(debut, fin)}, sommes rendues déduites",
        lignes=(
            ("Année civile", str(debut.year)),
            ("Total versé, net", ecrire_montant(net)),
            ("Majorations de retard demandées", ecrire_montant(majorations)),
        ),
        tableau=tableau,
        mentions=(_DEDUCTION, *_sur_les_majorations(majorations)),
    )


def annees(demande: Demande) -> list[int]:
    """Closed years: the figures of the one under way would change."""
    return [annee for annee in annees_de_paiement(demande) if annee < demande.le.year]


def _par_annee(lues: list[Operation]) -> Tableau:
    verses: defaultdict[int, int] = defaultdict(int)
    rendus: defaultdict[int, int] = defaultdict(int)
    for une in lues:
        if une.nature in PAIEMENTS:
            verses[une.annee] += une.montant
        elif une.nature in RENDUS:
            rendus[une.annee] += une.montant
    lignes = tuple(
        (f"Cotisations {annee}", verses[annee], rendus[annee], verses[annee] + rendus[annee])
        for annee in sorted({*verses, *rendus})
    )
    total = sum(verses.values()), sum(rendus.values())
    return Tableau(
        legende="Sommes versées, selon l’année de cotisation",
        colonnes=(
            Colonne("Au titre de", "objet"),
            Colonne("Versé", "verse", en_centimes=True),
            Colonne("Rejeté ou rendu", "rendu", en_centimes=True),
            Colonne("Net", "net", en_centimes=True),
        ),
        lignes=lignes,
        total=("Total", *total, sum(total)),
    )


def _sur_les_majorations(centimes: int) -> tuple[str, ...]:
    if not centimes:
        return ()
    return ("Les majorations de retard ne sont pas des cotisations : ne les déduisez pas.",)


ATTESTATION_FISCALE = TypeDocument(
    code="attestation-fiscale",
    titre="Attestation fiscale",
    description="Elle dit ce que vous avez versé dans l’année civile, pour votre déclaration de revenus.",
    action="Obtenir mon attestation fiscale",
    gabarit=GABARIT,
    constructeur=construire,
    annees=annees,
)
