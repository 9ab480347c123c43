"""`purger`: each line at its hour, in lots, told to the journal; a dry run changes nothing."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.adresse_postale import destinataire
from accounts.enums import Acte
from accounts.journal import journaliser
from accounts.limites import Prise, Seau, consommer
from accounts.models import (
    CodeDeConfirmation,
    DemandeMotDePasse,
    EntreeJournal,
    Envoi,
    EssaisDeLHeure,
    LotDeCourriers,
    Pli,
    PreuveUtilisee,
    SecretProvisoire,
)
from accounts.retention import Purge, enregistrer, lignes, purges, registre
from accounts.retention.services import purger
from accounts.tasks import purger as tache
from cotisations.models import AbonnementCalendrier
from documents.attestations import ATTESTATION_AFFILIATION
from documents.models import Document, coffre_des_documents
from documents.services import emettre_document
from tests.conftest import MAINTENANT
from tests.harnais.course import courir
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
SECONDE = timedelta(seconds=1)


def partis(code: str, **options: Any) -> int | None:
    (resultat,) = purger(par=None, codes=[code], **options)
    return resultat.nombre


def envoi(etat: str, le: datetime) -> Envoi:
    return Envoi.objects.create(
        genre="essai", cle=f"{etat}{le}", etat=etat, cree_le=le, envoye_le=le if etat == "envoye" else None
    )


def demande(le: datetime) -> DemandeMotDePasse:
    return DemandeMotDePasse.objects.create(
        reference=f"R{DemandeMotDePasse.objects.count()}", type_dossier="affilie", numero="1234567",
        canal="courriel", demandee_le=le,
    )  # fmt: skip


def secret(persona: Persona, **champs: Any) -> SecretProvisoire:
    valeurs: dict[str, Any] = {
        "canal": "courriel", "empreinte": "!", "etat": "actif",
        "emis_le": MAINTENANT, "expire_le": MAINTENANT,
    }  # fmt: skip
    return SecretProvisoire.objects.create(
        dossier=persona.dossier, **{"demande": champs.pop("demande", None) or demande(MAINTENANT)} | valeurs | champs
    )


def pli(persona: Persona, **champs: Any) -> Pli:
    lot = LotDeCourriers.objects.create(coupure_le=MAINTENANT, etat="abandonne", abandonne_le=MAINTENANT)
    valeurs = {"adresse": ["Ailleurs"], "rang": 1, "demande": demande(MAINTENANT)}
    return Pli.objects.create(lot=lot, dossier=persona.dossier, **valeurs | champs)


def code_de_confirmation(persona: Persona) -> None:
    CodeDeConfirmation.objects.create(
        dossier=persona.dossier, action="choix", session="s", adresse="nouvelle@portail.example", expire_le=MAINTENANT
    )


def abonnement(persona: Persona, **champs: Any) -> AbonnementCalendrier:
    return AbonnementCalendrier.objects.create(
        dossier=persona.dossier, empreinte="0" * 64, cree_le=MAINTENANT - 400 * JOUR, **champs
    )


def session(cle: str) -> None:
    Session.objects.create(session_key=cle, session_data="", expire_date=MAINTENANT)


def preuve() -> None:
    PreuveUtilisee.objects.create(empreinte="0" * 64, expire_le=MAINTENANT)


def seau() -> None:
    consommer([Prise(Seau("essai", 1, timedelta(seconds=60)), "x")])


def essais() -> None:
    EssaisDeLHeure.objects.create(heure=int(MAINTENANT.timestamp()) // 3600)


JOUR = timedelta(days=1)
# code, what is kept, and the last moment at which it is still there
VIES: list[tuple[str, Callable[[Persona], object], timedelta]] = [
    ("sessions", lambda _: session("a"), timedelta(0)),
    ("preuves", lambda _: preuve(), timedelta(minutes=5)),
    ("seaux", lambda _: seau(), timedelta(seconds=60) - timedelta(microseconds=1)),
    ("essais", lambda _: essais(), 90 * JOUR + timedelta(minutes=59)),
    ("envois-partis", lambda _: envoi("envoye", MAINTENANT), 90 * JOUR),
    ("envois-sans-suite", lambda _: envoi("echec", MAINTENANT), 365 * JOUR),
    ("envois-sans-suite", lambda _: envoi("sans_objet", MAINTENANT), 365 * JOUR),
    ("secrets", secret, 60 * JOUR),
    ("secrets", lambda p: secret(p, etat="utilise", utilise_le=MAINTENANT, expire_le=MAINTENANT + JOUR), 60 * JOUR),
    ("secrets", lambda p: secret(p, etat="revoque", expire_le=None), 60 * JOUR),
    ("demandes", lambda _: demande(MAINTENANT), 120 * JOUR),
    ("plis", pli, 60 * JOUR),
    ("codes", code_de_confirmation, 30 * JOUR),
    ("calendriers", lambda p: abonnement(p, revoque_le=MAINTENANT), 60 * JOUR),
]


@pytest.mark.parametrize(("code", "creer", "vie"), VIES, ids=[f"{n}-{v[0]}" for n, v in enumerate(VIES)])
def test_chaque_chose_part_a_son_heure(
    affilie: Persona, horloge: time_machine.Traveller, code: str, creer: Callable[[Persona], object], vie: timedelta
) -> None:
    creer(affilie)
    horloge.move_to(MAINTENANT + vie)
    assert partis(code) == 0
    horloge.shift(60 if code == "essais" else 1)
    assert (partis(code, a_blanc=True), partis(code, a_blanc=True)) == (1, 1)
    assert (partis(code), partis(code)) == (1, 0)


def test_une_adresse_d_agenda_qui_sert_ne_part_jamais(affilie: Persona, horloge: time_machine.Traveller) -> None:
    abonnement(affilie)
    horloge.shift(3650 * JOUR)
    assert partis("calendriers") == 0


PIECES = {"pieces-closes", "pieces-sans-ligne"}  # in tests/documents/pieces/test_conservation.py


def test_toutes_les_purges_de_lignes_sont_jouees_ici() -> None:
    ailleurs = {"fichiers-provisoires", "fichiers-sans-document", "mots-de-passe-repris", *PIECES}
    assert {purge.code for purge in purges()} == {code for code, *_ in VIES} | ailleurs


def test_ce_qui_attend_encore_reste(affilie: Persona, horloge: time_machine.Traveller) -> None:
    """A mail that was not sent, a letter that was not posted: age alone removes nothing."""
    envoi("a_envoyer", MAINTENANT)
    lot = LotDeCourriers.objects.create(coupure_le=MAINTENANT)
    secret(affilie, canal="lettre", etat="inactif", expire_le=None, lot=lot, rang=1)
    horloge.shift(timedelta(days=119))
    assert {resultat.nombre for resultat in purger(par=None)} == {0}


def test_une_demande_dure_autant_quoi_qu_il_en_soit_advenu(affilie: Persona, horloge: time_machine.Traveller) -> None:
    """Else its reference would tell, later, whether its dossier exists."""
    avec, sans = demande(MAINTENANT), demande(MAINTENANT)
    secret(affilie, demande=avec, expire_le=MAINTENANT + 100 * JOUR)
    horloge.move_to(MAINTENANT + 120 * JOUR)
    purger(par=None)
    assert set(DemandeMotDePasse.objects.all()) == {avec, sans}
    horloge.shift(1)
    purger(par=None)
    assert not DemandeMotDePasse.objects.exists()
    assert not SecretProvisoire.objects.exists()


def test_apres_un_an_de_lettres_il_ne_reste_que_l_adresse_refusee(
    affilie: Persona, autre_affilie: Persona, horloge: time_machine.Traveller
) -> None:
    ici = list(destinataire(affilie.dossier))
    parti = pli(affilie, adresse=ici)
    garde = pli(affilie, adresse=ici, etat="npai", npai_le=MAINTENANT)
    pli(autre_affilie, etat="npai", npai_le=MAINTENANT)  # who has moved since
    secret(affilie, canal="lettre", lot=parti.lot, rang=1, demande=parti.demande)
    sans_dossier = demande(MAINTENANT)
    horloge.shift(timedelta(days=119))
    purger(par=None)
    assert DemandeMotDePasse.objects.filter(pk=sans_dossier.pk).exists()
    assert DemandeMotDePasse.objects.count() == 4  # those with a letter answer as long, and no longer
    horloge.shift(timedelta(days=246))
    assert None not in {resultat.nombre for resultat in purger(par=None)}
    assert not DemandeMotDePasse.objects.exists()
    assert list(Pli.objects.filter(demande=None)) == list(Pli.objects.all()) == [garde]


def test_a_blanc_rien_ne_change(affilie: Persona, horloge: time_machine.Traveller) -> None:
    for _, creer, _vie in VIES[:7]:
        creer(affilie)
    horloge.shift(timedelta(days=400))
    avant = _lignes()
    assert sum(resultat.nombre or 0 for resultat in purger(par=None, a_blanc=True)) == 7
    assert _lignes() == avant


def test_le_journal_dit_ce_qui_est_parti_et_ne_part_jamais(horloge: time_machine.Traveller) -> None:
    session("finie")
    horloge.shift(timedelta(days=4000))
    with transaction.atomic():
        journaliser(acte="ancien", par=None)
    horloge.shift(timedelta(days=4000))
    tache()
    actes = list(EntreeJournal.objects.values_list("acte", flat=True))
    assert actes == ["ancien", Acte.PURGE_COMMENCEE, Acte.PURGE_EFFECTUEE]
    details = EntreeJournal.objects.latest("pk").details
    assert details == {purge.code: int(purge.code == "sessions") for purge in purges()}


def test_sans_journal_rien_ne_part() -> None:
    session("finie")
    with (
        time_machine.travel(MAINTENANT + JOUR),
        patch("accounts.retention.services.journaliser", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        purger(par=None)
    assert Session.objects.exists()


def test_une_purge_qui_echoue_n_arrete_pas_les_autres(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, horloge: time_machine.Traveller
) -> None:
    def panne(limite: datetime, *, a_blanc: bool) -> int:
        raise OSError

    monkeypatch.setattr(registre, "_PURGES", {"panne": Purge("panne", "essais", JOUR, panne), **registre._PURGES})
    session("finie")
    horloge.shift(JOUR)
    sortie = StringIO()
    with pytest.raises(CommandError, match="panne") as refus:
        call_command("purger", stdout=sortie)
    assert refus.value.returncode == 1
    assert "échec  panne" in sortie.getvalue()
    assert "1  sessions" in sortie.getvalue()
    assert EntreeJournal.objects.latest("pk").details["panne"] is None
    assert [trace.getMessage() for trace in caplog.records] == ["purge panne interrompue"]


def test_la_commande_a_blanc(horloge: time_machine.Traveller) -> None:
    session("finie")
    horloge.shift(JOUR)
    sortie = StringIO()
    call_command("purger", "--a-blanc", "--seulement", "sessions", "envois-partis", stdout=sortie)
    assert [ligne.split()[:2] for ligne in sortie.getvalue().splitlines()[:2]] == [
        ["1", "sessions"],
        ["0", "envois-partis"],
    ]
    assert "rien n’a été supprimé" in sortie.getvalue()
    assert Session.objects.exists()


def test_par_lots_meme_a_plusieurs(monkeypatch: pytest.MonkeyPatch, horloge: time_machine.Traveller) -> None:
    monkeypatch.setattr(registre, "LOT", 2)
    for rang in range(7):
        session(str(rang))
    horloge.shift(JOUR)
    assert partis("sessions") == 7


@pytest.mark.django_db(transaction=True)
def test_deux_purges_a_la_fois_n_en_font_qu_une(
    monkeypatch: pytest.MonkeyPatch, horloge: time_machine.Traveller
) -> None:
    monkeypatch.setattr(registre, "LOT", 3)
    for rang in range(20):
        session(str(rang))
    horloge.shift(JOUR)
    assert sum(courir(lambda _: partis("sessions") or 0, fois=4, coureurs=4)) == 20


def test_un_code_ne_se_prend_qu_une_fois() -> None:
    with pytest.raises(ValueError, match="sessions"):
        enregistrer(Purge("sessions", "encore", JOUR, lignes(lambda _: Session.objects.none())))


# Files -----------------------------------------------------------------------------------------


@pytest.fixture
def document(affilie: Persona) -> Document:
    return emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)


def _vieillir(chemin: str | Path, age: timedelta) -> None:
    instant = (timezone.now() - age).timestamp()
    os.utime(chemin, (instant, instant))


def test_un_pdf_sans_ligne_part_apres_un_jour(document: Document) -> None:
    coffre = coffre_des_documents()
    orphelin = coffre.save("00/00000000-0000-0000-0000-000000000001.pdf", ContentFile(b"%PDF"))
    jumeau = f"{document.public_id.hex[:2]}/{document.public_id}_abcdefg.pdf"
    coffre.save(jumeau, ContentFile(b"%PDF"))
    autrui = coffre.save("lots/autre.bin", ContentFile(b"x"))
    inconnu = coffre.save("00/lisez-moi.txt", ContentFile(b"x"))
    noms = [orphelin, jumeau, autrui, inconnu, document.fichier.name or ""]
    for nom in noms:
        _vieillir(coffre.path(nom), JOUR - SECONDE)
    assert partis("fichiers-sans-document") == 0
    for nom in noms:
        _vieillir(coffre.path(nom), JOUR + SECONDE)
    assert partis("fichiers-sans-document", a_blanc=True) == 2
    assert partis("fichiers-sans-document") == 2
    assert [nom for nom in noms if coffre.exists(nom)] == [autrui, inconnu, document.fichier.name]


def test_un_processus_tue_entre_le_fichier_et_la_ligne(affilie: Persona, horloge: time_machine.Traveller) -> None:
    with (
        patch.object(Document, "save", side_effect=SystemExit),
        patch("documents.services._supprimer"),  # the dead clean nothing
        pytest.raises(SystemExit),
    ):
        emettre_document(dossier=affilie.dossier, type_document=ATTESTATION_AFFILIATION, par=None)
    coffre = coffre_des_documents()
    restes = [f"{r}/{nom}" for r in coffre.listdir("")[0] for nom in coffre.listdir(r)[1]]
    for nom in restes:
        _vieillir(coffre.path(nom), 2 * JOUR)
    assert partis("fichiers-sans-document") == 1


def test_les_restes_d_un_processus_tue(donnees: Path) -> None:
    for nom in ("cles/secret_key", "cles/.secret_key.4242", "celery/1.celery.msg", "portail.sqlite3"):
        (donnees / nom).parent.mkdir(exist_ok=True)
        (donnees / nom).touch()
        _vieillir(donnees / nom, 2 * JOUR)
    (donnees / "cles/.secret_key.4343").touch()
    _vieillir(donnees / "cles/.secret_key.4343", SECONDE)
    assert partis("fichiers-provisoires") == 2
    assert sorted(f.name for f in donnees.rglob("*") if f.is_file()) == [
        ".secret_key.4343", "portail.sqlite3", "secret_key",
    ]  # fmt: skip


def _lignes() -> dict[str, int]:
    return {modele._meta.label: modele._default_manager.count() for modele in apps.get_models()}
