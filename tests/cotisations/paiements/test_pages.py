"""Paying, as a member sees it."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import decisions, services, verrous
from cotisations.paiements.application import appliquer
from cotisations.paiements.dire import PHRASES, TITRES
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.paiements.lyra import Lyra
from cotisations.paiements.passerelle import PasserelleInjoignable
from documents.models import Document, Revocation
from documents.services import rendre
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler, debiter, nouvelle, paiement
from tests.harnais import typographie
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
PAYER, HISTORIQUE = "/cotisations/payer/", "/cotisations/paiements/"
JOURS = date(2026, 11, 5), date(2026, 12, 5), date(2027, 2, 5)


@pytest.fixture
def membre(client_de: ClientDe, affilie: Persona) -> ClientStrict:
    return client_de(affilie)


def lire(client: ClientStrict, adresse: str) -> str:
    return str(client.get(adresse).content.decode())


def confirmer(client: ClientStrict, **champs: Any) -> Any:
    return client.post(PAYER, {"confirmer": "oui"} | champs)


def test_les_trois_facons_sont_cote_a_cote(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    page = lire(membre, PAYER)
    for facon in ("Par carte bancaire", "Par prélèvement automatique", "Par virement"):
        assert facon in page
    assert page.count("checked") == 1  # what is late
    assert "1\u202f500,00\u202f€" in page


def test_sans_retard_la_prochaine_echeance_est_proposee(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS[1:])
    page = lire(membre, PAYER)
    assert f'value="{echeances[0].public_id}" id="id_echeances_0" checked' in page
    assert page.count("checked") == 1


def test_qui_ne_doit_rien_le_lit(membre: ClientStrict) -> None:
    assert "il n’y a rien à payer" in lire(membre, PAYER)
    assert confirmer(membre, montant="10")["Location"] == PAYER


def test_verifier_puis_payer_ce_qui_est_coche(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    cochees = [str(echeances[0].public_id), str(echeances[2].public_id)]
    page = membre.post(PAYER, {"echeances": cochees}).content.decode()
    assert "Vérifiez votre paiement" in page
    assert "Payer 1\u202f000,00\u202f€" in page
    assert "5\u00a0décembre" not in page
    assert not Paiement.objects.exists()
    reponse = confirmer(membre, echeances=cochees)
    essai = Paiement.objects.get()
    assert reponse["Location"] == f"{PAYER}{essai.public_id}/"
    assert (essai.montant_centimes, essai.designees, essai.etat) == (100_000, sorted(cochees), EtatPaiement.OUVERT)
    page = lire(membre, reponse["Location"])
    assert "Continuer vers la banque" in page
    assert f'name="vads_order_id" value="{essai.public_id}"' in page


def test_revenir_sur_la_verification_garde_ce_qui_etait_ecrit(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    page = membre.post(PAYER, {"montant": "12,34", "modifier": "oui"}).content.decode()
    assert 'value="12,34"' in page
    assert "checked" not in page


def test_un_montant_paie_d_abord_ce_qui_est_coche(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    page = membre.post(PAYER, {"montant": "600", "echeances": [str(echeances[2].public_id)]}).content.decode()
    assert page.index("Échéance du 5\u00a0février 2027") < page.index("Échéance du 5\u00a0décembre 2026")
    assert "500,00" in page
    assert "100,00" in page


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({}, "Cochez au moins une échéance"),
        ({"montant": "0"}, "plus grand que zéro"),
        ({"montant": "-5"}, "commence à 1,00"),
        ({"montant": "0,50"}, "commence à 1,00"),
        ({"montant": "1500,01"}, "en tout"),
        ({"montant": "1200"}, "s’arrête à 1\u202f000,00"),
        ({"montant": "1e3"}, "Écrivez un montant"),
        ({"montant": "12,345"}, "Écrivez un montant"),
        ({"montant": "NaN"}, "Écrivez un montant"),
        ({"montant": "9" * 21}, "caractères"),
        ({"echeances": ["inconnue"]}, "a changé entre-temps"),
        ({"echeances": [str(uuid.UUID(int=3))]}, "a changé entre-temps"),
    ],
)
def test_ce_qui_ne_va_pas_se_dit(
    membre: ClientStrict, affilie: Persona, settings: Settings, saisie: dict[str, Any], message: str
) -> None:
    settings.CARTE_MAXIMUM_CENTIMES = 100_000
    appeler(affilie.dossier, *JOURS)
    page = confirmer(membre, **saisie).content.decode()
    assert message in page
    assert "<title>Erreur\u00a0: Payer mes cotisations" in page
    assert not Paiement.objects.exists()


@pytest.mark.parametrize("saisie", ["1 000,50", "1\u202f000,50\u00a0€", "1000.5", " 1000,50 "])
def test_un_montant_s_ecrit_comme_on_veut(membre: ClientStrict, affilie: Persona, saisie: str) -> None:
    appeler(affilie.dossier, *JOURS)
    confirmer(membre, montant=saisie)
    assert Paiement.objects.get().montant_centimes == 100_050


def test_un_paiement_en_cours_se_voit_et_en_empeche_un_autre(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    page = lire(membre, PAYER)
    assert "Un paiement est en cours" in page
    assert f"{PAYER}{essai.public_id}/" in page
    assert "Continuer</button>" not in page
    assert confirmer(membre, montant="10")["Location"] == PAYER
    assert Paiement.objects.count() == 1


def test_une_echeance_prelevee_se_voit_sans_se_cocher(
    membre: ClientStrict, affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    verrou = verrous.Verrou(echeances[0].public_id, JOURS[1], "elle est prélevée le 5\u00a0décembre 2026.")
    monkeypatch.setattr(verrous, "_SOURCES", [lambda dossier: [verrou]])
    page = lire(membre, PAYER)
    assert "elle est prélevée" in page
    assert f'value="{echeances[0].public_id}"' not in page
    assert "a changé" in confirmer(membre, echeances=[str(echeances[0].public_id)]).content.decode()


def test_sans_banque_les_deux_autres_facons_restent(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    with override_settings(PAIEMENT_PASSERELLE="aucune"):
        page = lire(membre, PAYER)
    assert "n’est pas ouvert" in page
    assert "Par virement" in page


@pytest.mark.parametrize("etat", EtatPaiement)
@pytest.mark.parametrize("retour", ["", "?retour=oui"])
def test_chaque_etat_a_sa_page(membre: ClientStrict, affilie: Persona, etat: EtatPaiement, retour: str) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, etat=etat, paye_le="2026-11-22T09:00:00Z")
    page = lire(membre, f"{PAYER}{essai.public_id}/{retour}")
    assert essai.numero in page
    if etat in {EtatPaiement.CREE, EtatPaiement.OUVERT, EtatPaiement.EN_ATTENTE} and retour:
        assert "Ne payez pas une seconde fois" in page
    else:
        assert TITRES[etat] in page
    assert "Dernier" not in page


def test_chaque_etat_a_ses_mots_bien_ecrits() -> None:
    assert set(TITRES) == set(PHRASES) == set(EtatPaiement)
    assert [faute for mots in (TITRES, PHRASES) for dit in mots.values() for faute in typographie.fautes(dit)] == []


@pytest.mark.parametrize("etat", [EtatPaiement.ABANDONNE, EtatPaiement.EXPIRE])
def test_ce_que_le_portail_a_clos_seul_ne_promet_aucun_debit(
    membre: ClientStrict, affilie: Persona, etat: EtatPaiement
) -> None:
    """Lyra cannot be asked: the card may have been debited, and its notification be late."""
    essai = paiement(affilie, etat=etat)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert "Rien n’a été débité" not in page
    assert "ne payez pas une seconde fois" in page
    assert "etiquette-en_retard" not in page


def test_une_banque_muette_sur_un_paiement_ouvert_ne_promet_aucun_debit(
    membre: ClientStrict, affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page was open before: the card may have been used there."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)

    def muette(*_: object) -> None:
        raise PasserelleInjoignable

    monkeypatch.setattr(Lyra, "ouvrir", muette)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert "La banque ne répond pas" in page
    assert "Rien n’a été débité" not in page
    assert "ne payez pas une seconde fois" in page


def test_le_retour_de_la_banque_ne_prouve_rien(client: ClientStrict, membre: ClientStrict, affilie: Persona) -> None:
    """Even with the words of a success, and even without a session."""
    essai = paiement(affilie)
    adresse = f"{PAYER}{essai.public_id}/retour/?vads_trans_status=CAPTURED&vads_amount=50000&signature=x"
    for navigateur in (client, membre):
        assert navigateur.get(adresse)["Location"] == f"{PAYER}{essai.public_id}/?retour=oui"
    assert client.get(f"{PAYER}{essai.public_id}/?retour=oui")["Location"].startswith("/connexion/?next=")
    assert "Confirmation en cours" in lire(membre, f"{PAYER}{essai.public_id}/?retour=oui")
    assert Paiement.objects.get().etat == EtatPaiement.OUVERT
    assert not Ecriture.objects.exists()


def test_une_carte_refusee_se_dit_et_un_autre_essai_est_offert(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.TENTATIVE_REFUSEE), origine=Origine.NOTIFICATION)
    page = lire(membre, f"{PAYER}{essai.public_id}/?retour=oui")
    assert "Votre carte a été refusée" in page
    vers_la_banque = page.split('name="vads_order_id"')[0].rsplit("<form", 1)[1]
    assert "payer" not in vers_la_banque.split(">")[0], "one step: the bank's page, not ours again"
    assert ">Essayer une autre carte</button>" in page.split('name="vads_order_id"')[1]
    assert "Confirmation en cours" not in page
    assert "<h1>Votre paiement n’a pas abouti</h1>" in page
    assert "est prêt" not in page


def test_actualiser_et_abandonner(membre: ClientStrict, affilie: Persona) -> None:
    essai = paiement(affilie)
    adresse = f"{PAYER}{essai.public_id}/"
    assert membre.post(adresse, {"geste": "actualiser"})["Location"] == f"{adresse}?retour=oui"
    assert membre.post(adresse, {"geste": "inconnu"})["Location"] == adresse
    page = membre.post(adresse, {"geste": "abandonner"}, follow=True).content.decode()
    assert "Ce paiement est abandonné" in page
    assert "Rien n’a été débité" not in page
    assert Paiement.objects.get().etat == EtatPaiement.ABANDONNE
    assert membre.post(adresse, {"geste": "abandonner"})["Location"] == PAYER  # twice is once


def test_ce_que_la_banque_examine_s_attend_et_ne_se_paie_pas_deux_fois(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.EN_ATTENTE), origine=Origine.NOTIFICATION)
    adresse = f"{PAYER}{essai.public_id}/"
    for retour in ("", "?retour=oui"):
        page = lire(membre, adresse + retour)
        assert "Ne payez pas une seconde fois" in page
        assert "ne peut pas être abandonné" in page
        assert 'value="abandonner"' not in page
    assert "ne peut plus être abandonné" in membre.post(adresse, {"geste": "abandonner"}, follow=True).content.decode()
    accueil = lire(membre, PAYER)
    assert "quand la banque aura répondu" in accueil
    assert "abandonnez-le" not in accueil
    assert confirmer(membre, montant="500")["Location"] == PAYER
    assert Paiement.objects.get().etat == EtatPaiement.EN_ATTENTE


@pytest.mark.parametrize("retour", ["", "?retour=oui"])
def test_une_page_fermee_a_la_banque_ne_se_propose_plus(
    membre: ClientStrict, affilie: Persona, horloge: time_machine.Traveller, retour: str
) -> None:
    """Before the job has passed; the way out is there, and money that came all the same is not lost."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, expire_le=timezone.now() + timedelta(minutes=5))
    horloge.shift(timedelta(minutes=6))  # the session lives longer
    page = lire(membre, f"{PAYER}{essai.public_id}/{retour}")
    assert "Le temps pour payer est passé" in page
    assert "Continuer vers la banque" not in page
    assert "Retourner à la page de la banque" not in page
    assert membre.post(f"{PAYER}{essai.public_id}/", {"geste": "abandonner"})["Location"] == PAYER
    assert "Par carte bancaire" in lire(membre, PAYER)
    assert appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION).apres == EtatPaiement.PAYE


