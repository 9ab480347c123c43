"""Processes killed at any step, agents who click together: never a lost letter, nor a letter twice."""

import os
import signal
from io import BytesIO
from time import perf_counter, sleep

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.courriers import preparation
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.refus import LotRefuse
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.scelles import cle_du_lot, contexte_de_la_tranche
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.enums import Acte, EtatDemande, EtatLot, EtatSecret
from accounts.journal import anomalies
from accounts.models import Compte, DemandeMotDePasse, EntreeJournal, LotDeCourriers, Pli, SecretProvisoire
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime, lot_telecharge
from tests.harnais.course import courir
from tests.harnais.personas import creer_compte
from tests.harnais.services import lancer, nom_de_file, remettre_a_l_heure

PLIS, PAR_TRANCHE, PATIENCE = 50, 10, 90.0
BALAYAGE = ("manage.py", "courriers", "--boucle", "--pas", "0.1")


@pytest.fixture
def a(transactional_db: None) -> Compte:
    return creer_compte("!", est_agent=True)


@pytest.fixture
def b(transactional_db: None) -> Compte:
    return creer_compte("!", est_agent=True)


def verifier(lot: LotDeCourriers) -> None:
    """Each letter of the batch once: one secret, one page, one entry of the journal."""
    lot.refresh_from_db()
    assert (lot.etat, lot.imprimes) == (EtatLot.PRET, lot.plis)
    rangs = SecretProvisoire.objects.filter(lot=lot, etat=EtatSecret.INACTIF).order_by("rang")
    assert list(rangs.values_list("rang", flat=True)) == list(range(1, lot.plis + 1))
    assert SecretProvisoire.objects.count() == lot.plis
    pages = 0
    for tranche in lot.tranches.select_related("lot"):
        octets = cle_du_lot(lot).ouvrir(bytes(tranche.pdf), contexte=contexte_de_la_tranche(tranche))
        with pikepdf.open(BytesIO(octets)) as pdf:
            pages += len(pdf.pages)
    assert pages == lot.plis
    assert EntreeJournal.objects.filter(acte=Acte.COURRIER_IMPRIME).count() == lot.plis
    assert EntreeJournal.objects.filter(acte=Acte.LOT_PRET).count() == 1
    assert list(anomalies()) == []


