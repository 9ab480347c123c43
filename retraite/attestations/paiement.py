"""Attestation de paiement de pension: each payment of a civil year, gross, kept and net."""

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.justificatifs.compte import GABARIT, DocumentDeCompte, composer, dire_periode, periode
from documents.registry import Demande, TypeDocument
from documents.tableaux import Colonne, Tableau
from retraite.attestations.lectures import TOUS, annees_de_versement, versements


def construire(demande: Demande) -> DocumentDeCompte:
    debut, fin = periode(demande.annee or demande.le.year, demande.le)
    lus = versements(demande.dossier, debut, fin)
    totaux = sum(un.brut for un in lus), sum(un.retenues for un in lus), sum(un.net for un in lus)
    tableau = Tableau(
        legende="Versements",
        colonnes=(
            Colonne("Versé le", "date"),
            Colonne("Prestation", "prestation"),
            Colonne("Régime", "regime"),
            Colonne("Brut", "brut", en_centimes=True),
            Colonne("Retenues", "retenues", en_centimes=True),
            Colonne("Net", "net", en_centimes=True),
        ),
        lignes=tuple(
            (un.le, str(un.prestation.label), str(un.regime.label), un.brut, un.retenues, un.net) for un in lus
        ),
        total=("Total", None, None, *totaux),
    )
    return composer(
        demande,
        "pension",
        constat=f"a reçu de notre caisse {ecrire_montant(totaux[2])} nets {dire_periode(debut, fin)}",
        lignes=(
            ("Période", dire_periode(debut, fin).capitalize()),
            ("Prestation", ", ".join(dict.fromkeys(str(un.prestation.label) for un in lus))),
            ("Total net versé", ecrire_montant(totaux[2])),
        ),
        tableau=tableau,
        mentions=("Les retenues sont la CSG, la CRDS, la CASA et l’impôt prélevé à la source.",),
    )


ATTESTATION_PENSION = TypeDocument(
    code="attestation-pension",
    titre="Attestation de paiement de pension",
    description="Elle prouve les pensions et rentes que nous vous avons versées dans l’année.",
    action="Obtenir mon attestation de pension",
    gabarit=GABARIT,
    constructeur=construire,
    public=TOUS,
    annees=lambda demande: demande.lire(annees_de_versement),
)
