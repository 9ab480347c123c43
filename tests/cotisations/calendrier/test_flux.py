"""The feed, as a calendar reads it."""

import logging
import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from carpimko_portal.lib.journaux import MasqueLesSecrets
from cotisations.calendrier.adresses import adresse, empreinte, tirer
from cotisations.calendrier.services import creer_abonnement, revoquer_abonnement
from cotisations.enums import Nature
from cotisations.models import AbonnementCalendrier, Echeance
from tests.cotisations.test_pages import passer, prevoir
from tests.harnais.client import ClientStrict
from tests.harnais.hasard import sans_hasard
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db


def abonner(persona: Persona, *, avec_montants: bool = False) -> str:
    """The path of a new secret address."""
    donnee = creer_abonnement(dossier=persona.dossier, avec_montants=avec_montants, par=persona.compte)
    return donnee[donnee.index("/calendrier/") :]


def lire(reponse: Any) -> Any:
    assert reponse.status_code == 200
    return icalendar.Calendar.from_ical(reponse.content)


def evenements(client: ClientStrict, chemin: str) -> list[Any]:
    return list(lire(client.get(chemin)).walk("VEVENT"))


def lu(client: ClientStrict, chemin: str) -> str:
    """The feed, its lines unfolded."""
    return client.get(chemin).content.decode().replace("\r\n ", "")


@pytest.fixture
def cotisant(affilie: Persona) -> Persona:
    """Two échéances, the first one paid."""
    prevoir(affilie.dossier, date(2026, 6, 5), date(2026, 12, 5), montant=74_140)
    passer(affilie.dossier, -148_280, date(2026, 1, 2))
    passer(affilie.dossier, 74_140, date(2026, 6, 5), Nature.VIREMENT)
    return affilie


def test_le_flux_dit_chaque_echeance(client: ClientStrict, cotisant: Persona) -> None:
    agenda = lire(client.get(abonner(cotisant)))
    assert (agenda["VERSION"], agenda["METHOD"]) == ("2.0", "PUBLISH")
    assert agenda["REFRESH-INTERVAL"].dt == timedelta(hours=12)
    payee, due = agenda.walk("VEVENT")
    assert payee["SUMMARY"] == "✓ Échéance de cotisations payée"
    assert due["SUMMARY"] == "Échéance de cotisations"
    assert [(e["DTSTART"].dt, e["DTEND"].dt) for e in (payee, due)] == [
        (date(2026, 6, 5), date(2026, 6, 6)),
        (date(2026, 12, 5), date(2026, 12, 6)),
    ]
    assert due["UID"] == f"echeance-{Echeance.objects.get(rang=2).public_id}@127.0.0.1"


def test_l_alarme_sonne_une_semaine_avant_a_neuf_heures(client: ClientStrict, cotisant: Persona) -> None:
    payee, due = evenements(client, abonner(cotisant))
    (alarme,) = due.walk("VALARM")
    assert alarme["TRIGGER"].to_ical() == b"-P6DT15H"
    assert datetime(2026, 12, 5) + alarme["TRIGGER"].dt == datetime(2026, 11, 28, 9)  # noqa: DTZ001 - of the reader
    assert alarme["ACTION"] == "DISPLAY"
    assert payee.walk("VALARM") == []


def test_le_flux_est_bien_forme(client: ClientStrict, cotisant: Persona) -> None:
    """RFC 5545, 3.1: lines of 75 octets at most, ended by CRLF."""
    lignes = client.get(abonner(cotisant)).content.split(b"\r\n")
    assert lignes[0] == b"BEGIN:VCALENDAR"
    assert lignes[-2:] == [b"END:VCALENDAR", b""]
    assert max(map(len, lignes)) <= 75
    assert not [ligne for ligne in lignes if b"\n" in ligne]


def test_les_montants_n_y_sont_que_si_on_les_veut(client: ClientStrict, cotisant: Persona) -> None:
    discret = sans_hasard(lu(client, abonner(cotisant)))
    assert "741" not in discret
    assert "€" not in discret
    AbonnementCalendrier.objects.all().delete()
    payee, due = evenements(client, abonner(cotisant, avec_montants=True))
    assert due["SUMMARY"] == "Échéance de cotisations\u00a0: 741,40\u202f€"
    assert payee["SUMMARY"] == "✓ Échéance de cotisations payée\u00a0: 741,40\u202f€"


