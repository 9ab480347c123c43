"""`manage.py simuler`: exactly what is documented, and one line in French for what cannot be."""

import json
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cotisations.simulateur.lots import LotIllisible, simuler_lot

CLES_D_UNE_LIGNE = ["regime", "libelle", "base", "taux", "montant", "points"]


def dire(*options: str) -> str:
    sortie = StringIO()
    call_command("simuler", *options, stdout=sortie, stderr=StringIO())
    return sortie.getvalue()


def lire(*options: str) -> dict[str, Any]:
    (ligne,) = dire(*options, "--json").splitlines()
    lue: dict[str, Any] = json.loads(ligne)
    return lue


def refuser(*options: str) -> str:
    with pytest.raises(CommandError) as refus:
        dire(*options)
    assert refus.value.returncode == 2
    assert "\n" not in str(refus.value)
    return str(refus.value).replace("\u00a0", " ").replace("\u202f", " ")


def test_le_json_est_exactement_celui_qui_est_promis() -> None:
    reponse = lire("--annee", "2026", "--assiette", "45000")
    assert list(reponse) == ["annee", "lignes", "total", "trimestres"]
    assert (reponse["annee"], reponse["total"], reponse["trimestres"]) == (2026, "10004.00", 4)
    assert [list(ligne) for ligne in reponse["lignes"]] == [CLES_D_UNE_LIGNE] * 6
    assert reponse["lignes"][0] == {
        "regime": "base_t1",
        "libelle": "Régime de base, tranche 1",
        "base": "45000.00",
        "taux": "0.0873",
        "montant": "3929.00",
        "points": "521.5",
    }
    assert reponse["lignes"][3] | {"libelle": ""} == {
        "regime": "asv_forfait", "libelle": "", "base": None, "taux": None, "montant": "224.00", "points": None,
    }  # fmt: skip


def test_chaque_regime_a_son_nom() -> None:
    reponse = lire("--annee", "2026", "--assiette", "40000", "--assiette-precedente", "30000")
    assert [ligne["regime"] for ligne in reponse["lignes"]] == [
        "base_t1", "base_t2", "complementaire", "asv_forfait", "asv_proportionnelle", "invalidite_deces",
        "regularisation_t1", "regularisation_t2",
    ]  # fmt: skip
    assert sum(Decimal(ligne["montant"]) for ligne in reponse["lignes"]) == Decimal(reponse["total"])


def test_les_options_changent_ce_qu_elles_disent() -> None:
    assert lire("--annee", "2026", "--revenu-brut", "60 000,00 €")["lignes"][0]["base"] == "44400.00"
    assert lire("--annee", "2026", "--assiette", "40000", "--non-conventionne")["total"] == "8742.00"
    assert lire("--annee", "2026", "--debut-activite", "2026-01-01")["total"] == "4305.00"
    assert lire("--annee", "2026", "--assiette", "11813", "--debut-activite", "2025-10-01")["total"] == "9613.86"


