"""A batch whose file was taken is cancelled by two agents: the bank may have it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.administration.roles import COTISATIONS
from accounts.models import Compte, EntreeJournal
from cotisations.models import LotDePrelevements, Prelevement
from cotisations.prelevements import lots, production
from cotisations.prelevements.annulations import confirmer_annulation, demander_annulation, retirer_demande
from cotisations.prelevements.enums import EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import annuler_lot, transmettre_lot
from cotisations.prelevements.preparation import preparer_lot
from cotisations.prelevements.production import telecharger_lot
from cotisations.prelevements.refus import DeuxPersonnes, LotRefuse
from tests.administration.conftest import Agent, CreerAgent, creer_agent  # noqa: F401 - a fixture
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, lot_genere
from tests.harnais.course import courir, croiser
from tests.harnais.personas import Persona

JOUR = date(2026, 12, 7)
LOTS = "/admin/cotisations/lotdeprelevements/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


@pytest.fixture
def pris(deux: tuple[Compte, Compte]) -> LotDePrelevements:
    """A batch of two lines, whose file was taken."""
    affilies_a_prelever(2, JOUR, deux[0])
    lot = lot_genere(JOUR, *deux)
    telecharger_lot(lot=lot, par=deux[0])
    lot.refresh_from_db()
    return lot


def etats() -> set[str]:
    return set(Prelevement.objects.values_list("etat", flat=True))


# Two persons -------------------------------------------------------------------------------------


def test_le_premier_telechargement_reste_sur_le_lot(deux: tuple[Compte, Compte], pris: LotDePrelevements) -> None:
    premier = (pris.telecharge_le, pris.telecharge_par)
    telecharger_lot(lot=pris, par=deux[1])
    pris.refresh_from_db()
    assert (pris.telecharge_le, pris.telecharge_par) == premier == (timezone.now(), deux[0])
    assert EntreeJournal.objects.filter(acte="prelevements_telecharges").count() == 2


def test_jamais_telecharge_un_agent_suffit(deux: tuple[Compte, Compte]) -> None:
    affilies_a_prelever(2, JOUR, deux[0])
    lot = lot_genere(JOUR, *deux)
    with pytest.raises(LotRefuse):
        demander_annulation(lot=lot, par=deux[0], motif="Erreur de jour")
    annuler_lot(lot=lot, par=deux[0], motif="Erreur de jour")
    lot.refresh_from_db()
    assert (lot.etat, lot.annule_par, etats()) == ("annule", deux[0], {"prenotifie"})


def test_telecharge_un_agent_ne_suffit_pas(deux: tuple[Compte, Compte], pris: LotDePrelevements) -> None:
    with pytest.raises(LotRefuse):
        annuler_lot(lot=pris, par=deux[0], motif="Erreur de jour")
    demander_annulation(lot=pris, par=deux[0], motif="Erreur de jour")
    with pytest.raises(DeuxPersonnes):
        confirmer_annulation(lot=pris, par=deux[0])
    pris.refresh_from_db()
    assert (pris.etat, etats()) == ("genere", {"inclus"})
    confirmer_annulation(lot=pris, par=deux[1])
    pris.refresh_from_db()
    assert (pris.etat, pris.motif, pris.annule_par) == ("annule", "Erreur de jour", deux[1])
    assert etats() == {"prenotifie"}
    assert preparer_lot(jour=JOUR, par=deux[0]).nombre == 2
    actes = EntreeJournal.objects.filter(acte__in=["annulation_demandee", "prelevements_annules"]).order_by("pk")
    assert [(une.acte, une.par) for une in actes] == [
        ("annulation_demandee", deux[0]), ("prelevements_annules", deux[1]),
    ]  # fmt: skip


def test_une_demande_retient_le_fichier_jusqu_a_son_retrait(
    deux: tuple[Compte, Compte], pris: LotDePrelevements
) -> None:
    lu_avant = LotDePrelevements.objects.get()
    demander_annulation(lot=pris, par=deux[0], motif="Erreur de jour")
    for lot in (lu_avant, LotDePrelevements.objects.get()):
        with pytest.raises(LotRefuse):
            telecharger_lot(lot=lot, par=deux[1])
        with pytest.raises(LotRefuse, match="annulation est demandée"):
            transmettre_lot(lot=lot, par=deux[1], transmis_le=timezone.localdate())
        with pytest.raises(LotRefuse):
            demander_annulation(lot=lot, par=deux[1], motif="Moi aussi")
    retirer_demande(lot=pris, par=deux[1])
    for acte in (retirer_demande, confirmer_annulation):
        with pytest.raises(LotRefuse):
            acte(lot=pris, par=deux[1])
    telecharger_lot(lot=lu_avant, par=deux[1])
    transmettre_lot(lot=lu_avant, par=deux[1], transmis_le=timezone.localdate())
    with pytest.raises(LotRefuse):
        demander_annulation(lot=pris, par=deux[0], motif="Trop tard")
    assert etats() == {"transmis"}


@pytest.mark.parametrize("motif", ["", "   "])
def test_une_demande_dit_pourquoi(deux: tuple[Compte, Compte], pris: LotDePrelevements, motif: str) -> None:
    with pytest.raises(LotRefuse, match="pourquoi"):
        demander_annulation(lot=pris, par=deux[0], motif=motif)


def test_la_migration_reprend_le_premier_telechargement(deux: tuple[Compte, Compte], pris: LotDePrelevements) -> None:
    telecharger_lot(lot=pris, par=deux[1])
    LotDePrelevements.objects.update(telecharge_le=None, telecharge_par=None)
    import_module("cotisations.migrations.0011_annulation").reprendre_les_telechargements(apps, None)
    pris.refresh_from_db()
    assert (pris.telecharge_le, pris.telecharge_par) == (timezone.now(), deux[0])


# Pages -------------------------------------------------------------------------------------------


def test_de_la_demande_a_la_confirmation(affilie: Persona, creer_agent: CreerAgent) -> None:  # noqa: F811
    alice, basile = (creer_agent(COTISATIONS, nom=nom) for nom in ("alice", "basile"))
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot = lot_genere(JOUR, alice.compte, basile.compte)
    a, b, ici = alice.navigateur(), basile.navigateur(), f"{LOTS}{lot.public_id}/"
    assert "la banque ne peut pas l’avoir" in a.get(f"{ici}annuler/").content.decode()
    a.post(f"{ici}fichier/")
    assert "Déjà téléchargé" in a.get(f"{ici}fichier/").content.decode()
    tard = a.post(f"{ici}annuler/", {"motif": "Erreur de jour"}, follow=True).content.decode()
    assert "n’est plus, à faire" in tard  # from a page opened before the download
    assert "Son fichier a été téléchargé" in a.get(f"{ici}demander-annulation/").content.decode()
    a.post(f"{ici}demander-annulation/", {"motif": "Erreur de jour"})
    for client, confirme in ((a, False), (b, True)):
        page = client.get(ici).content.decode()
        assert "L’annulation de ce lot est demandée" in page
        assert (f"{ici}confirmer-annulation/" in page) is confirme
        assert f"{ici}transmettre/" not in page
        assert f"{ici}fichier/" not in page
    assert "n’est plus donné" in a.get(f"{ici}fichier/").content.decode()
    (attente,) = (une for une in _cartes(b) if une.titre == "Lots à annuler à deux")
    assert (attente.nombre, attente.ton) == (1, "attention")
    assert "LOT-2026-000001" in b.get(attente.adresse).content.decode()
    assert "Vérifiez d’abord" in b.post(f"{ici}confirmer-annulation/", {}).content.decode()
    refuse = a.post(f"{ici}confirmer-annulation/", {"pas_recu": "on"}, follow=True).content.decode()
    assert "n’est plus, à faire" in refuse
    assert LotDePrelevements.objects.get().etat == EtatLotDePrelevements.GENERE
    b.post(f"{ici}confirmer-annulation/", {"pas_recu": "on"})
    page = b.get(ici).content.decode()
    assert "basile@caisse.example" in page
    assert Prelevement.objects.get().etat == EtatPrelevement.PRENOTIFIE


def test_une_demande_se_retire_par_une_page(affilie: Persona, creer_agent: CreerAgent) -> None:  # noqa: F811
    alice, basile = (creer_agent(COTISATIONS, nom=nom) for nom in ("alice", "basile"))
    affilies_a_prelever(1, JOUR, affilie.compte)
    lot = lot_genere(JOUR, alice.compte, basile.compte)
    a, ici = alice.navigateur(), f"{LOTS}{lot.public_id}/"
    a.post(f"{ici}fichier/")
    a.post(f"{ici}annuler/", {"motif": "Erreur de jour"})
    a.get(f"{ici}garder/")
    a.post(f"{ici}garder/")
    assert f"{ici}transmettre/" in a.get(ici).content.decode()


def _cartes(client: Any) -> list[Any]:
    cartes: list[Any] = client.get("/admin/").context["cartes"]
    return cartes


# At the same time --------------------------------------------------------------------------------


def _essayer(acte: Callable[..., object], **quoi: Any) -> bool:
    try:
        acte(lot=LotDePrelevements.objects.get(), **quoi)
    except LotRefuse:
        return False
    return True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("telecharger_d_abord", [True, False])
def test_annuler_ou_telecharger_jamais_les_deux(telecharger_d_abord: bool) -> None:
    """Bytes that left are those of a batch that one agent alone did not cancel."""
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_genere(JOUR, a, b)
    actes = {
        production: partial(_essayer, telecharger_lot, par=b),
        lots: partial(_essayer, annuler_lot, par=a, motif="x"),
    }
    ordre = [production, lots] if telecharger_d_abord else [lots, production]
    premier, second = (actes[module] for module in ordre)
    assert croiser(premier, second, dans=ordre[0], au="journaliser") == (True, False)
    lot = LotDePrelevements.objects.get()
    assert (lot.telecharge_par, lot.etat) == ((b, "genere") if telecharger_d_abord else (None, "annule"))


@pytest.mark.django_db(transaction=True)
def test_demander_ou_transmettre_jamais_les_deux() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    telecharger_lot(lot=lot_genere(JOUR, a, b), par=a)

    def agir(rang: int) -> bool:
        if rang % 2:
            return _essayer(transmettre_lot, par=b, transmis_le=timezone.localdate())
        return _essayer(demander_annulation, par=a, motif="Erreur")

    assert sum(courir(agir, fois=8, coureurs=8)) == 1
    lot = LotDePrelevements.objects.get()
    assert etats() == {"transmis" if lot.etat == EtatLotDePrelevements.TRANSMIS else "inclus"}


@pytest.mark.django_db(transaction=True)
def test_confirmer_retirer_et_transmettre_en_meme_temps() -> None:
    """Confirmed, its lines are free; withdrawn, the bank may be told to have it: never both."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    telecharger_lot(lot=lot_genere(JOUR, a, b), par=a)
    demander_annulation(lot=LotDePrelevements.objects.get(), par=a, motif="Erreur")

    def agir(rang: int) -> tuple[str, bool]:
        if rang % 3 == 0:
            return "confirme", _essayer(confirmer_annulation, par=b)
        if rang % 3 == 1:
            return "retire", _essayer(retirer_demande, par=a)
        return "transmis", _essayer(transmettre_lot, par=b, transmis_le=timezone.localdate())

    faits = [quoi for quoi, fait in courir(agir, fois=9, coureurs=9) if fait]
    assert faits.count("confirme") + faits.count("retire") == 1
    assert "transmis" not in faits or "retire" in faits
    attendu = {"confirme": {"prenotifie"}, "transmis": {"transmis"}, "retire": {"inclus"}}
    assert etats() == attendu["transmis" if "transmis" in faits else faits[0]]
