"""The ledger of pensions: imported, never changed."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.imports.moteur import Bilan, importer
from accounts.models import EntreeJournal
from accounts.models.inalterable import ModificationRefusee
from carpimko_portal.lib.fichiers_csv import Refus
from retraite.imports import PENSIONS
from retraite.models import PensionVersee
from tests.harnais.personas import Persona
from tests.retraite.conftest import pension

pytestmark = pytest.mark.django_db
ENTETE = "numero;cle;prestation;regime;mois;date_versement;brut;csg_deductible;autres_retenues;impot;net"
LIGNE = "1234567;V1;pension;base;2026-01-01;2026-01-28;600,00;30,00;20,00;10,00;540,00"


def verser(tmp_path: Path, *lignes: str, essai: bool = False) -> tuple[Bilan, list[Refus]]:
    fichier, refus = tmp_path / "pensions.csv", list[Refus]()
    fichier.write_text("\n".join([ENTETE, *lignes]) + "\n")
    return importer(genre=PENSIONS, chemin=fichier, essai=essai, refuser=refus.append), refus


def test_un_fichier_se_verse_une_fois(tmp_path: Path, affilie: Persona) -> None:
    assert verser(tmp_path, LIGNE, essai=True)[0] == Bilan(creees=1)
    assert not PensionVersee.objects.exists()
    assert verser(tmp_path, LIGNE)[0] == Bilan(creees=1)
    assert verser(tmp_path, LIGNE)[0] == Bilan(inchangees=1)
    versee = PensionVersee.objects.get()
    assert (versee.dossier, versee.brut_centimes, versee.net_centimes) == (affilie.dossier, 60_000, 54_000)
    assert EntreeJournal.objects.get().acte == "pensions_importees"


@pytest.mark.parametrize(
    ("remplace", "colonne", "mot"),
    [
        (("1234567", "7654321"), "numero", "aucun dossier"),
        ((";pension;", ";prime;"), "prestation", "prime"),
        ((";base;", ";agirc;"), "regime", "agirc"),
        (("2026-01-01", "2026-01-02"), "mois", "premier jour"),
        (("540,00", "541,00"), "net", "moins les retenues"),
        (("600,00;30,00;20,00;10,00;540,00", "0;0;0;0;0"), "brut", "jamais nul"),
        (("30,00", "-30,00"), "csg_deductible", "signe du brut"),
    ],
)
def test_une_mauvaise_ligne_est_refusee_avec_sa_raison(
    tmp_path: Path, affilie: Persona, remplace: tuple[str, str], colonne: str, mot: str
) -> None:
    bilan, refus = verser(tmp_path, LIGNE.replace(*remplace), LIGNE.replace("V1", "V2"))
    assert (bilan.creees, bilan.refusees) == (1, 1)
    assert any(un.colonne == colonne and mot in un.motif for un in refus)


def test_un_versement_ne_se_modifie_pas(tmp_path: Path, affilie: Persona) -> None:
    verser(tmp_path, LIGNE)
    bilan, refus = verser(tmp_path, LIGNE.replace("540,00", "539,00").replace("10,00", "11,00"))
    assert bilan.refusees == 1
    assert "ne se modifie pas" in refus[0].motif
    with pytest.raises(ModificationRefusee):
        PensionVersee.objects.update(net_centimes=1)
    for sql in ("UPDATE retraite_pensionversee SET net_centimes = 1", "DELETE FROM retraite_pensionversee"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as curseur:
            curseur.execute(sql)


def test_un_trop_verse_se_reprend_par_une_autre_ligne(affilie: Persona) -> None:
    pension(affilie)
    pension(affilie, brut_centimes=-60_000, csg_deductible_centimes=-3_000, autres_retenues_centimes=-2_000,
            impot_centimes=-1_000, net_centimes=-54_000)  # fmt: skip
    assert sum(PensionVersee.objects.values_list("net_centimes", flat=True)) == 0
