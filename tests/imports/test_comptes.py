"""Passwords of the former site come in wrapped, once, and open the door."""

from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings as reglages
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, identify_hasher
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from accounts.enums import Acte
from accounts.models import Acces, Compte, EntreeJournal, Envoi
from accounts.reprise import iterations_de, lire_ancienne
from accounts.retention.services import purger
from tests.conftest import MAINTENANT
from tests.harnais.personas import MOT_DE_PASSE, Persona, creer_dossier
from tests.harnais.travail import travail

pytestmark = pytest.mark.django_db
ITERATIONS = 2_000


@pytest.fixture(autouse=True)
def _iterations(settings: Settings) -> None:
    settings.HACHAGE_REPRIS_ITERATIONS = ITERATIONS


def ancienne(mot_de_passe: str = MOT_DE_PASSE, iterations: int = ITERATIONS) -> str:
    return PBKDF2PasswordHasher().encode(mot_de_passe, "selselselsel", iterations)


def fichier(repertoire: Path, *lignes: str) -> Path:
    chemin = repertoire / "comptes.csv"
    chemin.write_text("\n".join(["type;numero;empreinte", *lignes]) + "\n")
    return chemin


def lancer(chemin: Path, *options: str) -> tuple[str, int]:
    dit, code = StringIO(), 0
    try:
        call_command("importer_comptes", str(chemin), *options, stdout=dit, stderr=dit)
    except SystemExit as fin:
        code = int(str(fin.code))
    except CommandError as erreur:
        code = erreur.returncode
    return dit.getvalue(), code


def test_le_mot_de_passe_d_avant_ouvre_et_devient_ordinaire(tmp_path: Path) -> None:
    creer_dossier("7654321")
    assert lancer(fichier(tmp_path, f"affilie;7654321;{ancienne()}"))[1] == 0
    compte = Compte.objects.get()
    assert iterations_de(compte.password) == ITERATIONS
    assert len(compte.password) <= 128
    saisie = {"type_dossier": "affilie", "numero": "7654321", "mot_de_passe": MOT_DE_PASSE}
    assert Client().post("/connexion/", saisie | {"mot_de_passe": "Faux-2026"}).status_code == 200
    assert Client().post("/connexion/", saisie).status_code == 302
    compte.refresh_from_db()
    assert compte.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert Client().post("/connexion/", saisie).status_code == 302


def test_l_empreinte_d_avant_n_est_nulle_part(tmp_path: Path) -> None:
    creer_dossier("7654321")
    brute = ancienne()
    lancer(fichier(tmp_path, f"affilie;7654321;{brute}"))
    assert brute.rpartition("$")[2] not in Compte.objects.get().password
    assert not check_password(MOT_DE_PASSE, brute), "une empreinte nue n’ouvre rien"


def test_un_compte_qui_existe_reste_le_sien(tmp_path: Path, affilie: Persona) -> None:
    creer_dossier("7654321")
    chemin = fichier(tmp_path, f"affilie;1234567;{ancienne('Autre-2026')}", f"affilie;7654321;{ancienne()}")
    assert "1 créée, 0 modifiée, 1 inchangée" in lancer(chemin)[0]
    assert Compte.objects.get(pk=affilie.compte.pk).password == affilie.compte.password
    with travail() as fait:
        assert "0 créée, 0 modifiée, 2 inchangée" in lancer(chemin)[0]
    assert (fait.argon2id, Compte.objects.count()) == (0, 2)
    (entree,) = EntreeJournal.objects.filter(acte=Acte.COMPTES_REPRIS)
    assert entree.details == {"ouverts": 1}
    assert not Envoi.objects.exists()