def test_une_banque_injoignable_se_reessaie_dix_minutes(
    membre: ClientStrict, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    essai = paiement(affilie, etat=EtatPaiement.ERREUR)
    assert 'value="presenter"' in lire(membre, f"{PAYER}{essai.public_id}/")
    horloge.shift(timedelta(minutes=11))
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert 'value="presenter"' not in page
    assert "Payer mes cotisations</a>" in page


@pytest.mark.parametrize("geste", ["actualiser", "abandonner", "presenter", "recu"])
def test_le_paiement_d_un_autre_n_existe_pas(
    client_de: ClientDe, affilie: Persona, etranger: Persona, geste: str
) -> None:
    essai = paiement(affilie)
    client = client_de(etranger)
    assert client.post(f"{PAYER}{essai.public_id}/", {"geste": geste}).status_code == 404
    assert Paiement.objects.get().etat == EtatPaiement.OUVERT
    assert not NotificationPSP.objects.exists()


def test_payer_demande_un_jeton_csrf(affilie: Persona, client_de: ClientDe) -> None:
    appeler(affilie.dossier, *JOURS)
    client = client_de(affilie)
    client.handler.enforce_csrf_checks = True
    assert confirmer(client, montant="10").status_code == 403
    assert not Paiement.objects.exists()


def test_le_recu_dit_ce_qui_a_ete_regle_puis_ne_vaut_plus_rien(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, 50_000, echeances[1])
    adresse = f"{PAYER}{essai.public_id}/"
    assert "n’est pas, ou plus" in membre.post(adresse, {"geste": "recu"}, follow=True).content.decode()
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    premier, second = (membre.post(adresse, {"geste": "recu"})["Location"] for _ in range(2))
    assert premier == second
    recu = Document.objects.get()
    assert (recu.type, recu.sujet, recu.titre) == ("recu-paiement", str(essai.public_id), "Reçu de paiement")
    assert membre.get(premier).status_code == 200
    appliquer(nouvelle(essai, EtatEvenement.CAPTURE_ECHOUEE), origine=Origine.NOTIFICATION)
    assert Revocation.objects.get().document == recu


@pytest.mark.parametrize(("rendu", "reste"), [(50_000, "n’est pas, ou plus"), (20_000, "vient de changer")])
def test_un_argent_repris_pendant_que_le_recu_s_ecrit_n_en_laisse_aucun(
    membre: ClientStrict, affilie: Persona, monkeypatch: pytest.MonkeyPatch, rendu: int, reste: str
) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)

    def rembourser_puis_ecrire(*args: Any, **nommes: Any) -> Any:
        repris = nouvelle(essai, EtatEvenement.FAIT, TypeEvenement.REMBOURSEMENT, id_psp="r1", centimes=rendu)
        appliquer(repris, origine=Origine.NOTIFICATION)
        return rendre(*args, **nommes)

    monkeypatch.setattr("documents.services.rendre", rembourser_puis_ecrire)
    page = membre.post(f"{PAYER}{essai.public_id}/", {"geste": "recu"}, follow=True).content.decode()
    assert reste in page
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("sujet", "centimes", "encore"),
    [
        (TypeEvenement.REMBOURSEMENT, 50_000, False),
        (TypeEvenement.REMBOURSEMENT, 20_000, True),
        (TypeEvenement.LITIGE, 50_000, False),
    ],
)
def test_le_recu_d_un_argent_repris_ne_vaut_plus_et_dit_pourquoi(
    membre: ClientStrict, affilie: Persona, sujet: TypeEvenement, centimes: int, encore: bool
) -> None:
    essai = paiement(affilie)
    adresse = f"{PAYER}{essai.public_id}/"
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    recu = membre.post(adresse, {"geste": "recu"})["Location"]
    etat = EtatEvenement.OUVERT if sujet is TypeEvenement.LITIGE else EtatEvenement.FAIT
    appliquer(nouvelle(essai, etat, sujet, id_psp="r1", centimes=centimes), origine=Origine.NOTIFICATION)
    page = lire(membre, recu)
    assert ">Révoqué</span> La somme a été rendue, annulée ou contestée" in page
    assert ('value="recu"' in lire(membre, adresse)) is encore
    if encore:
        assert membre.post(adresse, {"geste": "recu"})["Location"] not in (adresse, recu)


