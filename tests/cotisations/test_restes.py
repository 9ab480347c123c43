"""What is read of each échéance: once, by date, with the imputations that still hold."""

from datetime import date

from cotisations.echeancier import Tranche
from cotisations.models import Echeance, Imputation
from cotisations.restes import comptes, tranches
from tests.cotisations.paiements.fabrique import debiter
from tests.harnais.personas import Persona


def echeance(persona: Persona, annee: int, rang: int, le: date) -> Echeance:
    return Echeance.objects.create(
        dossier=persona.dossier, annee=annee, rang=rang, date_exigibilite=le, montant_centimes=50_000
    )


def imputer(echeance: Echeance, centimes: int, *, est_annulee: bool = False) -> None:
    ecriture = debiter(echeance.dossier, 1)
    annulee_par = ecriture if est_annulee else None
    Imputation.objects.create(
        credit=ecriture, echeance=echeance, centimes=centimes, regle="essai", annulee_par=annulee_par
    )


def test_les_echeances_viennent_par_date_avec_ce_qui_leur_est_impute(affilie: Persona) -> None:
    tard = echeance(affilie, 2025, 1, date(2026, 9, 5))
    echeance(affilie, 2025, 2, date(2026, 6, 5))
    tot = echeance(affilie, 2026, 1, date(2026, 3, 5))
    imputer(tard, 20_000)
    imputer(tard, 5_000)
    imputer(tard, 7_000, est_annulee=True)
    imputer(tot, 3_000, est_annulee=True)
    assert tranches(affilie.dossier) == [
        Tranche(date(2026, 3, 5), 50_000, 2026, 0),
        Tranche(date(2026, 6, 5), 50_000, 2025, 0),
        Tranche(date(2026, 9, 5), 50_000, 2025, 25_000),
    ]
    compte = comptes([affilie.dossier.pk])[affilie.dossier.pk]
    assert [le.month for _, le, _ in compte.echeances] == [3, 6, 9]
    assert sum(compte.impute.values()) == 25_000