def test_aucun_pli_ne_se_perd_ni_ne_double_quand_on_tue_ceux_qui_impriment(
    a: Compte, horloge: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    remettre_a_l_heure(horloge)
    monkeypatch.setattr(preparation, "TAILLE_TRANCHE", PAR_TRANCHE)
    for dossier in dossiers(PLIS):
        demander(dossier)
    lot = preparer_lot(par=a)
    file, morts, limite = nom_de_file(), 0, perf_counter() + PATIENCE
    processus = [lancer(*BALAYAGE, file=file, COURRIERS_BAIL_SECONDES="2") for _ in range(2)]
    try:
        while lot.etat != EtatLot.PRET and perf_counter() < limite:
            lot.refresh_from_db()
            if morts < 3 and lot.imprimes >= (morts + 1) * PAR_TRANCHE:
                mort = processus.pop(0)
                os.killpg(mort.pid, signal.SIGKILL)
                mort.communicate()
                morts += 1
                processus.append(lancer(*BALAYAGE, file=file, COURRIERS_BAIL_SECONDES="2"))
            sleep(0.02)
    finally:
        for un in processus:
            os.killpg(un.pid, signal.SIGKILL)
            un.communicate()
    assert morts == 3
    verifier(lot)


TUER = """
import os, signal
import django
django.setup()
from unittest.mock import patch
from accounts.courriers import fin, preparation, regeneration, remise, telechargement, tirage
from accounts.models import Compte, LotDeCourriers
from django.utils import timezone
def mourir(*rien, **du_tout):
    os.kill(os.getpid(), signal.SIGKILL)
a, b = Compte.objects.order_by("pk")[:2]
lot = LotDeCourriers.objects.first()
{}
raise SystemExit("personne n’est mort")
"""
PREPARATIONS = {
    "en préparant": 'patch.object(preparation, "journaliser", mourir).start(); preparation.preparer_lot(par=a)',
}
IMPRESSIONS = {
    "avant le dépôt": 'patch.object(tirage, "_deposer", mourir).start(); tirage.imprimer_les_dues()',
    "pendant le dépôt": 'patch.object(tirage, "journaliser", mourir).start(); tirage.imprimer_les_dues()',
    "après le dépôt": 'd = tirage._deposer; patch.object(tirage, "_deposer", lambda *x: (d(*x), mourir())).start(); '
    "tirage.imprimer_les_dues()",
}
FINS = {
    "en confirmant": 'patch.object(remise, "journaliser", mourir).start(); '
    "remise.confirmer_remise(lot=lot, par=b, poste_le=timezone.localdate(), nombre_de_plis=2)",
    "en abandonnant": 'patch.object(fin, "journaliser", mourir).start(); '
    'fin.abandonner_lot(lot=lot, par=a, motif="essai")',
    "en régénérant": 'patch.object(regeneration, "journaliser", mourir).start(); '
    'regeneration.regenerer_lot(lot=lot, par=b, motif="essai")',
}


def tuer(programme: str) -> None:
    processus = lancer("-c", TUER.format(programme), file=nom_de_file(), COURRIERS_BAIL_SECONDES="0")
    sortie, _ = processus.communicate(timeout=PATIENCE)
    assert processus.returncode == -signal.SIGKILL, sortie


@pytest.mark.parametrize("moment", PREPARATIONS)
def test_tue_en_preparant(a: Compte, b: Compte, horloge: time_machine.Traveller, moment: str) -> None:
    remettre_a_l_heure(horloge)
    demande = demander(dossiers(1)[0])
    tuer(PREPARATIONS[moment])
    demande.refresh_from_db()
    assert (LotDeCourriers.objects.count(), Pli.objects.count(), demande.etat) == (0, 0, EtatDemande.RECUE)
    assert preparer_lot(par=a).plis == 1


@pytest.mark.parametrize("moment", IMPRESSIONS)
def test_tue_en_imprimant(
    a: Compte, b: Compte, horloge: time_machine.Traveller, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remettre_a_l_heure(horloge)
    monkeypatch.setattr(preparation, "TAILLE_TRANCHE", 2)
    for dossier in dossiers(4):
        demander(dossier)
    lot = preparer_lot(par=a)
    tuer(IMPRESSIONS[moment])
    remettre_a_l_heure(horloge)
    imprimer_les_dues()
    verifier(lot)


@pytest.mark.parametrize("moment", FINS)
def test_tue_en_finissant(a: Compte, b: Compte, horloge: time_machine.Traveller, moment: str) -> None:
    remettre_a_l_heure(horloge)
    for dossier in dossiers(2):
        demander(dossier)
    lot = lot_telecharge(a)
    tuer(FINS[moment])
    lot.refresh_from_db()
    assert lot.etat == EtatLot.TELECHARGE
    assert bytes(lot.cle)
    assert set(SecretProvisoire.objects.values_list("etat", flat=True)) == {EtatSecret.INACTIF}
    assert LotDeCourriers.objects.count() == 1
    assert set(DemandeMotDePasse.objects.values_list("etat", flat=True)) == {EtatDemande.TRAITEE}
    assert confirmer_remise(lot=lot, par=b, poste_le=timezone.localdate(), nombre_de_plis=2) == 2
    assert list(anomalies()) == []


def _tenter(acte: object) -> int:
    try:
        acte()  # type: ignore[operator] # a lambda
    except LotRefuse:
        return 0
    return 1


def test_deux_agents_cliquent_ensemble(a: Compte, b: Compte) -> None:
    for dossier in dossiers(3):
        demander(dossier)
    reussis = courir(lambda rang: _tenter(lambda: preparer_lot(par=(a, b)[rang % 2])), fois=12, coureurs=6)
    assert sum(reussis) == LotDeCourriers.objects.count() == 1
    assert Pli.objects.count() == 3


def test_plusieurs_ouvriers_impriment_chaque_pli_une_fois(a: Compte, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "TAILLE_TRANCHE", 3)
    for dossier in dossiers(20):
        demander(dossier)
    lot = preparer_lot(par=a)
    monkeypatch.setattr("accounts.courriers.tirage.make_password", lambda tire: f"essai${tire}")
    assert sum(courir(lambda _: imprimer_les_dues(), fois=4, coureurs=4)) == 20
    verifier(lot)


def test_deux_telechargements_un_fichier(a: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_imprime(a)
    billet = demander_telechargement(lot=lot, par=a)
    reussis = courir(
        lambda _: _tenter(lambda: telecharger_lot(lot=lot, billet=billet.public_id, par=a)), fois=8, coureurs=4
    )
    assert sum(reussis) == EntreeJournal.objects.filter(acte=Acte.LOT_TELECHARGE).count() == 1


def test_deux_confirmations_une_remise(a: Compte, b: Compte) -> None:
    demander(dossiers(1)[0])
    lot = lot_telecharge(a)
    jour = timezone.localdate()
    reussis = courir(
        lambda _: _tenter(lambda: confirmer_remise(lot=lot, par=b, poste_le=jour, nombre_de_plis=1)), fois=8, coureurs=4
    )
    assert sum(reussis) == 1
    assert connection.vendor in {"sqlite", "postgresql"}