def test_un_paiement_partiel_laisse_le_reste(client: ClientStrict, cotisant: Persona) -> None:
    passer(cotisant.dossier, 4_140, date(2026, 11, 2), Nature.CARTE)
    _, due = evenements(client, abonner(cotisant, avec_montants=True))
    assert due["SUMMARY"] == "Échéance de cotisations\u00a0: 700,00\u202f€"
    assert "Une partie en est déjà payée." in due["DESCRIPTION"]


def test_le_flux_ne_nomme_personne(client: ClientStrict, cotisant: Persona, settings: Settings) -> None:
    dossier = cotisant.dossier
    dit = lu(client, abonner(cotisant, avec_montants=True)).casefold()
    for indice in (dossier.numero, dossier.nom, dossier.prenom, dossier.courriel, settings.CAISSE_IBAN):
        assert indice.casefold() not in dit
    assert "1980" not in sans_hasard(dit)


def test_une_revision_se_voit(client: ClientStrict, cotisant: Persona, horloge: time_machine.Traveller) -> None:
    chemin = abonner(cotisant)
    _, avant = evenements(client, chemin)
    horloge.shift(timedelta(days=1))
    passer(cotisant.dossier, 74_140, date(2026, 11, 23), Nature.CARTE)
    _, apres = evenements(client, chemin)
    assert avant["UID"] == apres["UID"]
    assert apres["SEQUENCE"] - avant["SEQUENCE"] == 86_400
    assert apres["LAST-MODIFIED"].dt - avant["LAST-MODIFIED"].dt == timedelta(days=1)
    assert apres["LAST-MODIFIED"].dt == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert apres["SUMMARY"].startswith("✓")


def test_les_vieilles_echeances_payees_n_y_sont_plus(client: ClientStrict, affilie: Persona) -> None:
    prevoir(affilie.dossier, date(2024, 6, 5), date(2025, 1, 1), date(2026, 12, 5))
    passer(affilie.dossier, -50_000, date(2026, 1, 2))
    chemin = abonner(affilie)
    assert [e["DTSTART"].dt.year for e in evenements(client, chemin)] == [2025, 2026]
    passer(affilie.dossier, -75_000, date(2026, 1, 2))
    assert [e["DTSTART"].dt.year for e in evenements(client, chemin)] == [2024, 2025, 2026]


def test_un_flux_inchange_ne_se_relit_pas(client: ClientStrict, cotisant: Persona) -> None:
    chemin = abonner(cotisant)
    premiere = client.get(chemin)
    encore = client.get(chemin, headers={"if-none-match": premiere["ETag"]})
    assert (encore.status_code, encore.content) == (304, b"")
    assert encore["ETag"] == premiere["ETag"] == client.get(chemin)["ETag"]
    passer(cotisant.dossier, 100, date(2026, 11, 2), Nature.CARTE)
    assert client.get(chemin, headers={"if-none-match": premiere["ETag"]}).status_code == 200


def test_le_flux_n_ouvre_rien_et_n_ecrit_rien(client: ClientStrict, cotisant: Persona) -> None:
    chemin = abonner(cotisant)
    with CaptureQueriesContext(connection) as capture:
        reponse = client.get(chemin)
    assert len(capture) == 4
    assert not [une["sql"] for une in capture if not une["sql"].startswith("SELECT")]
    assert reponse.cookies == {}
    assert reponse["Cache-Control"] == "private, no-cache"
    assert reponse["Referrer-Policy"] == "same-origin"
    assert reponse["Content-Type"] == "text/calendar; charset=utf-8"
    assert client.head(chemin).status_code == 200
    assert client.post(chemin).status_code == 405


