"""The calls of the whole fund: counted, resumed after anything, in a memory that does not grow."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import StatutDossier
from accounts.journal import anomalies
from accounts.models import Dossier, EntreeJournal, Envoi
from cotisations.appels import lots
from cotisations.appels.lots import Bilan, Refus, emettre_appels
from cotisations.appels.services import emettre_appel
from cotisations.models import AppelCotisation, Echeance, Ecriture, LigneAppel
from tests.cotisations.appels.fabrique import contenu, declarer
from tests.harnais.course import courir
from tests.harnais.personas import creer_dossier

JUIN = date(2026, 6, 20)


def caisse(nombre: int) -> list[Dossier]:
    dossiers = [creer_dossier(f"{1_000_000 + rang}") for rang in range(nombre)]
    for rang, dossier in enumerate(dossiers):
        declarer(dossier, r2024=30_000 + rang, r2025=40_000 + rang)
    return dossiers


def emettre(**options: Any) -> tuple[Bilan, list[Refus]]:
    refus: list[Refus] = []
    return emettre_appels(**{"annee": 2026, "le": JUIN, "refuser": refus.append, **options}), refus


@pytest.mark.django_db
def test_toute_la_caisse_en_un_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "TAILLE_LOT", 2)
    caisse(5)
    creer_dossier("2000000", statut=StatutDossier.RETRAITE)
    creer_dossier("2000001", date_affiliation=date(2027, 1, 1))
    creer_dossier("123456789")
    assert emettre() == (Bilan(emis=5, sans_objet=1), [])
    assert (AppelCotisation.objects.count(), Envoi.objects.count()) == (5, 5)
    assert EntreeJournal.objects.filter(acte="appels_emis").count() == 3
    assert list(anomalies()) == []
    avant = contenu()
    assert emettre() == (Bilan(inchanges=5, sans_objet=1), [])
    assert contenu() == avant


@pytest.mark.django_db
def test_un_lot_ecrit_ce_qu_un_seul_ecrirait() -> None:
    un, autre = caisse(2)
    declarer(autre, r2024=30_000, r2025=40_000)
    emettre_appel(dossier=un, annee=2026, par=None, le=JUIN)
    assert emettre()[0] == Bilan(emis=1, inchanges=1)

    def lignes(modele: Any, dossier: Dossier, *champs: str) -> list[tuple[Any, ...]]:
        chemin = "appel__dossier" if modele is LigneAppel else "dossier"
        return list(modele.objects.filter(**{chemin: dossier}).order_by("pk").values_list(*champs))

    for modele, champs in (
        (AppelCotisation, ("annee", "version", "cause", "total_centimes", "assiette_centimes", "periodicite")),
        (LigneAppel, ("regime", "annee", "base", "taux", "montant_centimes", "points")),
        (Ecriture, ("nature", "annee", "montant_centimes", "date_operation", "libelle")),
        (Echeance, ("annee", "rang", "date_exigibilite", "montant_centimes")),
    ):
        assert lignes(modele, un, *champs) == lignes(modele, autre, *champs)


@pytest.mark.django_db
def test_un_essai_compte_sans_ecrire() -> None:
    caisse(3)
    avant = contenu()
    assert emettre(essai=True)[0] == Bilan(emis=3)
    assert contenu() == avant


@pytest.mark.django_db
def test_seul_ce_qui_change_est_rectifie() -> None:
    un, *_ = caisse(3)
    emettre()
    declarer(un, r2025=10_000)
    assert emettre()[0] == Bilan(rectifies=1, inchanges=2)


@pytest.mark.django_db
def test_qui_a_cesse_depuis_est_rectifie_ou_signale() -> None:
    parti, jamais_venu, _ = caisse(3)
    emettre()
    Dossier.objects.filter(pk=parti.pk).update(statut="radie", date_radiation=date(2026, 3, 31))
    Dossier.objects.filter(pk=jamais_venu.pk).update(statut="radie", date_radiation=date(2025, 6, 30))
    bilan, refus = emettre()
    assert bilan == Bilan(rectifies=1, inchanges=1, refuses=1)
    assert [un.numero for un in refus] == [jamais_venu.numero]


@pytest.mark.django_db
def test_un_dossier_refuse_n_arrete_pas_les_autres() -> None:
    """One was called by the former system; of another, the database itself refuses what is written."""
    repris, pris, bon = caisse(3)
    Ecriture.objects.create(
        dossier=repris, cle="GL-1", nature="appel", annee=2026, montant_centimes=-1, date_operation=JUIN, libelle="A"
    )
    Ecriture.objects.create(
        dossier=bon, cle=f"appel:{pris.numero}:2026:1:appel", nature="reprise", annee=2026, montant_centimes=-1,
        date_operation=JUIN, libelle="Une clé que personne ne devait prendre",
    )  # fmt: skip
    bilan, refus = emettre()
    assert bilan == Bilan(emis=1, refuses=2)
    assert sorted(un.numero for un in refus) == [repris.numero, pris.numero]
    assert "ancien système" in next(un.motif for un in refus if un.numero == repris.numero)
    assert "refusé par la base" in next(un.motif for un in refus if un.numero == pris.numero)
    assert AppelCotisation.objects.get().dossier == bon


@pytest.mark.django_db
def test_les_requetes_ne_dependent_pas_du_nombre() -> None:
    def requetes(annee: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as vues:
            emettre(annee=annee)
        return len(vues)

    caisse(2)
    peu = requetes(2026)
    for rang in range(20):
        declarer(creer_dossier(f"{3_000_000 + rang}"), r2024=20_000, r2025=21_000)
    assert requetes(2026) <= peu + 2


@pytest.mark.django_db(transaction=True)
def test_deux_passages_a_la_fois_n_emettent_qu_une_fois() -> None:
    caisse(6)
    bilans = courir(lambda _: emettre()[0], fois=4, coureurs=4)
    assert sum(bilan.emis for bilan in bilans) == AppelCotisation.objects.count() == 6
    assert all(bilan.refuses == bilan.rectifies == 0 for bilan in bilans)


@pytest.mark.django_db(transaction=True)
def test_deux_agents_a_la_fois_n_emettent_qu_une_fois() -> None:
    (dossier,) = caisse(1)
    appels = courir(lambda _: emettre_appel(dossier=dossier, annee=2026, par=None, le=JUIN).pk, fois=8, coureurs=8)
    assert len(set(appels)) == AppelCotisation.objects.count() == 1
    assert Ecriture.objects.count() == 2


@pytest.fixture
def ramassage_prompt() -> Iterator[None]:
    """Cycles are collected as they come: when a collection falls is no part of what is measured."""
    seuils = gc.get_threshold()
    gc.collect()
    gc.set_threshold(100, 2, 2)
    yield
    gc.set_threshold(*seuils)


@pytest.mark.django_db
def test_la_memoire_ne_depend_pas_du_nombre_de_dossiers(
    monkeypatch: pytest.MonkeyPatch, ramassage_prompt: None
) -> None:
    def pic(nombre: int) -> int:
        commun: dict[str, Any] = {
            "type": "affilie",
            "statut": "cotisant",
            "prenoms": "A",
            "nom_naissance": "F",
            "sexe": "female",
        }
        commun |= {"date_naissance": date(1980, 1, 1), "profession": "infirmier", "date_affiliation": date(2010, 1, 1)}
        modeles = [Dossier(numero=f"{annees[0] * 1_000_000 + rang:07d}", **commun) for rang in range(nombre)]
        annees[0] += 1
        Dossier.objects.bulk_create(modeles)
        del modeles
        tracemalloc.start()
        try:
            emettre()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    annees = [1]
    monkeypatch.setattr(lots, "TAILLE_LOT", 100)
    pic(100)  # what Python and Django load once
    # What a lot needs is 1.2 MB, on which threads of other tests may add; keeping the six lots more would triple it.
    assert pic(800) < 1.5 * pic(200)


_TUE = """
import os, signal, sys
import django
django.setup()
from cotisations.appels import lots
lots.TAILLE_LOT = 20
verser, journaliser, vus = lots.verser, lots.journaliser, []
def tuer_apres_verser(*arguments, **options):
    appels = verser(*arguments, **options)
    vus.append(appels)
    if len(vus) == 3 and sys.argv[1] == "verser":
        os.kill(os.getpid(), signal.SIGKILL)
    return appels
