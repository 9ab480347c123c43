"""Workers and sweepers killed in the middle of their work: nothing lost, nothing sent twice without a death."""

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from time import perf_counter, sleep

import pytest
import time_machine
from django.db import transaction

from accounts.enums import Acte, EtatEnvoi
from accounts.envois.depot import poster
from accounts.journal import anomalies, journaliser
from accounts.models import EntreeJournal, Envoi
from carpimko_portal.celery import app
from tests.envois.conftest import Serveur
from tests.harnais.personas import Persona
from tests.harnais.services import lancer, nom_de_file, remettre_a_l_heure

ENVOIS, PAR_TRANSACTION = 100, 5
MORTS = (8, 20, 34, 48, 62, 76)  # a process dies each time this many mails have arrived
PATIENCE = 90.0
_SEUL = ("--pool", "solo", "--without-mingle", "--without-gossip")
OUVRIER = ("-m", "celery", "-A", "carpimko_portal", "worker", *_SEUL)
BALAYAGE = ("manage.py", "distribuer", "--boucle", "--pas", "0.3")


class Equipe:
    """A Celery worker and the sweep, replaced when they die."""

    def __init__(self, file: str, port: int) -> None:
        self._file, self._port, self.morts = file, port, 0
        self._processus = {arguments: self._lancer(arguments) for arguments in ((*OUVRIER, "-Q", file), BALAYAGE)}

    def tuer_le_suivant(self) -> None:
        """SIGKILL to the one that lived longest, and another in its place."""
        arguments = next(iter(self._processus))
        _abattre(self._processus.pop(arguments))
        self.morts += 1
        self._processus[arguments] = self._lancer(arguments)

    def arreter(self) -> None:
        for processus in self._processus.values():
            _abattre(processus)

    def vivante(self) -> bool:
        return all(processus.poll() is None for processus in self._processus.values())

    def _lancer(self, arguments: tuple[str, ...]) -> subprocess.Popen[str]:
        return lancer(*arguments, file=self._file, PORT_SMTP=str(self._port), COURRIEL_BAIL_SECONDES="2")


def _abattre(processus: subprocess.Popen[str]) -> None:
    os.killpg(processus.pid, signal.SIGKILL)
    processus.communicate()


@pytest.fixture
def equipe(
    transactional_db: None, serveur: Serveur, horloge: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Equipe]:
    remettre_a_l_heure(horloge)
    monkeypatch.setitem(app.conf, "task_default_queue", file := nom_de_file())
    equipe = Equipe(file, serveur.port)
    yield equipe
    equipe.arreter()


def _poster(persona: Persona, rang: int) -> None:
    """A few acts in one transaction, each with its mail; whoever delivers is woken after it."""
    with transaction.atomic():
        for numero in range(rang, rang + PAR_TRANSACTION):
            entree = journaliser(acte=Acte.COMPTE_OUVERT, par=None, dossier=persona.dossier)
            poster(genre="compte-ouvert", dossier=persona.dossier, cle=f"essai-{numero}", entree=str(entree.public_id))


def test_aucun_envoi_ne_se_perd_quand_on_tue_ceux_qui_distribuent(
    equipe: Equipe, affilie: Persona, serveur: Serveur
) -> None:
    serveur.delai = 0.03  # so that a death falls in the middle of a conversation
    postes, limite = 0, perf_counter() + PATIENCE
    while Envoi.objects.filter(etat=EtatEnvoi.ENVOYE).count() < ENVOIS and perf_counter() < limite:
        if postes < ENVOIS and postes - len(serveur.octets) < 3 * PAR_TRANSACTION:
            _poster(affilie, postes)
            postes += PAR_TRANSACTION
        if equipe.morts < len(MORTS) and len(serveur.octets) >= MORTS[equipe.morts]:
            equipe.tuer_le_suivant()
        sleep(0.01)

    assert equipe.vivante()
    attendus = {envoi.message_id for envoi in Envoi.objects.all()}
    recus = Counter(serveur.message_ids)
    assert len(attendus) == ENVOIS
    assert set(recus) == attendus, "perdus ou inconnus"
    assert equipe.morts == len(MORTS)
    assert sum(recus.values()) - ENVOIS <= equipe.morts, "plus de doubles que de morts"
    assert EntreeJournal.objects.filter(acte=Acte.ENVOI_REMIS).count() == ENVOIS
    assert list(anomalies()) == []


def test_celery_seul_distribue_des_la_validation(
    transactional_db: None,
    affilie: Persona,
    serveur: Serveur,
    horloge: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The way of every day: row, commit, broker, worker, server of mails. No sweep helps."""
    remettre_a_l_heure(horloge)
    monkeypatch.setitem(app.conf, "task_default_queue", file := nom_de_file())
    _poster(affilie, 0)
    ouvrier = lancer(*OUVRIER, "-Q", file, file=file, PORT_SMTP=str(serveur.port))
    try:
        limite = perf_counter() + PATIENCE
        while len(serveur.octets) < PAR_TRANSACTION and perf_counter() < limite:
            sleep(0.02)
    finally:
        _abattre(ouvrier)
    assert sorted(serveur.message_ids) == sorted(envoi.message_id for envoi in Envoi.objects.all())