def test_le_cout_ne_depend_pas_du_nombre(client: ClientStrict, affilie: Persona) -> None:
    chemin, couts = abonner(affilie), []
    for annee in (2026, 2027):
        prevoir(affilie.dossier, *(date(annee, mois, 5) for mois in range(1, 13)))
        passer(affilie.dossier, -600_000, date(annee, 1, 1))
        with CaptureQueriesContext(connection) as capture:
            assert client.get(chemin).status_code == 200
        couts.append(len(capture))
    assert couts == [4, 4]


def test_inconnue_annulee_ou_absurde_c_est_le_meme_404(client: ClientStrict, cotisant: Persona) -> None:
    annulee = abonner(cotisant)
    abonnement = AbonnementCalendrier.objects.get()
    revoquer_abonnement(dossier=cotisant.dossier, abonnement=abonnement.public_id, par=cotisant.compte)
    vues, requetes = set(), set()
    for chemin in (annulee, adresse(tirer())[len("http://127.0.0.1:8000") :], "/calendrier/x.ics", "/calendrier/é.ics"):
        with CaptureQueriesContext(connection) as capture:
            reponse = client.get(chemin)
        requetes.add(tuple(re.sub(r"'[^']*'|\d+", "?", une["sql"]) for une in capture))
        vues.add((reponse.status_code, re.sub(r"\b[0-9a-f]{16}\b", "", reponse.content.decode())))
        assert "ETag" not in reponse
    assert {statut for statut, _ in vues} == {404}
    assert len(vues) == 1
    assert len(requetes) == 1


def test_seule_une_empreinte_a_cle_est_gardee(cotisant: Persona, settings: Settings) -> None:
    secret = abonner(cotisant).removeprefix("/calendrier/").removesuffix(".ics")
    garde = AbonnementCalendrier.objects.get()
    assert garde.empreinte == empreinte(secret)
    settings.SECRET_KEY = "une autre clé"
    assert garde.empreinte != empreinte(secret)
    assert len(secret) == 43


def test_une_adresse_survit_au_changement_de_cle(client: ClientStrict, cotisant: Persona, settings: Settings) -> None:
    chemin = abonner(cotisant)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    assert client.get(chemin).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(chemin).status_code == 404


def test_deviner_est_limite_sans_gener_qui_a_une_adresse(client: ClientStrict, cotisant: Persona) -> None:
    chemin = abonner(cotisant)
    for _ in range(60):
        assert client.get(f"/calendrier/{tirer()}.ics").status_code == 404
    refuse = client.get(f"/calendrier/{tirer()}.ics")
    assert refuse.status_code == 429
    assert 0 < int(refuse["Retry-After"]) <= 60
    assert client.get(chemin).status_code == 200
    ailleurs = client.get(f"/calendrier/{tirer()}.ics", REMOTE_ADDR="198.51.100.7")
    assert ailleurs.status_code == 404


def test_les_journaux_ne_disent_pas_l_adresse(client: ClientStrict, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(MasqueLesSecrets())
    secret = tirer()
    with caplog.at_level(logging.DEBUG):
        for suite in (f"{secret}.ics", f"{secret}.ics/", secret, f"{secret}.ics?a=1"):
            client.get(f"/calendrier/{suite}")
        client.post(f"/calendrier/{secret}.ics")
        client.get(f"/Calendrier/{secret}.ics")
    lignes = [ligne.getMessage() for ligne in caplog.records if ligne.name.startswith("django.request")]
    assert len(lignes) >= 5
    assert "Not Found: /calendrier/…" in lignes
    assert secret not in "\n".join(ligne.getMessage() for ligne in caplog.records if "sql" not in vars(ligne))


def test_le_flux_de_mille_echeances_tient_dans_la_seconde(client: ClientStrict, affilie: Persona) -> None:
    """Nobody has that many: what a hostile file could do."""
    Echeance.objects.bulk_create(
        Echeance(
            dossier=affilie.dossier, annee=2026, rang=rang, montant_centimes=100, date_exigibilite=date(2026, 12, 5)
        )
        for rang in range(1000)
    )
    chemin, debut = abonner(affilie), time.process_time()
    assert len(evenements(client, chemin)) == 1000
    assert time.process_time() - debut < 5