def test_le_recu_d_un_paiement_maintenu_se_redemande(membre: ClientStrict, affilie: Persona) -> None:
    essai = paiement(affilie)
    adresse = f"{PAYER}{essai.public_id}/"
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    premier = membre.post(adresse, {"geste": "recu"})["Location"]
    for etat in (EtatEvenement.OUVERT, EtatEvenement.GAGNE):
        appliquer(nouvelle(essai, etat, TypeEvenement.LITIGE, id_psp="l1"), origine=Origine.NOTIFICATION)
    assert membre.post(adresse, {"geste": "recu"})["Location"] not in (adresse, premier)


def test_deux_recus_de_la_meme_annee_valent_tous_deux(
    client_de: ClientDe, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    appeler(affilie.dossier, *JOURS)
    for _ in range(2):
        essai = paiement(affilie, 10_000, etat=EtatPaiement.EXPIRE)
        appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
        client_de(affilie).post(f"{PAYER}{essai.public_id}/", {"geste": "recu"})
        horloge.shift(timedelta(days=1))
    documents = Document.objects.avec_etat(date(2026, 11, 25))
    assert [document.etat_dit for document in documents] == ["Valide", "Valide"]


def test_un_recu_ne_se_demande_pas_sans_paiement(membre: ClientStrict) -> None:
    assert (
        "se demande sur la page du paiement"
        in membre.post("/documents/attestations/recu-paiement/", follow=True).content.decode()
    )
    assert "Reçu de paiement" not in lire(membre, "/documents/attestations/")


def test_un_remboursement_partiel_se_voit(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    rendu = nouvelle(essai, EtatEvenement.FAIT, TypeEvenement.REMBOURSEMENT, id_psp="r", centimes=12_300)
    appliquer(rendu, origine=Origine.NOTIFICATION)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert "123,00" in page
    assert "377,00" in page


def test_une_somme_plus_ancienne_se_paie(membre: ClientStrict, affilie: Persona) -> None:
    debiter(affilie.dossier, 20_000, date(2024, 1, 2))
    appeler(affilie.dossier, *JOURS)
    confirmer(membre, echeances=["hors-echeancier"])
    essai = Paiement.objects.get()
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert "Somme plus ancienne" in page
    assert "Payé d’avance" not in page


def test_l_historique_coute_autant_plein_que_vide(membre: ClientStrict, affilie: Persona) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert membre.get("/cotisations/paiements/").status_code == 200
        return len(requetes)

    paiement(affilie, etat=EtatPaiement.PAYE)
    peu = cout()
    for _ in range(30):
        paiement(affilie, etat=EtatPaiement.REFUSE)
    assert cout() <= peu
    assert "Page 1 sur 2" in lire(membre, "/cotisations/paiements/").replace("\u00a0", " ")


@pytest.mark.parametrize("nombre", [1, 40])
def test_le_budget_de_la_page_de_paiement(membre: ClientStrict, affilie: Persona, nombre: int) -> None:
    appeler(affilie.dossier, *(date(2026, 1, 1) + timedelta(days=9 * rang) for rang in range(nombre)))
    with CaptureQueriesContext(connection) as requetes:
        membre.get(PAYER)
    assert len(requetes) <= 10


def test_ce_qu_un_agent_verifie_ne_se_paie_pas_deux_fois_et_le_reste_se_paie(
    membre: ClientStrict, affilie: Persona
) -> None:
    """The bank took another amount: it may well pay what was asked, and nothing else."""
    echeances = [str(une.public_id) for une in appeler(affilie.dossier, *JOURS)]
    essai = paiement(affilie, 50_000, designees=echeances[:1])
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=1_000), origine=Origine.NOTIFICATION)
    page = lire(membre, PAYER)
    assert "Nous vérifions un paiement" in page
    assert f"Voir le paiement {essai.numero}" in page
    assert f'value="{echeances[0]}"' not in page
    assert f'value="{echeances[1]}"' in page
    assert "a changé" in confirmer(membre, echeances=echeances[:1]).content.decode()
    assert "1\u202f000,00\u202f€ au plus" in confirmer(membre, montant="1000,01").content.decode()
    confirmer(membre, echeances=echeances[1:])
    assert Paiement.objects.get(etat=EtatPaiement.OUVERT).montant_centimes == 100_000
    essai.refresh_from_db()
    decisions.decider_paiement(paiement=essai, accepter=False, attendu=1_000, par=affilie.compte)
    services.abandonner_paiement(paiement=Paiement.objects.latest("pk"), par=affilie.compte)
    assert f'value="{echeances[0]}"' in lire(membre, PAYER)


