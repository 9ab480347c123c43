"""What a delay would cost is said before it does, and the way out with it."""

from datetime import date

import pytest

from cotisations.echeancier import Tranche, repartir
from cotisations.enums import Nature
from cotisations.espace.alertes import alerte
from cotisations.selectors import Situation
from tests.conftest import ClientDe
from tests.cotisations.espace.fabrique import page, passer, prevoir
from tests.harnais.personas import Persona

LE = date(2026, 11, 22)
PAGES = ("/espace/", "/cotisations/", "/cotisations/echeancier/")
FINE = "\u202f"


def situation(*tranches: tuple[date, int], du: int, le: date = LE) -> Situation:
    return Situation(repartir([Tranche(*une) for une in tranches], -du, le=le), le)


@pytest.mark.une_fois
def test_un_retard_se_chiffre_aujourd_hui_et_dans_un_mois() -> None:
    """1 000 € due on 30 September: 5 % and two months begun on 22 November, three on 22 December."""
    trouvee = alerte(situation((date(2026, 9, 30), 100_000), du=100_000))
    assert trouvee
    assert (trouvee.est_en_retard, trouvee.du, trouvee.le) == (True, 100_000, date(2026, 9, 30))
    assert (trouvee.majoration, trouvee.majoration_ensuite) == (5_000 + 400, 5_000 + 600)
    assert trouvee.ensuite_le == date(2026, 12, 22)


@pytest.mark.une_fois
def test_chaque_echeance_en_retard_compte_depuis_sa_date() -> None:
    trouvee = alerte(situation((date(2026, 3, 31), 100_000), (date(2026, 9, 30), 100_000), du=150_000))
    assert trouvee
    assert trouvee.du == 150_000
    assert trouvee.majoration == (2_500 + 50_000 * 8 * 2 // 1000) + (5_000 + 400)


@pytest.mark.une_fois
@pytest.mark.parametrize(("le", "attendue"), [(6, None), (7, 15), (8, 14), (21, 1), (22, 0)])
def test_quinze_jours_avant_et_pas_plus_tot(le: int, attendue: int | None) -> None:
    trouvee = alerte(situation((LE, 100_000), du=100_000, le=date(2026, 11, le)))
    assert (trouvee.jours if trouvee else None) == attendue
    if trouvee:
        assert not trouvee.est_en_retard
        assert trouvee.majoration == 5_200  # the day after: 5 %, and the first month begins


@pytest.mark.une_fois
def test_le_lendemain_c_est_un_retard() -> None:
    trouvee = alerte(situation((date(2026, 11, 21), 100_000), du=100_000))
    assert trouvee
    assert trouvee.est_en_retard


@pytest.mark.une_fois
def test_rien_a_dire_de_qui_ne_doit_rien() -> None:
    assert alerte(situation((date(2026, 9, 30), 100_000), (date(2026, 11, 25), 100_000), du=0)) is None
    assert alerte(situation(du=0)) is None


@pytest.mark.une_fois
def test_une_dette_hors_echeancier_avertit_sans_chiffrer_ce_qu_on_ignore() -> None:
    trouvee = alerte(situation((date(2026, 12, 31), 100_000), du=107_000))
    assert trouvee
    assert (trouvee.est_en_retard, trouvee.du, trouvee.le, trouvee.majoration) == (True, 7_000, None, 0)


@pytest.mark.une_fois
def test_un_31_devient_le_dernier_jour_du_mois() -> None:
    trouvee = alerte(situation((date(2026, 1, 15), 100_000), du=100_000, le=date(2026, 1, 31)))
    assert trouvee
    assert trouvee.ensuite_le == date(2026, 2, 28)


@pytest.mark.une_fois
def test_une_annee_sans_bareme_prend_le_plus_proche() -> None:
    for annee in (2015, 2040):
        trouvee = alerte(situation((date(annee, 1, 15), 100_000), du=100_000, le=date(annee, 1, 16)))
        assert trouvee
        assert trouvee.majoration == 5_200


@pytest.mark.django_db
def test_le_retard_se_dit_partout_avec_la_sortie(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 9, 30))
    passer(affilie.dossier, -50_000, date(2026, 1, 2))
    for adresse in PAGES:
        html = page(client_de(affilie), adresse)
        for mots in (f"27,00{FINE}€", f"28,00{FINE}€", "22\u00a0décembre 2026", "R243-16", "invalidité-décès",
                     "à confirmer auprès de la caisse", "Demandez un délai", "R243-21"):  # fmt: skip
            assert mots in html, (adresse, mots)
        assert "R243-16" not in page(client_de(etranger), adresse)


@pytest.mark.django_db
def test_une_echeance_proche_se_dit_sans_alarmer(client_de: ClientDe, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2026, 12, 5))
    passer(affilie.dossier, -50_000, date(2026, 1, 2))
    for adresse in PAGES:
        html = page(client_de(affilie), adresse)
        assert "Une échéance approche" in html
        assert "dans 13\u00a0jours" in html
        assert "avis-danger" not in html
    passer(affilie.dossier, 50_000, date(2026, 11, 20), Nature.CARTE)
    for adresse in PAGES:
        assert "Une échéance approche" not in page(client_de(affilie), adresse)
