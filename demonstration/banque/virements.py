"""What members of the demonstration pay by virement: two statements in turn, with other amounts each time."""

from datetime import date

from cotisations.virement.reference import ecrire_rf, reference_rf
from demonstration.releves import Mouvement

PERSONNES = ("1234567", "0123456", "2345678")  # Alice, Bruno who is late, Chantal
_ALICE, _BRUNO, _CHANTAL = PERSONNES
_NOM = "Cabinet Fictif"
_PAYEUR, _CABINET = "FR7612345678901234567890104", "FR7699999000010000000004286"


def virements(jour: date, rang: int) -> list[Mouvement]:
    """Those of the statement `rang`; their cents differ, so that no other statement has the same amounts."""
    return (_suivants if rang % 2 else _premiers)(jour, f"{jour:%y%m%d}", 100 * rang)


def _premiers(jour: date, debut: str, plus: int) -> list[Mouvement]:
    """A reference, the same twice, a number, nothing, two people in one entry, and the rent."""
    reference = f"Cotisation {ecrire_rf(reference_rf(_BRUNO)).lower()}"
    jumeau = Mouvement(jour, 1_250 + plus, reference, nom="Bruno Exemple", iban=_PAYEUR, reference_banque=f"{debut}01")
    return [
        jumeau,
        jumeau,
        Mouvement(jour, 4_010 + plus, f"cotisations dossier {_ALICE}", nom=_NOM, reference_banque=f"{debut}02"),
        Mouvement(jour, 7_320 + plus, "solde cabinet", nom=_NOM, iban=_CABINET, reference_banque=f"{debut}03"),
        Mouvement(
            jour,
            5_070 + 2 * plus,
            reference_banque=f"{debut}04",
            details=(
                Mouvement(jour, 2_030 + plus, reference=reference_rf(_BRUNO), nom="Bruno Exemple"),
                Mouvement(jour, 3_040 + plus, f"pour le dossier {_CHANTAL}", nom="Personne Fictive"),
            ),
        ),
        Mouvement(jour, -98_000 - plus, "Loyer des bureaux", nom="Bailleur Fictif", reference_banque=f"{debut}05"),
    ]


def _suivants(jour: date, debut: str, plus: int) -> list[Mouvement]:
    """A structured reference, one that was badly copied, a name alone, and what the bank charges."""
    juste, fausse = reference_rf(_CHANTAL), f"{reference_rf(_BRUNO)[:-1]}9"
    return [
        Mouvement(jour, 12_030 + plus, reference=juste, nom="Chantal Factice-Modèle", reference_banque=f"{debut}01"),
        Mouvement(jour, 6_470 + plus, f"Cotisation {fausse}", nom="Bruno Exemple", reference_banque=f"{debut}02"),
        Mouvement(jour, 2_580 + plus, "mes cotisations", nom="Alice Fictive", reference_banque=f"{debut}03"),
        Mouvement(jour, -1_990 - plus, "Frais de tenue de compte", nom="Banque Fictive", reference_banque=f"{debut}04"),
    ]
