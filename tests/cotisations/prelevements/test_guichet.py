"""Batches and returns at the back office, page after page, by two agents."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.administration.roles import COTISATIONS
from cotisations.models import DecisionDeRetour, Ecriture, LotDePrelevements, Prelevement, RetourDePrelevement
from cotisations.prelevements.decisions import classer
from cotisations.prelevements.en_route import verrous_des_prelevements
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.lots import annuler_lot, transmettre_lot
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.preparation import preparer_lot, valider_lot
from cotisations.prelevements.production import produire_les_fichiers, telecharger_lot
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler
from tests.cotisations.prelevements.fabrique import (
    IBAN,
    affilies_a_prelever,
    ligne_de,
    lot_pris,
    lot_transmis,
    mandat_actif,
)
from tests.cotisations.prelevements.test_retours import camt054, credit, debit, pain002, prendre
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)
LOTS = "/admin/cotisations/lotdeprelevements/"
RETOURS = "/admin/cotisations/retourdeprelevement/"


@pytest.fixture
def agents(creer_agent: CreerAgent) -> tuple[Agent, Agent]:  # noqa: F811 - the fixture imported above
    return creer_agent(COTISATIONS, nom="alice"), creer_agent(COTISATIONS, nom="basile")


def fiche() -> str:
    return f"{LOTS}{LotDePrelevements.objects.get().public_id}/"


def test_un_lot_du_gel_a_l_encaissement(
    affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller
) -> None:
    affilies_a_prelever(2, JOUR, affilie.compte)
    alice, basile = (agent.navigateur() for agent in agents)
    assert "7\u00a0décembre 2026" in alice.get(LOTS).content.decode()
    alice.get(f"{LOTS}preparer/")
    ici = alice.post(f"{LOTS}preparer/", {"jour": "2026-12-07"})["Location"]
    assert ici == fiche()
    assert "Une autre personne valide ce lot" in alice.get(ici).content.decode()
    alice.post(f"{ici}valider/")
    assert LotDePrelevements.objects.get().etat == "gele"
    basile.get(f"{ici}valider/")
    basile.post(f"{ici}valider/")
    produire_les_fichiers()
    page = basile.get(ici).content.decode()
    assert IBAN not in page
    assert "Relire ce fichier" not in page
    for ligne in Prelevement.objects.select_related("mandat", "dossier"):
        assert f"/admin/cotisations/prelevement/{ligne.public_id}/" in page
        assert f"/admin/cotisations/mandatsepa/{ligne.mandat.public_id}/" in page
        assert (
            f'<a href="{ici}">LOT-2026-000001</a>'
            in basile.get(f"/admin/cotisations/prelevement/{ligne.public_id}/").content.decode()
        )
    basile.get(f"{ici}fichier/")
    fichiers = [navigateur.post(f"{ici}fichier/") for navigateur in (alice, basile)]
    assert fichiers[0].content == fichiers[1].content
    assert fichiers[0]["Content-Disposition"] == 'attachment; filename="LOT-2026-000001.xml"'
    basile.get(f"{ici}transmettre/")
    basile.post(f"{ici}transmettre/", {"transmis_le": "2026-11-22"})
    assert LotDePrelevements.objects.get().etat == "transmis"
    transmis = basile.get(ici)
    assert all("fichier" not in offert.adresse for offert in transmis.context["actes"])
    assert f'<a href="{ici}fichier/">Relire ce fichier pour un contrôle</a>' in transmis.content.decode()
    assert "Ne le déposez pas à la banque" in basile.get(f"{ici}fichier/").content.decode()
    assert basile.post(f"{ici}fichier/").content == fichiers[0].content
    assert f"{ici}encaisser/" not in basile.get(ici).content.decode()  # not before its day
    horloge.move_to(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
    basile = agents[1].navigateur()
    assert "1\u202f000,00\u202f€" in basile.get(f"{ici}encaisser/").content.decode()
    for le, centimes, dit in (
        ("2026-12-07", "999,00", "rien n’est inscrit aux comptes"),
        ("2026-12-06", "1000,00", "avant le 7\u00a0décembre 2026"),
    ):
        assert dit in basile.post(f"{ici}encaisser/", {"le": le, "centimes": centimes}).content.decode()
    assert not Ecriture.objects.filter(nature="prelevement").exists()
    basile.post(f"{ici}encaisser/", {"le": "2026-12-07", "centimes": "1000,00"})
    assert Ecriture.objects.filter(nature="prelevement").count() == 2
    for adresse in (LOTS, ici, "/admin/cotisations/prelevement/", "/admin/cotisations/mandatsepa/"):
        assert basile.get(adresse).status_code == 200


@pytest.mark.parametrize(
    ("jour", "dit"), [("2026-12-25", "TARGET"), ("2026-11-23", "Trop tard"), ("x", "Indiquez un jour")]
)
def test_un_jour_impossible_est_dit(agents: tuple[Agent, Agent], jour: str, dit: str) -> None:
    assert dit in agents[0].navigateur().post(f"{LOTS}preparer/", {"jour": jour}).content.decode()
    assert not LotDePrelevements.objects.exists()


def test_annuler_rend_les_lignes(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(1, JOUR, affilie.compte)
    alice = agents[0].navigateur()
    alice.post(f"{LOTS}preparer/", {"jour": "2026-12-07"})
    alice.get(f"{fiche()}annuler/")
    alice.post(f"{fiche()}annuler/", {"motif": "Erreur de jour"})
    assert Prelevement.objects.get().etat == "prenotifie"
    assert "Erreur de jour" in alice.get(fiche()).content.decode()


def test_importer_des_retours(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    alice = agents[0].navigateur()
    alice.get(f"{RETOURS}importer/")
    octets = pain002(("INCONNUE", "AM04"))
    alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", octets)})
    retour = RetourDePrelevement.objects.get()
    assert "Référence inconnue" in alice.get(RETOURS).content.decode()
    assert "provision" in alice.get(f"{RETOURS}{retour.public_id}/").content.decode()
    encore = alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", octets)}).content.decode()
    assert "déjà importé" in encore
    faux = alice.post(f"{RETOURS}importer/", {"fichier": SimpleUploadedFile("r.xml", b"<!DOCTYPE a>")}).content.decode()
    assert "Rien n’a été importé" in faux


@pytest.mark.parametrize(
    ("octets", "dit"),
    [
        (b"<!DOCTYPE a>", "un fichier de la banque n’en a pas"),
        (b'<?xml version="1.0"?><Document><Stmt/></Document>', "ni un compte rendu de rejets (pain.002)"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "attendu en UTF-8"),
        (b"# Bonjour", "mal formé, ou ce n’est ni un pain.002, ni un camt.054"),
    ],
)
def test_un_fichier_d_une_autre_sorte_dit_lesquels_sont_pris(
    agents: tuple[Agent, Agent], octets: bytes, dit: str
) -> None:
    """And never speaks of statements as if one were expected here."""
    alice = agents[0].navigateur()
    fichier = SimpleUploadedFile("r.xml", octets)
    page = alice.post(f"{RETOURS}importer/", {"fichier": fichier}).content.decode()
    assert dit in page
    assert "Rien n’a été importé" in page
    assert "ni un camt.053" not in page
    assert not RetourDePrelevement.objects.exists()


def test_l_acte_attendu_est_le_premier_bouton(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    """Validating for the one who did not prepare; what the preparer can still do presses nobody."""
    affilies_a_prelever(1, JOUR, affilie.compte)
    alice, basile = (agent.navigateur() for agent in agents)
    alice.post(f"{LOTS}preparer/", {"jour": "2026-12-07"})
    assert f'<a class="bouton" href="{fiche()}valider/">Valider le lot</a>' in basile.get(fiche()).content.decode()
    page = alice.get(fiche()).content.decode()
    assert "Une autre personne valide ce lot" in page
    assert 'class="bouton" href' not in page


# Returns that wait -------------------------------------------------------------------------------


def ici(retour: RetourDePrelevement) -> str:
    return f"{RETOURS}{retour.public_id}/"


def attendus(agent: Agent) -> tuple[int, str]:
    contexte: Any = agent.navigateur().get("/admin/").context
    (carte,) = (une for une in contexte["cartes"] if une.titre == "Retours de prélèvements à examiner")
    return carte.nombre, carte.ton


def test_la_carte_mene_a_ceux_qui_attendent(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    assert attendus(agents[0]) == (0, "")
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    prendre(pain002((Prelevement.objects.get().end_to_end, "AC04"), ("INCONNUE", "AM04")))
    assert attendus(agents[0]) == (1, "danger")
    alice = agents[0].navigateur()
    liste = alice.get(RETOURS, {"file": "a-examiner"}).content.decode()
    assert ("INCONNUE" in liste, Prelevement.objects.get().end_to_end in liste) == (True, False)


def test_reprendre_l_argent(affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller) -> None:
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot = lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    encaisser_lot(lot=lot, le=JOUR, centimes=50_000, par=agents[0].compte)
    prendre(camt054(debit(Prelevement.objects.get().end_to_end, "AC04", "499.99")))
    retour = RetourDePrelevement.objects.get()
    alice = agents[0].navigateur()
    fiche = alice.get(ici(retour)).content.decode()
    assert ("Reprendre l’argent" in fiche, "Classer" in fiche, "rejeter/" in fiche) == (True, True, False)
    demande = alice.get(f"{ici(retour)}reprendre/").content.decode()
    assert "499,99" in demande
    assert "500,00" in demande
    assert not Ecriture.objects.filter(nature="rejet").exists(), "lire ne fait rien"
    horloge.shift(timedelta(minutes=10))
    assert alice.post(f"{ici(retour)}reprendre/")["Location"].startswith("/admin/code/"), "un code récent"
    basile = agents[1].navigateur()
    assert "est avertie" in basile.post(f"{ici(retour)}reprendre/", follow=True).content.decode()
    assert Ecriture.objects.filter(nature="rejet").count() == 1
    assert "plus, à faire" in basile.post(f"{ici(retour)}reprendre/", follow=True).content.decode()
    fiche = basile.get(ici(retour)).content.decode()
    assert f"Par {agents[1].compte.identifiant}" in fiche
    assert "reprendre/" not in fiche
    assert attendus(agents[1]) == (0, "")


def test_representer_ou_classer(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(2, JOUR, affilie.compte)
    lot = lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    une, autre = lot.prelevements.order_by("pk")
    prendre(pain002((une.end_to_end, "MS03"), (autre.end_to_end, "MS02")))
    premier, second = RetourDePrelevement.objects.order_by("pk")
    alice = agents[0].navigateur()
    assert "quatorze jours" in alice.get(f"{ici(premier)}representer/").content.decode()
    assert "présentés le" in alice.post(f"{ici(premier)}representer/", follow=True).content.decode()
    assert Prelevement.objects.get(represente=une).a_prendre == 50_000
    alice.get(f"{ici(second)}classer/")
    assert "Dites pourquoi" in alice.post(f"{ici(second)}classer/", {"motif": " "}).content.decode()
    alice.post(f"{ici(second)}classer/", {"motif": "Payé au guichet."})
    assert "Payé au guichet." in alice.get(ici(second)).content.decode()
    encore = alice.post(f"{ici(second)}classer/", {"motif": "encore"}, follow=True).content.decode()
    assert "n’est plus, à faire" in encore
    assert attendus(agents[0]) == (0, "")


def test_ce_que_la_banque_dit_d_un_lot(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    """Told of a batch that is not at the bank here: it waits, is done when somebody says so, and nothing is lost."""
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot = lot_pris(JOUR, agents[0].compte, agents[1].compte)
    prendre(camt054(credit(lot, "499.00"), credit(lot, "500.00")))
    alice = agents[0].navigateur()
    for retour in RetourDePrelevement.objects.all():
        assert "encaisser/" not in alice.get(ici(retour)).content.decode()
    adresse = f"{LOTS}{lot.public_id}/transmettre/"
    dit = alice.post(adresse, {"transmis_le": "2026-11-22"}, follow=True).content.decode()
    assert "1 retour" in dit
    assert Ecriture.objects.filter(nature="prelevement").count() == 1
    (reste,) = RetourDePrelevement.objects.a_examiner()
    alice.post(f"{ici(reste)}classer/", {"motif": "Un autre créancier."})
    assert DecisionDeRetour.objects.count() == 2


def test_dire_a_la_main_qu_un_lot_est_refuse_ou_credite(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(2, JOUR, affilie.compte)
    lot = lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    prendre(camt054(credit(lot, "500.00")))
    retour, alice = RetourDePrelevement.objects.get(), agents[0].navigateur()
    assert "500,00" in alice.get(f"{ici(retour)}encaisser/").content.decode()
    assert "rien n’est inscrit" in alice.post(f"{ici(retour)}encaisser/", follow=True).content.decode()
    prendre(pain002((lot.prelevements.order_by("pk")[0].end_to_end, "AC04")))
    assert "la page du lot" in alice.post(f"{ici(retour)}encaisser/", follow=True).content.decode()
    assert LotDePrelevements.objects.get().etat == "encaisse"


def test_la_liste_des_retours_coute_autant_pleine_que_vide(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    alice = agents[0].navigateur()

    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert alice.get(RETOURS).status_code == 200
        return len(requetes)

    affilies_a_prelever(12, JOUR, affilie.compte)
    lignes = list(lot_transmis(JOUR, agents[0].compte, agents[1].compte).prelevements.all())
    prendre(pain002((lignes[0].end_to_end, "MS02")))
    peu = cout()
    prendre(pain002(*((une.end_to_end, "MS02") for une in lignes[1:])))
    for retour in RetourDePrelevement.objects.all()[:6]:
        classer(retour=retour, motif="essai", par=agents[0].compte)
    assert cout() <= peu + 1  # who decided


# What the bank should not take, and what it should have ------------------------------------------


def carte(agent: Agent, titre: str) -> tuple[int, str]:
    contexte: Any = agent.navigateur().get("/admin/").context
    (une,) = (une for une in contexte["cartes"] if une.titre == titre)
    return une.nombre, une.ton


def test_rappeler_a_la_banque(
    affilie: Persona, agents: tuple[Agent, Agent], client_de: ClientDe, horloge: time_machine.Traveller
) -> None:
    titre = "Prélèvements à rappeler"
    assert carte(agents[0], titre) == (0, "")
    actif = mandat_actif(affilie.dossier, affilie.compte)
    (due,) = appeler(affilie.dossier, JOUR)
    ligne = ligne_de(actif, due, JOUR)
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    membre = client_de(affilie)
    dit = membre.post("/cotisations/prelevement/revoquer/", follow=True).content.decode()
    assert "peut encore passer" in dit
    assert "En cours" in dit
    assert carte(agents[0], titre) == (1, "danger")
    alice = agents[0].navigateur()
    liste = alice.get("/admin/cotisations/prelevement/", {"rappel": "a-faire"}).content.decode()
    assert (affilie.dossier.numero in liste, liste.count("/admin/cotisations/prelevement/") > 0) == (True, True)
    fiche = f"/admin/cotisations/prelevement/{ligne.public_id}/"
    assert "4\u00a0décembre 2026 au plus tard" in alice.get(fiche).content.decode()
    alice.get(f"{fiche}rappeler/")
    assert "Le jour du rappel" in alice.post(f"{fiche}rappeler/", {"le": "2026-11-23"}).content.decode()
    horloge.shift(timedelta(minutes=10))
    assert "Confirmez que c’est vous" in alice.post(f"{fiche}rappeler/", {"le": "2026-11-22"}).content.decode()
    ligne.refresh_from_db()
    assert ligne.etat == "transmis", "un code récent"
    basile = agents[1].navigateur()
    page = basile.post(f"{fiche}rappeler/", {"le": "2026-11-22"}, follow=True).content.decode()
    assert f"par {agents[1].compte.identifiant}" in page
    assert carte(agents[1], titre) == (0, "")
    membre = client_de(affilie)
    vu = membre.get("/cotisations/prelevement/").content.decode()
    assert "Rappel demandé à la banque" in vu
    assert "sera portée à votre compte" in vu
    assert verrous_des_prelevements(affilie.dossier) == [], "elle se paie autrement"
    basile.get(f"{fiche}pris/")
    basile.post(f"{fiche}pris/")
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.rappele_le) == ("transmis", None)
    assert len(verrous_des_prelevements(affilie.dossier)) == 1


def test_trop_tard_pour_rappeler_est_dit(
    affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller
) -> None:
    (ligne,) = affilies_a_prelever(1, JOUR, affilie.compte)
    lot_transmis(JOUR, agents[0].compte, agents[1].compte)
    revoquer_mandat(mandat=ligne.mandat, par=affilie.compte)
    horloge.shift(timedelta(days=13))  # Saturday the 5th
    assert carte(agents[0], "Prélèvements à rappeler") == (0, "")
    fiche = agents[0].navigateur().get(f"/admin/cotisations/prelevement/{ligne.public_id}/").content.decode()
    assert "Trop tard" in fiche
    assert "MD01" in fiche
    assert "rappeler/" not in fiche


@pytest.mark.parametrize("etat", ["gele", "valide", "genere"])
def test_l_heure_limite_passee_sans_transmission_s_affiche(
    affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller, etat: str
) -> None:
    titre, comptes = "Lots que la banque n’a pas", (agents[0].compte, agents[1].compte)
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot = preparer_lot(jour=JOUR, par=comptes[0])
    if etat != "gele":
        valider_lot(lot=lot, par=comptes[1])
    if etat == "genere":
        produire_les_fichiers()
    lot.refresh_from_db()
    assert lot.etat == etat
    assert carte(agents[0], titre) == (0, "")
    horloge.move_to(datetime(2026, 12, 2, 11, 0, tzinfo=UTC))  # noon in Paris: the last moment
    assert carte(agents[0], titre) == (0, "")
    horloge.shift(timedelta(minutes=1))
    assert carte(agents[0], titre) == (1, "danger")
    assert lot.reference in agents[0].navigateur().get(LOTS, {"limite": "passee"}).content.decode()
    if etat == "genere":
        telecharger_lot(lot=lot, par=comptes[1])
        transmettre_lot(lot=lot, par=comptes[1], transmis_le=timezone.localdate())
    else:
        annuler_lot(lot=lot, par=comptes[1], motif="trop tard")
    assert carte(agents[0], titre) == (0, "")
    assert lot.reference not in agents[0].navigateur().get(LOTS, {"limite": "passee"}).content.decode()


def test_un_code_de_plus_de_dix_minutes_n_importe_pas_de_retours(
    affilie: Persona, agents: tuple[Agent, Agent], horloge: time_machine.Traveller
) -> None:
    alice = agents[0].navigateur()
    horloge.shift(timedelta(minutes=10))
    fichier = SimpleUploadedFile("r.xml", pain002(("INCONNUE", "AM04")))
    assert alice.get(f"{RETOURS}importer/")["Location"] == f"/admin/code/?next={RETOURS}importer/"
    page = alice.post(f"{RETOURS}importer/", {"fichier": fichier}).content.decode()
    assert "Choisissez de nouveau le fichier «\u00a0r.xml\u00a0»" in page
    assert not RetourDePrelevement.objects.exists()


def test_un_lot_a_valider_s_affiche(affilie: Persona, agents: tuple[Agent, Agent]) -> None:
    affilies_a_prelever(1, JOUR, affilie.compte)
    jour = agents[0].navigateur().get(f"{LOTS}preparer/").content.decode()
    assert f'value="{JOUR.isoformat()}"' in jour
    assert carte(agents[1], "Lots à valider") == (0, "")
    lot = preparer_lot(jour=JOUR, par=agents[0].compte)
    assert carte(agents[1], "Lots à valider") == (1, "attention")
    assert lot.reference in agents[1].navigateur().get(LOTS, {"etat__exact": "gele"}).content.decode()
