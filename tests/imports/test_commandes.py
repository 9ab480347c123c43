"""The commands as a person runs them: exit codes, words, report, progress."""

import csv
import subprocess
import sys
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.imports.dossiers import NOMS
from accounts.models import Dossier
from cotisations.models import Echeance, Ecriture, RevenuDeclare
from tests.imports.fabrique import (
    AFFILIE,
    AYANT_DROIT,
    ECHEANCE,
    ECRITURE,
    REVENU,
    contenu_de_la_base,
    dossiers,
    echeances,
    ecritures,
    revenus,
)

pytestmark = pytest.mark.django_db


def lancer(*arguments: object) -> tuple[str, str, int]:
    """What the command said, on both outputs, and its exit code."""
    sortie, erreurs, code = StringIO(), StringIO(), 0
    try:
        call_command(*map(str, arguments), stdout=sortie, stderr=erreurs)
    except SystemExit as fin:
        code = int(str(fin.code))
    except CommandError as erreur:
        code = erreur.returncode
        erreurs.write(f"{erreur}\n")
    return sortie.getvalue(), erreurs.getvalue(), code


def test_les_fichiers_se_suivent(tmp_path: Path) -> None:
    for nom, fichier in (
        ("dossiers", dossiers(tmp_path, AFFILIE, AYANT_DROIT)),
        ("ecritures", ecritures(tmp_path, ECRITURE)),
        ("echeances", echeances(tmp_path, ECHEANCE)),
        ("revenus", revenus(tmp_path, REVENU)),
    ):
        dit, _, code = lancer(f"importer_{nom}", fichier)
        assert code == 0
        assert "créée" in dit
    assert (Dossier.objects.count(), Ecriture.objects.count(), Echeance.objects.count()) == (2, 1, 1)
    assert RevenuDeclare.objects.count() == 1


def test_les_refus_sont_dits_et_le_rapport_les_nomme_tous(tmp_path: Path) -> None:
    mauvaises = [{**AFFILIE, "numero": f"{n}"} for n in range(12)]
    rapport = tmp_path / "erreurs.csv"
    dit, erreurs, code = lancer("importer_dossiers", dossiers(tmp_path, AFFILIE, *mauvaises), "--rapport", rapport)
    assert code == 1
    assert "13 lignes\u202f: 1 créée, 0 modifiée, 0 inchangée, 12 refusées" in dit
    assert erreurs.startswith("ligne 3, colonne numero\u202f: «\u202f0\u202f»")
    assert "… et 2 autres motifs" in erreurs
    with rapport.open(encoding="utf-8", newline="") as ouvert:
        lignes = list(csv.DictReader(ouvert, delimiter=";"))
    assert [ligne["ligne"] for ligne in lignes] == [str(n) for n in range(3, 15)]
    assert {ligne["colonne"] for ligne in lignes} == {"numero"}
    assert all(ligne["motif"] for ligne in lignes)


def test_un_fichier_illisible_n_ecrit_rien(tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(dossiers(tmp_path, {**AFFILIE, "voie": "allée"}).read_text(encoding="utf-8").encode("cp1252"))
    avant = contenu_de_la_base()
    for fichier in (latin, tmp_path / "absent.csv", tmp_path):
        dit, erreurs, code = lancer("importer_dossiers", fichier)
        assert (dit, code) == ("", 2)
        assert erreurs.count("\n") == 1
        assert str(fichier) in erreurs
    assert contenu_de_la_base() == avant


def test_un_essai_le_dit(tmp_path: Path) -> None:
    avant = contenu_de_la_base()
    dit, _, code = lancer("importer_dossiers", dossiers(tmp_path, AFFILIE), "--essai")
    assert code == 0
    assert "rien n’a été écrit" in dit
    assert contenu_de_la_base() == avant


def test_le_rapport_n_ecrase_pas_le_fichier(tmp_path: Path) -> None:
    fichier = dossiers(tmp_path, AFFILIE)
    contenu = fichier.read_bytes()
    assert lancer("importer_dossiers", fichier, "--rapport", fichier)[2] == 2
    assert fichier.read_bytes() == contenu
    assert lancer("importer_dossiers", fichier, "--rapport", tmp_path / "absent" / "erreurs.csv")[2] == 2
    assert not Dossier.objects.exists()


def test_la_progression_se_voit_et_se_tait(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fichier = dossiers(tmp_path, AFFILIE)
    lancer("importer_dossiers", fichier)
    assert "100%" in capfd.readouterr().err
    dit, erreurs, _ = lancer("importer_dossiers", fichier, "--verbosity", 0)
    assert (dit, erreurs, *capfd.readouterr()) == ("", "", "", "")


@pytest.mark.une_fois
def test_le_code_de_sortie_arrive_au_systeme(tmp_path: Path) -> None:
    commande = [sys.executable, "manage.py", "importer_dossiers", str(tmp_path / "absent.csv")]
    fini = subprocess.run(commande, capture_output=True, text=True, check=False)
    assert fini.returncode == 2
    assert fini.stdout == ""
    assert "absent.csv\u202f: lecture impossible" in fini.stderr


def test_une_base_qui_n_est_pas_prete_tient_en_une_ligne(tmp_path: Path) -> None:
    fichier = tmp_path / "dossiers.csv"
    fichier.write_text(";".join(NOMS) + "\n")
    with (
        patch("accounts.imports.commande.importer", side_effect=OperationalError("no such table")),
        pytest.raises(CommandError, match="migrate") as refus,
    ):
        call_command("importer_dossiers", str(fichier), verbosity=0)
    assert refus.value.returncode == 2
