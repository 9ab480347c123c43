"""Delivery over a real SMTP conversation: what leaves, what waits, what is given up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.enums import Acte, EtatEnvoi
from accounts.envois import livraison
from accounts.envois.depot import rejouer
from accounts.envois.livraison import ESSAIS_MAX, Bilan, attente, distribuer, prendre
from accounts.journal import anomalies, journaliser
from accounts.models import Dossier, EntreeJournal, Envoi
from tests.envois.conftest import Serveur
from tests.harnais.personas import Persona
from tests.harnais.services import port_libre

UNE_HEURE = timedelta(hours=1)


def deposer(persona: Persona, nombre: int = 1, **champs: Any) -> list[Envoi]:
    """Mails about an opening that the journal knows, and nobody woken for them."""
    with transaction.atomic():
        entree = journaliser(acte=Acte.COMPTE_OUVERT, par=None, dossier=persona.dossier)
    communs: dict[str, Any] = {
        "genre": "compte-ouvert",
        "dossier": persona.dossier,
        "references": {"entree": str(entree.public_id)},
    }
    return [Envoi.objects.create(**communs | {"cle": f"essai-{entree.pk}-{rang}"} | champs) for rang in range(nombre)]


def actes(envoi: Envoi) -> list[str]:
    return [e.acte for e in EntreeJournal.objects.all() if e.details.get("envoi") == str(envoi.public_id)]


def test_un_envoi_part_une_fois_et_le_journal_le_dit(affilie: Persona, smtp: Serveur) -> None:
    (envoi,) = deposer(affilie)
    assert distribuer() == Bilan(envoyes=1)
    assert distribuer() == Bilan()
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.envoye_le) == (EtatEnvoi.ENVOYE, timezone.now())
    assert smtp.message_ids == [envoi.message_id]
    assert actes(envoi) == [Acte.ENVOI_REMIS]


def test_en_tetes_et_parties(affilie: Persona, smtp: Serveur, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Caisse des Élèves <courrier@caisse.example>"
    Dossier.objects.update(prenoms="Zoé Ñandú", numero="7654321")
    (envoi,) = deposer(affilie)
    distribuer()
    (message,) = smtp.messages
    assert message.get_content_type() == "multipart/alternative"
    assert [partie.get_content_type() for partie in message.iter_parts()] == ["text/plain", "text/html"]
    assert {partie.get_content_charset() for partie in message.iter_parts()} == {"utf-8"}
    for partie in message.iter_parts():
        assert "Bonjour Zoé," in partie.get_content()
        assert "7654321" not in partie.get_content()
    assert message["From"] == "Caisse des Élèves <courrier@caisse.example>"
    assert message["To"] == affilie.dossier.courriel
    assert message["Message-ID"] == f"<{envoi.public_id}@caisse.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    assert smtp.octets[0].isascii() or b"8bit" in smtp.octets[0]


@pytest.mark.parametrize(
    "prenoms", ["Alice\r\nBcc: voleur@mechant.example", "Alice\nX-Essai: 1\n\n<b>corps</b>", "\u202eecilA\x00\u200b"]
)
def test_un_prenom_hostile_reste_un_prenom(affilie: Persona, smtp: Serveur, prenoms: str) -> None:
    prenoms = prenoms if connection.vendor == "sqlite" else prenoms.replace("\x00", "")  # PostgreSQL refuses it
    Dossier.objects.update(prenoms=prenoms)
    deposer(affilie)
    assert distribuer().envoyes == 1
    (message,) = smtp.messages
    assert message["Bcc"] is message["X-Essai"] is None
    texte, html = (partie.get_content() for partie in message.iter_parts())
    assert [ligne for ligne in texte.splitlines() if ligne.startswith(("Bcc", "X-Essai"))] == []
    assert "<b>" not in html
    assert not {"\u202e", "\u200b", "\x00"} & set(texte + html)


def test_une_adresse_hostile_est_abandonnee_sans_rien_envoyer(affilie: Persona, smtp: Serveur) -> None:
    Dossier.objects.update(courriel="a@caisse.example\r\nBcc: voleur@mechant.example")
    (envoi,) = deposer(affilie)
    assert distribuer() == Bilan(abandonnes=1)
    assert smtp.octets == []
    assert actes(envoi) == [Acte.ENVOI_ABANDONNE]


def test_un_refus_passager_est_retente_sous_le_meme_message_id(
    affilie: Persona, smtp: Serveur, horloge: time_machine.Traveller
) -> None:
    (envoi,) = deposer(affilie)
    smtp.erreur = f"451 4.3.0 {affilie.dossier.courriel} plus tard"
    assert distribuer() == Bilan(reportes=1)
    assert distribuer() == Bilan()  # not before its time
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.essais, envoi.derniere_erreur) == (EtatEnvoi.A_ENVOYER, 1, "SMTPDataError 451")
    smtp.erreur = ""
    horloge.shift(timedelta(seconds=31))
    assert distribuer() == Bilan(envoyes=1)
    assert smtp.message_ids == [envoi.message_id]


def test_une_adresse_refusee_pour_de_bon_ne_l_est_qu_une_fois(affilie: Persona, smtp: Serveur) -> None:
    (envoi,) = deposer(affilie)
    smtp.refus = f"550 5.1.1 <{affilie.dossier.courriel}> inconnue"
    assert distribuer() == Bilan(abandonnes=1)
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.derniere_erreur) == (EtatEnvoi.ECHEC, "SMTPRecipientsRefused 550")


def test_un_envoi_abandonne_reste_visible_et_repart_quand_on_le_rejoue(
    affilie: Persona, smtp: Serveur, horloge: time_machine.Traveller
) -> None:
    (envoi,) = deposer(affilie)
    smtp.erreur = "451 plus tard"
    for _ in range(ESSAIS_MAX):
        assert distribuer().envoyes == 0
        horloge.shift(timedelta(hours=7))
    assert Envoi.objects.echoues().get().essais == ESSAIS_MAX
    assert actes(envoi) == [Acte.ENVOI_ABANDONNE]
    smtp.erreur = ""
    assert distribuer() == Bilan()
    rejouer(envoi=envoi, par=None)
    assert distribuer() == Bilan(envoyes=1)
    assert smtp.message_ids == [envoi.message_id]


def test_un_envoi_refuse_n_arrete_pas_les_autres(affilie: Persona, smtp: Serveur) -> None:
    deposer(affilie, genre="retire-du-code")
    deposer(affilie, 2)
    assert distribuer() == Bilan(envoyes=2, reportes=1)
    assert Envoi.objects.get(genre="retire-du-code").derniere_erreur == "GenreInconnu"


def test_un_serveur_muet_ou_absent_ne_coute_aucun_essai(affilie: Persona, settings: Settings, smtp: Serveur) -> None:
    (envoi,) = deposer(affilie)
    settings.EMAIL_PORT = port_libre()
    assert distribuer() == Bilan(joignable=False)
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.essais) == (EtatEnvoi.A_ENVOYER, 0)
    settings.EMAIL_PORT = smtp.port
    assert distribuer() == Bilan(envoyes=1)


def test_une_adresse_retiree_depuis_rend_l_envoi_sans_objet(affilie: Persona, smtp: Serveur) -> None:
    (envoi,) = deposer(affilie)
    Dossier.objects.update(courriel="")
    distribuer()
    envoi.refresh_from_db()
    assert envoi.etat == EtatEnvoi.SANS_OBJET
    assert smtp.octets == []


def test_un_bail_en_cours_protege_un_bail_fini_se_reprend(
    affilie: Persona, smtp: Serveur, settings: Settings, horloge: time_machine.Traveller
) -> None:
    (envoi,) = deposer(affilie)
    pris = prendre(envoi.pk)  # and its holder dies here
    assert pris
    assert prendre(envoi.pk) is None
    assert distribuer() == Bilan()
    horloge.shift(settings.COURRIEL_BAIL)
    assert distribuer() == Bilan(envoyes=1)
    livraison._conclure(pris, EtatEnvoi.ECHEC, Bilan())  # the holder was only slow: the mail has left all the same
    envoi.refresh_from_db()
    assert (envoi.etat, envoi.essais) == (EtatEnvoi.ENVOYE, 2)


def test_un_envoi_qui_tue_ses_ouvriers_finit_par_s_arreter(
    affilie: Persona, smtp: Serveur, settings: Settings, horloge: time_machine.Traveller
) -> None:
    (envoi,) = deposer(affilie)
    for _ in range(ESSAIS_MAX):
        assert prendre(envoi.pk)
        horloge.shift(settings.COURRIEL_BAIL)
    assert distribuer() == Bilan(abandonnes=1)
    assert Envoi.objects.get().derniere_erreur == "interrompu"


def test_plusieurs_distributeurs_n_envoient_rien_deux_fois(
    transactional_db: None, affilie: Persona, smtp: Serveur
) -> None:
    envois = deposer(affilie, 40)
    depart = Barrier(4)

    def courir(_: int) -> int:
        try:
            depart.wait(10)
            return distribuer().envoyes
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(courir, range(4))) == 40
    assert sorted(smtp.message_ids) == sorted(envoi.message_id for envoi in envois)
    assert set(Envoi.objects.values_list("essais", flat=True)) == {1}
    assert list(anomalies()) == []


def test_l_attente_double_et_se_disperse() -> None:
    for essais in range(1, ESSAIS_MAX + 1):
        pleine = min(30 * 2 ** (essais - 1), 6 * 3600)
        tirees = {attente(essais).total_seconds() for _ in range(50)}
        assert pleine / 2 <= min(tirees) < max(tirees) <= pleine
        assert len(tirees) > 40


def test_la_commande_distribue_et_le_dit(affilie: Persona, smtp: Serveur) -> None:
    deposer(affilie, 3)
    call_command("distribuer", stdout=(dit := StringIO()))
    assert "3 envoyés" in dit.getvalue()
    assert len(smtp.octets) == 3
