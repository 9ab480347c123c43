"""No page of the account reads a whole table, whatever the statistics of the engine say.

Columns that are nearly always null (`contrepasse_de`, `remplace`) mislead SQLite: joined, it reads everything.
"""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cotisations.models import AppelCotisation, Echeance, Ecriture, LigneAppel
from tests.conftest import ClientDe
from tests.cotisations.espace.fabrique import appeler
from tests.harnais.personas import Persona, creer_dossier

pytestmark = pytest.mark.django_db
GROSSES = ("cotisations_ecriture", "cotisations_echeance", "cotisations_appelcotisation", "cotisations_ligneappel")

PAGES = (
    "/espace/",
    "/cotisations/",
    "/cotisations/echeancier/",
    "/cotisations/historique/?annee=2026&nature=appel",
    "/cotisations/historique/?tri=montant",
    "/cotisations/appels/",
    "/cotisations/appels/2026/",
    "/cotisations/estimation/",
)


@pytest.fixture
def rempli(affilie: Persona) -> Persona:
    """One account among many: enough for statistics to count."""
    appeler(affilie.dossier)
    autre = creer_dossier("9999999")
    Ecriture.objects.bulk_create(
        Ecriture(
            dossier=autre, cle=f"plan-{rang}", nature="virement", annee=2026, montant_centimes=100,
            date_operation=date(2026, 1, 5), libelle="Virement",
        )
        for rang in range(3_000)
    )  # fmt: skip
    Echeance.objects.bulk_create(
        Echeance(dossier=autre, annee=2026, rang=rang, date_exigibilite=date(2026, 3, 31), montant_centimes=100)
        for rang in range(1, 3_000)
    )
    appels = AppelCotisation.objects.bulk_create(
        AppelCotisation(
            dossier=autre, annee=annee, version=1, cause="annuel", est_conventionne=True, periodicite="annuelle",
            total_centimes=100, regularisation_centimes=0, part_cpam_centimes=0, trimestres=4,
            emis_le="2026-06-20T10:00:00Z",
        )
        for annee in range(1, 3_000)
    )  # fmt: skip
    LigneAppel.objects.bulk_create(
        LigneAppel(appel=appel, regime="base_t1", annee=2026, libelle="Base", montant_centimes=100) for appel in appels
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
        if connection.vendor == "postgresql":
            curseur.execute("SET LOCAL enable_seqscan = off")  # it then reads a whole table for want of an index only
    return affilie


def lectures_entieres(sql: str) -> list[str]:
    """The big tables that this query reads from end to end."""
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        plan = "\n".join(str(ligne[-1]) for ligne in curseur.fetchall())
    motif = r"SCAN (\w+)" if connection.vendor == "sqlite" else r"Seq Scan on (\w+)"
    alias = dict.fromkeys(re.findall(motif, plan))
    return [nom for nom in alias if nom in GROSSES or re.fullmatch(r"[TU]\d+", nom)]


def test_rien_n_est_lu_en_entier(client_de: ClientDe, rempli: Persona) -> None:
    ecriture = Ecriture.objects.du_dossier(rempli.dossier).recentes_dabord()[0]
    client = client_de(rempli)
    for adresse in (*PAGES, f"/cotisations/ecritures/{ecriture.public_id}/"):
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(adresse).status_code == 200
        lues = {sql: tables for r in requetes if (tables := lectures_entieres(sql := r["sql"]))}
        assert lues == {}, adresse
