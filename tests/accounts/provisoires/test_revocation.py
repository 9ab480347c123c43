"""A choice, a change and a revocation end the provisional passwords in hand and those on their way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.agents.actes import revoquer_provisoires
from accounts.courriers import reveil
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.enums import Canal, EtatDemande, EtatEnvoi, EtatSecret
from accounts.envois.livraison import distribuer
from accounts.models import DemandeMotDePasse, Dossier, Envoi, SecretProvisoire
from accounts.reinitialisation.services import GENRE
from accounts.reinitialisation.traitement import traiter_demandes
from tests.accounts.choix.fabrique import AUTRE, CHOISIR, choisir, creer_secret, lire_le_code, presenter
from tests.accounts.courriers.conftest import demander as demander_une_lettre
from tests.accounts.reinitialisation.test_traitement import demander, etats, secret_du_message
from tests.accounts.securite.test_securite import CODE, changer, entrer
from tests.accounts.securite.test_securite import demander as demander_adresse
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_compte

Acteur = Callable[[Persona], None]


def par_le_mot_de_passe(persona: Persona) -> None:
    assert changer(entrer()).status_code == 302


def par_l_adresse(persona: Persona) -> None:
    membre = entrer()
    demander_adresse(membre)
    assert membre.post(CODE, {"code": lire_le_code()}).status_code == 302


def par_un_agent(persona: Persona) -> None:
    revoquer_provisoires(dossier=persona.dossier, par=creer_compte("!", est_agent=True))


def par_le_choix(persona: Persona) -> None:
    creer_secret(persona.dossier, clair="ACDEFGHJKMNP"[::-1])
    client = ClientStrict()
    presenter(client, persona.dossier, "ACDEFGHJKMNP"[::-1])
    assert choisir(client, persona.dossier.courriel)["Location"] == "/espace/"


FINS = pytest.mark.parametrize("finir", [par_le_mot_de_passe, par_l_adresse, par_un_agent, par_le_choix])


@pytest.fixture(autouse=True)
def personne_n_est_reveille(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reveil, "_publier", lambda: None)


@pytest.mark.parametrize("finir", [par_le_mot_de_passe, par_l_adresse, par_un_agent])
def test_ce_qui_est_recu_meurt(affilie: Persona, finir: Acteur) -> None:
    creer_secret(affilie.dossier)
    creer_secret(affilie.dossier, canal=Canal.LETTRE, clair=AUTRE)
    tenu = ClientStrict()
    presenter(tenu, affilie.dossier, AUTRE)
    assert tenu.get(CHOISIR).status_code == 200
    finir(affilie)
    assert set(etats()) == {EtatSecret.REVOQUE}
    assert tenu.get(CHOISIR)["Location"] == "/connexion/?fin=choix"
    assert "ne sert plus" in presenter(ClientStrict(), affilie.dossier).content.decode()


@FINS
def test_un_e_mail_en_retard_ne_part_plus(affilie: Persona, finir: Acteur, horloge: time_machine.Traveller) -> None:
    demander()
    traiter_demandes()
    finir(affilie)
    horloge.shift(timedelta(hours=1))
    distribuer()
    envoi = Envoi.objects.get(genre=GENRE)
    assert envoi.etat == EtatEnvoi.SANS_OBJET
    assert not SecretProvisoire.objects.filter(etat=EtatSecret.ACTIF).exists()


@FINS
def test_une_demande_que_personne_n_a_vue_reste_sans_suite(affilie: Persona, finir: Acteur) -> None:
    demandes = [demander(), demander(canal=Canal.LETTRE)]
    finir(affilie)
    assert traiter_demandes() == 0
    etats_vus = DemandeMotDePasse.objects.filter(pk__in=[une.pk for une in demandes]).values_list("etat", flat=True)
    assert set(etats_vus) == {EtatDemande.SANS_SUITE}


def test_le_premier_e_mail_retarde_ne_suit_pas_le_choix(affilie: Persona, horloge: time_machine.Traveller) -> None:
    demander()
    demander()
    traiter_demandes()
    retarde = Envoi.objects.filter(genre=GENRE).earliest("pk")
    Envoi.objects.filter(pk=retarde.pk).update(prochain_le=timezone.now() + timedelta(hours=1))
    distribuer()
    client = ClientStrict()
    presenter(client, affilie.dossier, secret_du_message())
    choisir(client, affilie.dossier.courriel)
    horloge.shift(timedelta(hours=2))
    distribuer()
    assert etats() == [EtatSecret.UTILISE]
    assert Envoi.objects.get(pk=retarde.pk).etat == EtatEnvoi.SANS_OBJET


@FINS
@pytest.mark.parametrize("quand", ["avant l’impression", "avant la remise"])
def test_une_lettre_qui_n_est_pas_postee_ne_s_active_pas(affilie: Persona, finir: Acteur, quand: str) -> None:
    anne, bruno = (creer_compte("!", est_agent=True) for _ in range(2))
    demander_une_lettre(affilie.dossier)
    lot = preparer_lot(par=anne)
    if quand == "avant l’impression":
        finir(affilie)
    imprimer_les_dues()
    if quand == "avant la remise":
        finir(affilie)
    billet = demander_telechargement(lot=lot, par=anne)
    telecharger_lot(lot=lot, billet=billet.public_id, par=anne)
    assert confirmer_remise(lot=lot, par=bruno, poste_le=timezone.localdate(), nombre_de_plis=1) == 0
    assert SecretProvisoire.objects.get(lot=lot).etat == EtatSecret.REVOQUE


def test_la_remise_regarde_encore_ce_que_l_impression_a_manque(affilie: Persona) -> None:
    """The revocation came while the letters were being printed: its secret was not there yet."""
    anne, bruno = (creer_compte("!", est_agent=True) for _ in range(2))
    demander_une_lettre(affilie.dossier)
    lot = preparer_lot(par=anne)
    imprimer_les_dues()
    Dossier.objects.update(provisoires_morts_le=timezone.now())
    billet = demander_telechargement(lot=lot, par=anne)
    telecharger_lot(lot=lot, billet=billet.public_id, par=anne)
    assert confirmer_remise(lot=lot, par=bruno, poste_le=timezone.localdate(), nombre_de_plis=1) == 0


def test_ce_qui_est_demande_ensuite_sert(affilie: Persona, horloge: time_machine.Traveller) -> None:
    par_un_agent(affilie)
    horloge.shift(timedelta(seconds=1))
    demander()
    traiter_demandes()
    distribuer()
    assert etats() == [EtatSecret.ACTIF]
    assert len(mail.outbox) == 1


def test_une_demande_ne_prend_pas_un_choix_en_cours(affilie: Persona, horloge: time_machine.Traveller) -> None:
    """Whoever asks with somebody's numéro must not shut the page where they choose their password."""
    creer_secret(affilie.dossier)
    client = ClientStrict()
    presenter(client, affilie.dossier)
    horloge.shift(timedelta(seconds=1))
    demander()
    traiter_demandes()
    assert distribuer().reportes == 1
    envoi = Envoi.objects.get(genre=GENRE)
    tenu = SecretProvisoire.objects.get()
    assert (envoi.etat, envoi.essais, envoi.prochain_le) == (EtatEnvoi.A_ENVOYER, 0, tenu.tenu_jusqu_a)
    assert choisir(client, affilie.dossier.courriel)["Location"] == "/espace/"
    horloge.shift(timedelta(hours=1))
    distribuer()
    assert etats() == [EtatSecret.UTILISE]
    assert Envoi.objects.get(genre=GENRE).etat == EtatEnvoi.SANS_OBJET


def test_un_choix_abandonne_laisse_partir_l_e_mail(affilie: Persona, horloge: time_machine.Traveller) -> None:
    creer_secret(affilie.dossier)
    presenter(ClientStrict(), affilie.dossier)
    demander()
    traiter_demandes()
    distribuer()
    horloge.shift(timedelta(minutes=31))
    assert distribuer().envoyes >= 1
    assert etats() == [EtatSecret.REVOQUE, EtatSecret.ACTIF]