def test_sans_json_un_tableau_se_lit() -> None:
    lignes = dire("--annee", "2026", "--assiette", "45000").splitlines()
    assert lignes[0].split() == ["Cotisations", "2026", "Base", "Taux", "Montant", "Points"]
    assert lignes[-2].endswith("10\u202f004,00\u202f€")
    assert lignes[-1] == "Trimestres validés\u00a0: 4"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--annee", "2026"], "--assiette : Indiquez l’assiette"),
        (["--assiette", "1"], "--annee : une année en quatre chiffres"),
        (["--annee", "2031", "--assiette", "1"], "--annee : Il n’y a pas de barème pour 2031"),
        (["--annee", "deux", "--assiette", "1"], "(reçu : 'deux')"),
        (["--annee", "2026", "--assiette", "abc"], "--assiette : Écrivez un montant en euros"),
        (["--annee", "2026", "--assiette", "nan"], "--assiette : Écrivez un montant en euros"),
        (["--annee", "2026", "--assiette", "1e9"], "--assiette : Écrivez un montant en euros"),
        (["--annee", "2026", "--assiette=-5"], "--assiette : L’assiette ne peut pas être négative"),
        (["--annee", "2026", "--assiette", "99999999"], "vérifiez le nombre de zéros"),
        (["--annee", "2026", "--assiette", "1", "--assiette-precedente=-1"], "--assiette-precedente"),
        (["--annee", "2026", "--assiette", "1", "--revenu-brut", "1"], "l’assiette ou le revenu brut, pas les deux"),
        (["--annee", "2024", "--revenu-brut", "1"], "--revenu-brut : En 2024, l’abattement"),
        (["--annee", "2026", "--revenu-brut=-1"], "--revenu-brut : un revenu négatif"),
        (["--annee", "2026", "--assiette", "1", "--debut-activite", "hier"], "--debut-activite : Écrivez une date"),
        (["--annee", "2026", "--debut-activite", "2026-11-01"], "--debut-activite : Rien n’est dû pour 2026"),
        (["--annee", "2026", "--assiete", "1"], "option inconnue : --assiete"),
        (["--annee"], "option --annee : une valeur est attendue"),
        (["--annee", "2026", "--assiette", "-5"], "--assiette : L’assiette ne peut pas être négative"),
        (["--annee", "1900", "--assiette", "1"], "choisissez une année de 2023 à 2026"),
        (["--annee", "2026", "--assiette", "1e400"], "--assiette : Écrivez un montant en euros"),
        (["--annee", "2026", "--assiette", "😀"], "--assiette : Écrivez un montant en euros"),
        (["--annee", "2026"], "Sans déclaration, la caisse calcule sur 240 300 € (5 PASS de 2026)"),
        (["--non-conventionne=oui"], "option --non-conventionne : cette option ne prend pas de valeur, reçu 'oui'"),
        (["--verbosity", "9"], "choix impossible, reçu 9 (possibles : 0, 1, 2, 3)"),
        (["--lot", "/"], "/ : lecture impossible, c’est un répertoire"),
        (["--lot", "absent.csv", "--annee", "2026"], "--lot se passe des autres options"),
        (["--lot", "absent.csv"], "absent.csv : lecture impossible"),
    ],
)
def test_ce_qui_ne_se_comprend_pas_tient_en_une_ligne(options: list[str], message: str) -> None:
    assert message in refuser(*options)


@pytest.mark.parametrize("options", [["--annee", "2026", "--foo"], ["--annee"], ["--annee", "2026"]])
def test_dans_un_terminal_une_ligne_et_le_code_2(options: list[str]) -> None:
    fini = subprocess.run(
        [sys.executable, "manage.py", "simuler", *options],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert fini.returncode == 2
    assert fini.stdout == ""
    assert len(fini.stderr.splitlines()) == 1


def test_un_lot_repond_ligne_par_ligne_et_continue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier = tmp_path / "entrees.csv"
    fichier.write_text(
        "annee;assiette;non-conventionne\n2026;45000;\n2026;-1;\n\n2026;40000;oui\n2026;1\n2026;1;peut-être\n",
        encoding="utf-8-sig",
    )
    with pytest.raises(SystemExit) as fin:
        call_command("simuler", "--lot", str(fichier))
    assert fin.value.code == 2
    sortie = capsys.readouterr()
    reponses = [json.loads(ligne) for ligne in sortie.out.splitlines()]
    assert [r.get("total") for r in reponses] == ["10004.00", None, "8742.00", None, None]
    assert sortie.err == "lignes refusées\u00a0: 3\n"
    assert [r.get("ligne") for r in reponses] == [None, 3, None, 6, 7]
    assert "négative" in reponses[1]["erreur"]
    assert "2 cellules au lieu de 3" in reponses[3]["erreur"]


def test_un_lot_a_virgules_se_lit_aussi(tmp_path: Path) -> None:
    fichier = tmp_path / "entrees.csv"
    fichier.write_text('annee,revenu_brut,debut_activite\n2026,"60000,00",\n2026,,2026-01-01\n')
    totaux = [reponse.simulation.total for reponse in simuler_lot(fichier) if reponse.simulation]
    assert totaux[1] == 430_500
    assert len(totaux) == 2


@pytest.mark.parametrize("contenu", [b"", b"assiette\n1\n", b"annee;mystere\n", b"annee;annee\n", b"\xff\xfe;\n"])
def test_un_lot_illisible_ne_repond_rien(tmp_path: Path, contenu: bytes) -> None:
    fichier = tmp_path / "entrees.csv"
    fichier.write_bytes(contenu)
    with pytest.raises(LotIllisible):
        list(simuler_lot(fichier))
