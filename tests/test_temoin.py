"""The tail of the journal: cutting it off leaves a perfect chain, but not a perfect witness."""

import logging
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from accounts.enums import Acte
from accounts.envois.livraison import distribuer
from accounts.journal import anomalies, journaliser
from accounts.models import EntreeJournal, Envoi
from accounts.tasks import temoigner_du_journal
from accounts.temoin import anomalies_du_temoin, exporter_tete
from tests.harnais.base import sans_declencheurs
from tests.test_journal import ecrire, executer

pytestmark = pytest.mark.django_db


@pytest.fixture
def temoin(tmp_path: Path, settings: Settings) -> Path:
    """Three entries, then a head: four in all."""
    fichier = settings.JOURNAL_TEMOIN_FICHIER = tmp_path / "temoin.txt"
    ecrire(3)
    temoigner_du_journal()
    return fichier


def couper(nombre: int) -> None:
    """Removes the last entries, as someone who owns the database can."""
    gardees = EntreeJournal.objects.order_by("pk").values_list("pk", flat=True)[
        : EntreeJournal.objects.count() - nombre
    ]
    with sans_declencheurs():
        executer("DELETE FROM accounts_entreejournal WHERE id > %s", max(gardees, default=0))


def dites(temoin: Path) -> list[str]:
    return list(anomalies_du_temoin(temoin.read_text().splitlines()))


def test_un_journal_entier_tient_sa_parole(temoin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ecrire(2)
    temoigner_du_journal()
    call_command("verifier_journal", temoin=temoin)
    assert "7 entrées vérifiées" in capsys.readouterr().out
    assert oct(temoin.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("coupees", [1, 2, 4])
def test_une_fin_coupee_ne_se_voit_que_par_le_temoin(temoin: Path, coupees: int) -> None:
    couper(coupees)
    assert list(anomalies()) == []
    call_command("verifier_journal")
    with pytest.raises(CommandError, match="1 anomalie") as refus:
        call_command("verifier_journal", temoin=temoin)
    assert refus.value.returncode == 1
    assert "a disparu" in dites(temoin)[0]


def test_une_fin_coupee_puis_recommencee_se_voit_aussi(temoin: Path) -> None:
    couper(2)
    ecrire(5)
    assert list(anomalies()) == []
    assert len(dites(temoin)) == 1


def test_ce_qui_suit_la_derniere_tete_n_est_pas_prouve(temoin: Path) -> None:
    """The price of one head a day, said in docs/exploitation.md."""
    ecrire(2)
    couper(2)
    assert dites(temoin) == []


def test_un_retrait_au_milieu_change_le_compte(temoin: Path) -> None:
    with sans_declencheurs():
        executer("DELETE FROM accounts_entreejournal WHERE id = %s", EntreeJournal.objects.order_by("pk")[1].pk)
    assert "3 entrées jusqu’à elle au lieu de 4" in dites(temoin)[0]


@pytest.mark.parametrize("faux", [lambda ligne: ligne.replace(" 4 ", " 3 "), lambda ligne: ligne[:-9]])
def test_un_temoin_faux_est_dit_faux(temoin: Path, faux: object) -> None:
    assert callable(faux)
    bonne = temoin.read_text()
    temoin.write_text(bonne + faux(bonne.rstrip()) + "\n")
    assert dites(temoin) == ["témoin, ligne 2\u00a0: sceau faux ou ligne tronquée"]


def test_une_autre_cle_ne_temoigne_pas(temoin: Path, settings: Settings) -> None:
    settings.CLE_JOURNAL = "une autre clé"
    with pytest.raises(CommandError):
        call_command("verifier_journal", temoin=temoin)


@pytest.mark.parametrize("contenu", [None, "", "rien à voir\n"])
def test_un_temoin_muet_n_est_pas_un_temoin(tmp_path: Path, contenu: str | None) -> None:
    fichier = tmp_path / "temoin.txt"
    if contenu is not None:
        fichier.write_text(contenu)
    with pytest.raises(CommandError, match=r"temoin\.txt"):
        call_command("verifier_journal", temoin=fichier)


def test_les_journaux_du_portail_sont_un_temoin(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "accounts.temoin"):
        ligne = exporter_tete(par=None)
    (trace,) = [trace.getMessage() for trace in caplog.records if trace.name == "accounts.temoin"]
    assert trace == ligne
    assert list(anomalies_du_temoin([f'{{"levelname": "INFO", "message": "{ligne}"}}'])) == []


def test_l_adresse_temoin_recoit_la_meme_ligne(settings: Settings) -> None:
    settings.JOURNAL_TEMOIN_COURRIEL = "temoin@caisse.example"
    ligne = exporter_tete(par=None)
    assert distribuer().envoyes == 1
    (message,) = mail.outbox
    assert message.to == ["temoin@caisse.example"]
    assert ligne in message.body
    assert list(anomalies_du_temoin(str(message.body).splitlines())) == []


def test_sans_adresse_rien_n_est_poste() -> None:
    exporter_tete(par=None)
    assert not Envoi.objects.exists()


def test_sans_journal_rien_n_est_dit(tmp_path: Path, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.JOURNAL_TEMOIN_COURRIEL = "temoin@caisse.example"
    with patch("accounts.temoin.journaliser", side_effect=RuntimeError), pytest.raises(RuntimeError):
        exporter_tete(par=None, fichier=tmp_path / "temoin.txt")
    assert not Envoi.objects.exists()
    assert not list(tmp_path.iterdir())


def test_un_fichier_impossible_est_dit(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="écriture impossible"):
        call_command("exporter_tete_du_journal", fichier=tmp_path / "absent" / "temoin.txt")
    assert EntreeJournal.objects.get().acte == Acte.TETE_EXPORTEE


def test_la_tete_est_la_derniere_entree() -> None:
    with transaction.atomic():
        journaliser(acte="essai", par=None)
    _, _, nombre, entree, empreinte, _ = exporter_tete(par=None).split()
    derniere = EntreeJournal.objects.latest("pk")
    assert (nombre, entree, empreinte) == ("2", str(derniere.public_id), derniere.empreinte)