def test_un_petit_paiement_examine_ne_retient_que_sa_somme(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, JOURS[0])
    essai = paiement(affilie, 1_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=2_000), origine=Origine.NOTIFICATION)
    page = lire(membre, PAYER)
    assert "règle peut-être déjà 20,00\u202f€" in page.replace("\u00a0", " ")
    confirmer(membre, echeances=[str(echeances[0].public_id)])
    assert Paiement.objects.latest("pk").montant_centimes == 48_000


def test_rien_d_autre_a_payer_que_ce_qui_est_verifie_se_dit(membre: ClientStrict, affilie: Persona) -> None:
    appeler(affilie.dossier, JOURS[0])
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=60_000), origine=Origine.NOTIFICATION)
    page = lire(membre, PAYER).replace("\u00a0", " ")
    assert "déjà en cours de vérification : il n’y a rien d’autre à payer" in page
    assert 'name="echeances"' not in page
    assert "Choisissez l’une des trois façons" not in page


def test_une_echeance_annoncee_au_prelevement_est_dite_et_n_est_pas_cochee(
    membre: ClientStrict, affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    echeances = appeler(affilie.dossier, *JOURS[1:])
    phrase = "500,00\u202f€ seront prélevés le 5\u00a0décembre 2026\u00a0: rien à faire."
    verrou = verrous.Verrou(echeances[0].public_id, JOURS[1], phrase, est_ferme=False)
    monkeypatch.setattr(verrous, "_SOURCES", [lambda dossier: [verrou]])
    page = lire(membre, PAYER)
    assert phrase in page
    assert f'value="{echeances[0].public_id}" id="id_echeances_0">' in page
    assert f'value="{echeances[1].public_id}" id="id_echeances_1" checked' in page
    confirmer(membre, echeances=[str(echeances[0].public_id)])
    assert Paiement.objects.get().designees == [str(echeances[0].public_id)], "elle peut se payer autrement"


def test_ce_qui_sera_preleve_n_appelle_aucun_choix(
    membre: ClientStrict, affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One échéance that nothing collects, and there is something to choose again."""
    echeances = appeler(affilie.dossier, *JOURS[1:])
    annonces = [verrous.Verrou(une.public_id, JOURS[1], "elle est annoncée.", est_ferme=False) for une in echeances]
    monkeypatch.setattr(verrous, "_SOURCES", [lambda dossier: annonces])
    page = lire(membre, PAYER)
    assert "vous n’avez rien à faire" in page
    assert "Vous préférez payer avant" in page
    assert "Choisissez l’une des trois façons" not in page
    annonces.pop()
    page = lire(membre, PAYER)
    assert "vous n’avez rien à faire" not in page
    assert "Choisissez l’une des trois façons" in page


def test_ce_qu_un_agent_verifie_dit_la_suite(membre: ClientStrict, affilie: Persona, settings: Settings) -> None:
    essai = paiement(affilie, etat=EtatPaiement.A_EXAMINER)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert "Et ensuite" in page
    assert "ne payez pas une seconde fois" in page
    assert "Appelez le Service client au" in page.split("Une question sur ce paiement")[1]
    assert settings.CAISSE_COURRIEL in page
    assert f'<a href="{HISTORIQUE}">Revenir à mes paiements par carte</a>' in page


@pytest.mark.parametrize(
    ("etat", "dit"),
    [
        (EtatPaiement.OUVERT, "À terminer"),
        (EtatPaiement.A_EXAMINER, "En cours de vérification"),
        (EtatPaiement.CLASSE, "Non retenu"),
        (EtatPaiement.PAYE, "Payé"),
    ],
)
def test_l_etat_se_lit_avec_les_mots_de_la_personne(
    membre: ClientStrict, affilie: Persona, etat: EtatPaiement, dit: str
) -> None:
    essai = paiement(affilie, etat=etat)
    for adresse in (HISTORIQUE, f"{PAYER}{essai.public_id}/"):
        assert f">{dit}</span>" in lire(membre, adresse)


def test_un_paiement_conteste_est_a_payer_d_abord(membre: ClientStrict, affilie: Persona) -> None:
    """Its money was taken back: neither green, nor a receipt first."""
    essai = paiement(affilie, etat=EtatPaiement.LITIGE)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert '<span class="etiquette etiquette-partielle">Contesté</span>' in page
    assert f'<a class="bouton" href="{PAYER}">Payer mes cotisations</a>' in page
    assert 'value="recu"' not in page
    assert (
        "n’est pas, ou plus"
        in membre.post(f"{PAYER}{essai.public_id}/", {"geste": "recu"}, follow=True).content.decode()
    )


def test_une_carte_refusee_ne_dit_pas_que_tout_est_pret(membre: ClientStrict, affilie: Persona) -> None:
    """Before the bank's page, as after it."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.TENTATIVE_REFUSEE), origine=Origine.NOTIFICATION)
    page = lire(membre, f"{PAYER}{essai.public_id}/")
    assert ">Carte refusée</span>" in page
    assert "Pour payer autrement, abandonnez d’abord" in page
    assert PHRASES[EtatPaiement.OUVERT] not in page


@pytest.mark.parametrize("retour", ["", "?retour=oui"])
def test_ce_qui_n_est_plus_du_ne_repart_pas_a_la_banque(membre: ClientStrict, affilie: Persona, retour: str) -> None:
    """A virement came while the card was being tried: nobody pays twice."""
    echeances = appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, 50_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.TENTATIVE_REFUSEE), origine=Origine.NOTIFICATION)
    autre = paiement(affilie, 50_000, echeances[0], etat=EtatPaiement.EXPIRE)
    appliquer(nouvelle(autre, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    page = lire(membre, f"{PAYER}{essai.public_id}/{retour}")
    assert "<h1>Ce paiement n’est plus à faire</h1>" in page
    assert "a changé entre-temps" in page
    assert "vads_order_id" not in page
    assert membre.post(f"{PAYER}{essai.public_id}/", {"geste": "abandonner"})["Location"] == PAYER


def test_apres_un_refus_sans_appel_une_autre_carte_paie_la_meme_chose(membre: ClientStrict, affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    refuse = paiement(affilie, 50_000, echeances[1])
    appliquer(nouvelle(refuse, EtatEvenement.REFUSE), origine=Origine.NOTIFICATION)
    adresse = f"{PAYER}{refuse.public_id}/"
    assert 'value="autre-carte"' in lire(membre, adresse)
    reponse = membre.post(adresse, {"geste": "autre-carte"})
    suivant = Paiement.objects.get(etat=EtatPaiement.OUVERT)
    assert (suivant.montant_centimes, suivant.designees) == (50_000, refuse.designees)
    assert reponse["Location"] == f"{PAYER}{suivant.public_id}/"
    assert membre.post(adresse, {"geste": "autre-carte"})["Location"] == PAYER  # twice is once
    assert Paiement.objects.count() == 2


def test_une_autre_carte_ne_paie_rien_d_autre_que_ce_qui_etait_choisi(membre: ClientStrict, affilie: Persona) -> None:
    """Paid in part since: the rest would have gone to another échéance, unasked."""
    echeances = appeler(affilie.dossier, *JOURS)
    refuse = paiement(affilie, 50_000, echeances[1], etat=EtatPaiement.REFUSE)
    autre = paiement(affilie, 20_000, echeances[1], etat=EtatPaiement.EXPIRE)
    appliquer(nouvelle(autre, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    reponse = membre.post(f"{PAYER}{refuse.public_id}/", {"geste": "autre-carte"}, follow=True)
    assert reponse.redirect_chain[-1][0] == PAYER
    assert "a changé entre-temps" in reponse.content.decode()
    assert not Paiement.objects.filter(etat=EtatPaiement.OUVERT).exists()


def test_une_autre_carte_paie_aussi_ce_qui_depassait_les_cases_cochees(
    membre: ClientStrict, affilie: Persona, horloge: time_machine.Traveller
) -> None:
    """An amount was written above what was ticked: nothing moved since, and it is still what was asked."""
    echeances = appeler(affilie.dossier, *JOURS)
    horloge.shift(timedelta(minutes=1))
    membre.post(PAYER, {"echeances": [str(echeances[0].public_id)], "montant": "600", "confirmer": "oui"})
    refuse = Paiement.objects.get()
    appliquer(nouvelle(refuse, EtatEvenement.REFUSE), origine=Origine.NOTIFICATION)
    membre.post(f"{PAYER}{refuse.public_id}/", {"geste": "autre-carte"})
    suivant = Paiement.objects.get(etat=EtatPaiement.OUVERT)
    assert (suivant.montant_centimes, suivant.designees) == (60_000, refuse.designees)


def test_une_autre_carte_ne_deborde_pas_de_ce_qui_est_verifie_depuis(membre: ClientStrict, affilie: Persona) -> None:
    """What an agent looks at may pay a part of it: the rest would have gone to another échéance, unasked."""
    echeances = appeler(affilie.dossier, *JOURS)
    refuse = paiement(affilie, 50_000, echeances[1], etat=EtatPaiement.REFUSE)
    autre = paiement(affilie, 20_000, echeances[1], etat=EtatPaiement.EXPIRE)
    appliquer(nouvelle(autre, EtatEvenement.PAYE, centimes=10_000), origine=Origine.NOTIFICATION)
    reponse = membre.post(f"{PAYER}{refuse.public_id}/", {"geste": "autre-carte"}, follow=True)
    assert "a changé entre-temps" in reponse.content.decode()
    assert not Paiement.objects.filter(etat=EtatPaiement.OUVERT).exists()


@pytest.mark.parametrize("etat", [etat for etat in EtatPaiement if etat != EtatPaiement.REFUSE])
def test_une_autre_carte_ne_se_demande_qu_apres_un_refus(
    membre: ClientStrict, affilie: Persona, etat: EtatPaiement
) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, etat=etat)
    adresse = f"{PAYER}{essai.public_id}/"
    assert membre.post(adresse, {"geste": "autre-carte"})["Location"] == adresse
    assert Paiement.objects.count() == 1
