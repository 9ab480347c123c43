"""The evidence: append-only tables on both engines, and a journal whose edits are found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone
from pytest_django import Settings

from accounts.journal import anomalies, journaliser
from accounts.models import EntreeJournal
from accounts.models.inalterable import ModificationRefusee
from cotisations.models import Ecriture, LigneAppel
from documents.models import Document, Revocation, Verification
from tests.cotisations.banque.fabrique import nouveau_rapprochement
from tests.cotisations.paiements.fabrique import nouvelle_notification
from tests.cotisations.prelevements.fabrique import mandat_actif, prouver
from tests.harnais.base import sans_declencheurs, tables_inalterables
from tests.harnais.personas import Persona
from tests.retraite.conftest import pension
from tests.test_contraintes import appel, decision_de_retour, fichier_de_retours

FILS, PAR_FIL = 2, 50


def ecrire(nombre: int) -> None:
    for rang in range(nombre):
        with transaction.atomic():
            journaliser(acte="essai", par=None, rang=rang)


def executer(sql: str, *parametres: str | int) -> None:
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(sql, parametres)


@pytest.fixture
def lignes(affilie: Persona) -> list[Model]:
    """One row in each append-only table."""
    ecrire(1)
    ecriture = Ecriture.objects.create(
        dossier=affilie.dossier, cle="essai", nature="appel", annee=2026, montant_centimes=-1,
        date_operation=date(2026, 1, 1), libelle="Appel",
    )  # fmt: skip
    document = Document.objects.create(
        dossier=affilie.dossier, type="essai", titre="Essai", gabarit="essai", cle="0" * 64, fichier="essai.pdf",
        taille=1, sha256="0" * 64, emis_le=timezone.now(), annee=2026,
    )  # fmt: skip
    revocation = Revocation.objects.create(document=document, motif="erreur", revoque_le=timezone.now())
    verification = Verification.objects.create(document=document, moyen="code", verifie_le=timezone.now())
    notification = nouvelle_notification(affilie)
    un_appel = appel(affilie)
    ligne = LigneAppel.objects.create(appel=un_appel, regime="base_t1", annee=2026, libelle="Base", montant_centimes=1)
    argent = [un_appel, ecriture, ligne, notification, pension(affilie)]
    preuve = prouver(mandat_actif(affilie.dossier, affilie.compte))
    decision = decision_de_retour(affilie)
    debits = [preuve, fichier_de_retours(), decision.retour, decision]
    banque = [un_rapprochement := nouveau_rapprochement(), un_rapprochement.operation.releve]
    return [EntreeJournal.objects.get(), *argent, *debits, *banque, document, revocation, verification]


def test_toutes_les_tables_inalterables_sont_jouees_ici(lignes: list[Model]) -> None:
    assert sorted(ligne._meta.db_table for ligne in lignes) == tables_inalterables()


def test_aucune_porte_laterale_dans_django(lignes: list[Model]) -> None:
    for ligne in lignes:
        with pytest.raises(ModificationRefusee):
            ligne.save()
        with pytest.raises(ModificationRefusee):
            ligne.delete()
        with pytest.raises(ModificationRefusee):
            type(ligne)._default_manager.update(pk=0)
        with pytest.raises(ModificationRefusee):
            type(ligne)._default_manager.all().delete()


@pytest.mark.parametrize("ordre", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_aucune_porte_laterale_en_sql(lignes: list[Model], ordre: str) -> None:
    for ligne in lignes:
        with pytest.raises(IntegrityError, match="cette table ne se modifie pas"):
            executer(ordre.format(ligne._meta.db_table))
        assert type(ligne)._default_manager.filter(pk=ligne.pk).exists()


def _reecrire(ligne: Model, cle: str) -> str:
    """Every row put again over itself, found by its key `cle`."""
    table = ligne._meta.db_table
    colonnes = [
        str(champ.column) for champ in ligne._meta.concrete_fields if champ.column == cle or not champ.primary_key
    ]
    ordre = f"INTO {table} ({', '.join(colonnes)}) SELECT {', '.join(colonnes)} FROM {table}"
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE {ordre}"
    return f"INSERT {ordre} ON CONFLICT ({cle}) DO UPDATE SET {cle} = EXCLUDED.{cle}"


@pytest.mark.parametrize("cle", ["id", "public_id"])
def test_un_ajout_ne_prend_la_place_de_rien(lignes: list[Model], cle: str) -> None:
    for ligne in (une for une in lignes if hasattr(une, cle)):
        avant = list(type(ligne)._default_manager.values())
        with pytest.raises(IntegrityError, match="cette table ne se modifie pas"):
            executer(_reecrire(ligne, cle))
        assert list(type(ligne)._default_manager.values()) == avant


def test_un_journal_intact_est_dit_intact(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    ecrire(3)
    call_command("verifier_journal")
    assert "3 entrées vérifiées" in capsys.readouterr().out


def test_le_journal_s_ecrit_dans_la_transaction_de_l_acte(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        journaliser(acte="essai", par=None)
    assert not EntreeJournal.objects.exists()


@pytest.mark.parametrize("colonne", ["acte", "requete", "details", "moment", "dossier_id", "par_id"])
def test_une_modification_est_trouvee(affilie: Persona, autre_affilie: Persona, colonne: str) -> None:
    with transaction.atomic():
        journaliser(acte="essai", par=affilie.compte, dossier=affilie.dossier, montant=1)
    valeurs: dict[str, str | int] = {
        "acte": "autre", "requete": "0" * 16, "details": '{"montant": 2}', "moment": "2026-11-22 09:00:01+00:00",
        "dossier_id": autre_affilie.dossier.pk, "par_id": autre_affilie.compte.pk,
    }  # fmt: skip
    with sans_declencheurs():
        executer(f"UPDATE accounts_entreejournal SET {colonne} = %s", valeurs[colonne])
    assert [anomalie.split("\u00a0: ")[1] for anomalie in anomalies()] == ["son contenu a été modifié"]


def test_un_retrait_est_trouve(db: None) -> None:
    ecrire(3)
    with sans_declencheurs():
        executer("DELETE FROM accounts_entreejournal WHERE id = %s", EntreeJournal.objects.order_by("pk")[1].pk)
    assert ["une entrée manque" in anomalie for anomalie in anomalies()] == [True]


def test_une_insertion_est_trouvee(db: None) -> None:
    ecrire(2)
    derniere = EntreeJournal.objects.latest("pk")
    EntreeJournal.objects.create(
        moment=timezone.now(), acte="faux", precedente=derniere.empreinte, empreinte="f" * 64, details={}
    )
    assert [anomalie.split("\u00a0: ")[1] for anomalie in anomalies()] == ["son contenu a été modifié"]


def test_deux_entrees_ne_suivent_pas_la_meme(db: None) -> None:
    """A fork of the chain is refused by the database."""
    ecrire(1)
    premiere = EntreeJournal.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EntreeJournal.objects.create(
            moment=timezone.now(), acte="essai", precedente=premiere.precedente, empreinte="f" * 64
        )


def test_la_commande_dit_les_anomalies_et_echoue(db: None) -> None:
    ecrire(2)
    with sans_declencheurs():
        executer("UPDATE accounts_entreejournal SET acte = 'autre'")
    dit = StringIO()
    with pytest.raises(CommandError, match="2 anomalies") as refus:
        call_command("verifier_journal", stderr=dit)
    assert refus.value.returncode == 1
    assert dit.getvalue().count("son contenu a été modifié") == 2


def test_une_autre_cle_ne_reconnait_rien(db: None, settings: Settings) -> None:
    """Whoever can write to the database, but lacks the key, cannot seal anything."""
    ecrire(1)
    settings.CLE_JOURNAL = "une autre clé"
    assert len(list(anomalies())) == 1


def test_des_ecritures_simultanees_font_une_seule_chaine(transactional_db: None) -> None:
    depart = Barrier(FILS)

    def ecrire_a_la_chaine(_: int) -> None:
        try:
            depart.wait(10)
            ecrire(PAR_FIL)
        finally:
            connection.close()

    with ThreadPoolExecutor(FILS) as fils:
        list(fils.map(ecrire_a_la_chaine, range(FILS)))
    assert EntreeJournal.objects.count() == FILS * PAR_FIL
    assert list(anomalies()) == []