def tuer_apres_journal(**details):
    entree = journaliser(**details)
    if len(vus) == 3 and sys.argv[1] == "journal":
        os.kill(os.getpid(), signal.SIGKILL)
    return entree
lots.verser, lots.journaliser = tuer_apres_verser, tuer_apres_journal
print(lots.emettre_appels(annee=2026, refuser=print))
print(lots.emettre_appels(annee=2026, refuser=print))
from cotisations.models import AppelCotisation, Ecriture, LigneAppel
from accounts.journal import anomalies
from accounts.models import EntreeJournal, Envoi
print(AppelCotisation.objects.count(), Ecriture.objects.count(), LigneAppel.objects.count(), Envoi.objects.count(),
      EntreeJournal.objects.filter(acte="appels_emis").count(), list(anomalies()))
"""


def _lancer(repertoire: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "carpimko_portal.settings",
        "MODE": "demonstration",
        "DATABASE_URL": f"sqlite:///{repertoire}/portail.sqlite3",
    }
    commande = [sys.executable, *arguments]
    return subprocess.run(commande, env=environnement, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def caisse_inventee(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of its own with invented dossiers and incomes, as the importers leave it."""
    repertoire = tmp_path_factory.mktemp("caisse")
    for commande in (
        ["migrate", "--verbosity", "0"],
        ["generer_jeu", "--dossiers", "120", "--repertoire", str(repertoire), "--date", "2026-11-22"],
        ["importer_dossiers", str(repertoire / "dossiers.csv")],
        ["importer_revenus", str(repertoire / "revenus.csv")],
    ):
        fait = _lancer(repertoire, "manage.py", *commande)
        assert fait.returncode == 0, fait.stderr
    return repertoire


