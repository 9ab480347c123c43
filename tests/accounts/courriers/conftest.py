"""Two agents, people who ask for a letter, and no word from WeasyPrint."""

import uuid
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from accounts.courriers import reveil
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.courriers.tirage import imprimer_les_dues
from accounts.enums import Canal, TypeDossier
from accounts.models import Compte, DemandeMotDePasse, Dossier, LotDeCourriers
from tests.harnais.personas import creer_compte, creer_dossier


@pytest.fixture(autouse=True)
def personne_n_est_reveille(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test prints when it says so; the way through the broker has its own (test_pannes)."""
    monkeypatch.setattr(reveil, "_publier", lambda: None)


@pytest.fixture
def anne(db: None) -> Compte:
    return creer_compte("!", est_agent=True)


@pytest.fixture
def bruno(db: None) -> Compte:
    return creer_compte("!", est_agent=True)


def demander(dossier: Dossier | str, *, il_y_a: timedelta = timedelta(hours=1)) -> DemandeMotDePasse:
    """A request for a letter, for a dossier or for a numéro that nobody has."""
    numero = dossier if isinstance(dossier, str) else dossier.numero
    return DemandeMotDePasse.objects.create(
        reference=uuid.uuid4().hex[:12],
        type_dossier=TypeDossier.AFFILIE if len(numero) == 7 else TypeDossier.AYANT_DROIT,
        numero=numero,
        canal=Canal.LETTRE,
        demandee_le=timezone.now() - il_y_a,
    )


def dossiers(nombre: int, **champs: object) -> list[Dossier]:
    return [creer_dossier(f"{3_000_000 + rang}", **champs) for rang in range(nombre)]


def lot_imprime(par: Compte) -> LotDeCourriers:
    """Prepared and printed, with cheap hashes."""
    lot = preparer_lot(par=par)
    with patch("accounts.courriers.tirage.make_password", side_effect=lambda tire: f"essai${tire}"):
        imprimer_les_dues()
    lot.refresh_from_db()
    return lot


def lot_telecharge(par: Compte) -> LotDeCourriers:
    lot = lot_imprime(par)
    billet = demander_telechargement(lot=lot, par=par)
    telecharger_lot(lot=lot, billet=billet.public_id, par=par)
    lot.refresh_from_db()
    return lot