def test_les_lignes_fautives_sont_dites_sans_leur_empreinte(tmp_path: Path) -> None:
    for numero in ("7654321", "7654322", "7654323"):
        creer_dossier(numero)
    bonne = ancienne()
    chere, autre = ancienne(iterations=ITERATIONS + 1), f"md5$sel${'0' * 32}"
    dit, code = lancer(
        fichier(
            tmp_path,
            f"affilie;7654321;{bonne}",
            f"affilie;7654321;{bonne}",
            f"ayant_droit;7654322;{bonne}",
            f"affilie;9999999;{bonne}",
            f"affilie;7654322;{chere}",
            f"affilie;7654323;{autre}",
        )
    )
    assert code == 1
    assert "1 créée" in dit
    assert "5 refusées" in dit
    assert "2001 itérations, plus que HACHAGE_REPRIS_ITERATIONS (2000)" in dit
    assert "même clé qu’à la ligne 2" in dit
    for empreinte in (bonne, chere, autre):
        assert empreinte.rpartition("$")[2] not in dit


def test_un_essai_n_ecrit_rien(tmp_path: Path) -> None:
    creer_dossier("7654321")
    assert "1 créée" in lancer(fichier(tmp_path, f"affilie;7654321;{ancienne()}"), "--essai")[0]
    assert not Compte.objects.exists()


def test_par_lots_et_de_nouveau_apres_un_arret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.imports.comptes._LOT", 2)
    numeros = [f"765432{rang}" for rang in range(5)]
    for numero in numeros:
        creer_dossier(numero)
    chemin = fichier(tmp_path, *(f"affilie;{numero};{ancienne()}" for numero in numeros))
    with (
        patch("accounts.imports.comptes.journaliser", side_effect=[None, RuntimeError]),
        pytest.raises(RuntimeError),
    ):
        lancer(chemin)
    assert Acces.objects.count() == Compte.objects.count() == 2
    assert "3 créées, 0 modifiée, 2 inchangées" in lancer(chemin)[0]


@pytest.mark.parametrize(
    "texte",
    ["", "pbkdf2_sha256$0$selselsel$x", "pbkdf2_sha1$2000$selselsel$x", f"pbkdf2_sha256$2000$court${'a' * 43}="],
)
def test_ce_qui_n_est_pas_une_empreinte(texte: str) -> None:
    assert lire_ancienne(texte) is None


def test_une_empreinte_reprise_ne_se_fabrique_pas_a_la_connexion() -> None:
    lue = lire_ancienne(ancienne())
    assert lue
    hacheur = identify_hasher(lue.enveloppee())
    with pytest.raises(NotImplementedError):
        hacheur.encode("x", "selselsel")
    assert "sel" not in str(hacheur.safe_summary(lue.enveloppee()))
    assert hacheur.decode(lue.enveloppee())["iterations"] == ITERATIONS


def controle() -> list[str]:
    messages = run_checks(databases=["default"], include_deployment_checks=False)
    return [str(message.id) for message in messages if str(message.id).startswith("accounts.")]


def test_le_controle_refuse_un_reglage_trop_bas(tmp_path: Path, settings: Settings) -> None:
    assert controle() == ["accounts.I003"]
    creer_dossier("7654321")
    lancer(fichier(tmp_path, f"affilie;7654321;{ancienne()}"))
    assert controle() == []
    settings.HACHAGE_REPRIS_ITERATIONS = ITERATIONS - 1
    assert controle() == ["accounts.E002"]
    settings.HACHAGE_REPRIS_ITERATIONS = 0
    assert controle() == ["accounts.E002"]


def test_ce_que_personne_n_utilise_finit(tmp_path: Path, horloge: object, settings: Settings) -> None:
    import time_machine

    assert isinstance(horloge, time_machine.Traveller)
    creer_dossier("7654321")
    lancer(fichier(tmp_path, f"affilie;7654321;{ancienne()}"))
    horloge.move_to(MAINTENANT)
    horloge.shift(365 * 86_400)
    assert [resultat.nombre for resultat in purger(par=None, codes=["mots-de-passe-repris"])] == [0]
    horloge.shift(1)
    assert [r.nombre for r in purger(par=None, codes=["mots-de-passe-repris"], a_blanc=True)] == [1]
    assert [r.nombre for r in purger(par=None, codes=["mots-de-passe-repris"])] == [1]
    assert not Compte.objects.get().has_usable_password()
    settings.HACHAGE_REPRIS_ITERATIONS = 0
    assert controle() == []
    assert reglages.HACHAGE_REPRIS_ITERATIONS == 0