@pytest.mark.une_fois
@pytest.mark.parametrize("moment", ["verser", "journal"])
def test_un_passage_tue_reprend(caisse_inventee: Path, tmp_path: Path, moment: str) -> None:
    """Killed in the middle of its third lot: two are written, and the next run writes the others, nothing twice."""
    for fichier in caisse_inventee.glob("portail.sqlite3*"):
        shutil.copy(fichier, tmp_path)
    tue = _lancer(tmp_path, "-c", _TUE, moment)
    assert tue.returncode == -signal.SIGKILL, tue.stderr
    reprise = _lancer(tmp_path, "-c", _TUE, "rien")
    assert reprise.returncode == 0, reprise.stderr
    premier, second, comptes = reprise.stdout.splitlines()[-3:]
    appels, ecritures, lignes, envois, lots_ecrits, *defauts = comptes.split(" ")
    assert "inchanges=40" in premier  # the two lots that the killed run had finished
    assert f"emis=0, rectifies=0, inchanges={appels}" in second
    assert int(appels) > 60
    assert int(appels) <= int(ecritures) <= 2 * int(appels)
    assert 4 * int(appels) <= int(lignes) <= 8 * int(appels)
    assert int(envois) <= int(appels)
    assert int(lots_ecrits) >= 4
    assert defauts == ["[]"]


@pytest.mark.django_db
def test_la_commande_dit_ce_qu_elle_a_fait(tmp_path: Path) -> None:
    repris, *_ = caisse(3)
    Ecriture.objects.create(
        dossier=repris, cle="GL-1", nature="appel", annee=2026, montant_centimes=-1, date_operation=JUIN, libelle="A"
    )
    sortie, erreurs, rapport = StringIO(), StringIO(), tmp_path / "refus.csv"
    arguments = ["emettre_appels", "--annee", "2026", "--rapport", str(rapport)]
    with pytest.raises(SystemExit) as fin:
        call_command(*arguments, "--essai", stdout=sortie, stderr=erreurs)
    assert fin.value.code == 1
    assert "3 dossiers : 2 émis, 0 rectifié, 0 inchangé, 0 sans objet, 1 refusé" in sortie.getvalue()
    assert "Essai : rien n’a été écrit." in sortie.getvalue()
    assert f"dossier {repris.numero} : " in erreurs.getvalue()
    assert rapport.read_text().splitlines()[0] == "numero;motif"
    assert repris.numero in rapport.read_text()
    assert not AppelCotisation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("annee", ["1999", "2050"])
def test_une_annee_sans_bareme_est_refusee_d_une_ligne(annee: str) -> None:
    with pytest.raises(CommandError, match="Il n’y a pas de barème") as refus:
        call_command("emettre_appels", "--annee", annee)
    assert refus.value.returncode == 2
