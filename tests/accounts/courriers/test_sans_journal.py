"""Every act on a batch is tried with a journal that cannot be written: nothing else is written either."""

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.courriers import fin, preparation, rappels, regeneration, remise, retour, telechargement, tirage
from accounts.models import Compte, LotDeCourriers, Pli, SecretProvisoire, TrancheDeCourriers
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime, lot_telecharge

Acte = tuple[ModuleType, Callable[[Compte, Compte], object], Callable[[Compte, Compte, Any], object]]


def _demande(a: Compte, b: Compte) -> None:
    demander(dossiers(1)[0])


def _imprime(a: Compte, b: Compte) -> LotDeCourriers:
    _demande(a, b)
    return lot_imprime(a)


def _telecharge(a: Compte, b: Compte) -> LotDeCourriers:
    _demande(a, b)
    return lot_telecharge(a)


def _prepare(a: Compte, b: Compte) -> TrancheDeCourriers:
    _demande(a, b)
    preparation.preparer_lot(par=a)
    return TrancheDeCourriers.objects.select_related("lot").get()


def _billet(a: Compte, b: Compte) -> tuple[LotDeCourriers, Any]:
    lot = _imprime(a, b)
    return lot, telechargement.demander_telechargement(lot=lot, par=a).public_id


def _poste(a: Compte, b: Compte) -> Pli:
    lot = _telecharge(a, b)
    remise.confirmer_remise(lot=lot, par=b, poste_le=timezone.localdate(), nombre_de_plis=1)
    return Pli.objects.select_related("dossier").get()


def _secret_poste(a: Compte, b: Compte) -> SecretProvisoire:
    _poste(a, b)
    return SecretProvisoire.objects.select_related("dossier").get()


ACTES: dict[str, Acte] = {
    "preparer_lot": (preparation, _demande, lambda a, b, _: preparation.preparer_lot(par=a)),
    "imprimer_tranche": (tirage, _prepare, lambda a, b, x: tirage.imprimer_tranche(tranche=x)),
    "demander_telechargement": (
        telechargement,
        _imprime,
        lambda a, b, x: telechargement.demander_telechargement(lot=x, par=a),
    ),
    "telecharger_lot": (
        telechargement,
        _billet,
        lambda a, b, x: telechargement.telecharger_lot(lot=x[0], billet=x[1], par=a),
    ),
    "confirmer_remise": (
        remise,
        _telecharge,
        lambda a, b, x: remise.confirmer_remise(lot=x, par=b, poste_le=timezone.localdate(), nombre_de_plis=1),
    ),
    "abandonner_lot": (fin, _telecharge, lambda a, b, x: fin.abandonner_lot(lot=x, par=a, motif="essai")),
    "regenerer_lot": (
        regeneration,
        _telecharge,
        lambda a, b, x: regeneration.regenerer_lot(lot=x, par=b, motif="essai"),
    ),
    "rappeler": (
        rappels,
        _secret_poste,
        lambda a, b, x: rappels.rappeler(secret=x, genre=rappels.RAPPEL, par=None),
    ),
    "signaler_npai": (retour, _poste, lambda a, b, x: retour.signaler_npai(pli=x, par=a)),
}
# Parts of the acts above, called inside their transaction; sweeps that call them; a calculation.
AILLEURS = {
    "rappeler_les_lettres",
    "enregistrer_les_rappels",
    "ouvrir_lot",
    "garnir",
    "detruire",
    "imprimer_les_dues",
    "abandonner_les_oublies",
    "expiration",
}


class JournalEnPanneError(Exception):
    """The journal cannot be written."""


def test_chaque_acte_est_essaye() -> None:
    publics = {
        nom
        for module in (fin, preparation, rappels, regeneration, remise, retour, telechargement, tirage)
        for nom, objet in inspect.getmembers(module, inspect.isfunction)
        if objet.__module__ == module.__name__ and not nom.startswith("_")
    }
    assert publics == set(ACTES) | AILLEURS


@pytest.mark.parametrize("nom", ACTES)
def test_sans_journal_rien_n_est_ecrit(anne: Compte, bruno: Compte, nom: str) -> None:
    module, preparer, agir = ACTES[nom]
    sujet = preparer(anne, bruno)
    avant = _tout()
    with patch.object(module, "journaliser", side_effect=JournalEnPanneError), pytest.raises(JournalEnPanneError):
        agir(anne, bruno, sujet)
    assert _tout() == avant


def _tout() -> dict[str, list[Any]]:
    """Every row of the app, whole."""
    modeles = apps.get_app_config("accounts").get_models()
    return {m._meta.label: sorted(map(repr, m._default_manager.values())) for m in modeles}
