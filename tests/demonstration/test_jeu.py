"""Invented files: the same every time, coherent to the cent, and accepted whole by the importers."""

import csv
from collections import Counter, defaultdict
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Profession, StatutDossier
from accounts.imports.moteur import Bilan
from accounts.models import Dossier
from carpimko_portal.lib.montants import en_centimes
from cotisations.enums import EtatEcheance
from cotisations.models import Ecriture
from cotisations.selectors import situation
from demonstration.comptabilite import Periodicite, echelonner
from demonstration.fichiers import GENRES
from demonstration.personas import NUMEROS
from tests.imports.fabrique import verser

Lignes = list[dict[str, str]]


def generer(repertoire: Path, nombre: int, *options: str) -> dict[str, bytes]:
    arguments = ["--dossiers", str(nombre), "--repertoire", str(repertoire), *options]
    call_command("generer_jeu", *arguments, verbosity=0, stdout=StringIO())
    return {nom: (repertoire / f"{nom}.csv").read_bytes() for nom in GENRES}


def lire(contenu: bytes) -> Lignes:
    return list(csv.DictReader(StringIO(contenu.decode()), delimiter=";"))


@pytest.fixture(scope="module")
def grand_jeu(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lignes]:
    fichiers = generer(tmp_path_factory.mktemp("jeu"), 3_000, "--date", "2026-11-22", "--ecritures-par-dossier", "50")
    return {nom: lire(contenu) for nom, contenu in fichiers.items()}


def test_meme_graine_memes_fichiers(tmp_path: Path) -> None:
    jeu = generer(tmp_path / "a", 50)
    assert generer(tmp_path / "b", 50) == jeu
    assert generer(tmp_path / "c", 50, "--graine", "2") != jeu
    assert generer(tmp_path / "d", 60)["dossiers"].startswith(jeu["dossiers"])


def test_la_caisse_inventee_a_les_bonnes_proportions(grand_jeu: dict[str, Lignes]) -> None:
    dossiers = grand_jeu["dossiers"]
    ayants_droit = [dossier for dossier in dossiers if dossier["type"] == "ayant_droit"]
    assert 0.12 < len(ayants_droit) / len(dossiers) < 0.18
    assert {dossier["statut"] for dossier in dossiers} == set(StatutDossier.values)
    professions = Counter(dossier["profession"] for dossier in dossiers if dossier["profession"])
    assert set(professions) == set(Profession.values)
    assert professions.most_common(2)[0][0] == Profession.INFIRMIER
    numeros = [dossier["numero"] for dossier in dossiers]
    assert len(set(numeros)) == len(numeros)
    assert not NUMEROS & set(numeros)
    assert any(numero.startswith("0") for numero in numeros)


def test_personne_ne_peut_les_prendre_pour_vrais(grand_jeu: dict[str, Lignes]) -> None:
    for dossier in grand_jeu["dossiers"]:
        assert dossier["code_postal"].startswith("00")
        assert dossier["courriel"].endswith(("@exemple.example", ""))
        assert dossier["telephone"].startswith(("06 39 98 ", ""))


def test_les_comptes_tombent_juste(grand_jeu: dict[str, Lignes]) -> None:
    appels: dict[tuple[str, str], int] = {}
    for ecriture in grand_jeu["ecritures"]:
        if ecriture["nature"] == "appel":
            appels[ecriture["numero"], ecriture["annee"]] = -en_centimes(ecriture["montant"])
    echeances: dict[tuple[str, str], int] = defaultdict(int)
    for echeance in grand_jeu["echeances"]:
        echeances[echeance["numero"], echeance["annee"]] += en_centimes(echeance["montant"])
    assert len(echeances) > 1_000
    assert all(appels[cle] == somme for cle, somme in echeances.items())


@pytest.mark.parametrize("periodicite", Periodicite)
def test_aucun_centime_ne_se_perd(periodicite: Periodicite) -> None:
    for montant in (1, 11, 100_000, 741_40 * 12 + 7):
        tranches = echelonner(2026, montant, periodicite)
        assert sum(tranche.montant for tranche in tranches) == montant
        assert max(tranche.montant for tranche in tranches) - min(tranche.montant for tranche in tranches) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("maximum", ["1", "4", "50"])
def test_les_importeurs_prennent_tout(tmp_path: Path, maximum: str) -> None:
    generer(tmp_path, 120, "--ecritures-par-dossier", maximum)
    for nom, genre in GENRES.items():
        bilan, refus = verser(genre, tmp_path / f"{nom}.csv")
        assert refus == []
        assert bilan == Bilan(creees=bilan.lues)
        assert bilan.lues > 0
    for dossier in Dossier.objects.all():
        dossier.full_clean()
        assert Ecriture.objects.du_dossier(dossier).count() <= int(maximum)


@pytest.mark.django_db
def test_resumer_le_passe_ne_change_pas_les_soldes(tmp_path: Path) -> None:
    soldes = []
    for maximum in ("1", "50"):
        fichiers = generer(tmp_path / maximum, 200, "--ecritures-par-dossier", maximum)
        somme: dict[str, int] = defaultdict(int)
        for ecriture in lire(fichiers["ecritures"]):
            somme[ecriture["numero"]] += en_centimes(ecriture["montant"])
        soldes.append({numero: solde for numero, solde in somme.items() if solde})
    assert soldes[0] == soldes[1]


@pytest.mark.django_db
def test_il_y_a_des_retards_des_avances_et_des_comptes_a_jour(tmp_path: Path) -> None:
    generer(tmp_path, 400, "--date", date(2026, 11, 22).isoformat())
    for nom, genre in GENRES.items():
        verser(genre, tmp_path / f"{nom}.csv")
    etats: Counter[str] = Counter()
    for dossier in Dossier.objects.all():
        etat = situation(dossier)
        etats["retard"] += etat.en_retard > 0
        etats["a_jour"] += etat.en_retard == 0 and etat.reste > 0
        etats["solde"] += etat.reste == 0
        etats["partiel"] += any(suivi.etat == EtatEcheance.PARTIELLE for suivi in etat.repartition.suivis)
    assert all(etats[nom] for nom in ("retard", "a_jour", "solde")), etats
    assert etats["retard"] < etats["a_jour"]


@pytest.mark.parametrize("arguments", [("--dossiers", "-1"), ("--dossiers", "1", "--ecritures-par-dossier", "0")])
def test_un_nombre_impossible_est_refuse(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("generer_jeu", *arguments)
