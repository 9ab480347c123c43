"""`manage.py verifier_comptes`: what it proves, and that each proof can fail."""

import logging
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import EntreeJournal
from cotisations import controle, verification
from cotisations.enums import Nature
from cotisations.models import Ecriture, Imputation, Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.verification import Preuve, enregistrer, verifier
from tests.cotisations.paiements.fabrique import appeler, debiter, nouvelle, nouvelle_notification, paiement
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def paye(affilie: Persona) -> Paiement:
    """One payment that paid an échéance and gave some back: the accounts are right."""
    echeances = appeler(affilie.dossier, date(2026, 11, 5), date(2027, 2, 5))
    essai = paiement(affilie, 50_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    rendu = nouvelle(essai, EtatEvenement.FAIT, TypeEvenement.REMBOURSEMENT, id_psp="r1", centimes=10_000)
    appliquer(rendu, origine=Origine.NOTIFICATION)
    return Paiement.objects.get()


def credit() -> Ecriture:
    return Ecriture.objects.get(cle__startswith="paiement:")


def imputer(autre: Persona, **champs: object) -> None:
    Imputation.objects.create(**{"credit": credit(), "centimes": 40_001, "regle": "essai"} | champs)


def ecrire(persona: Persona, centimes: int, **champs: object) -> Ecriture:
    return Ecriture.objects.create(
        **{
            "dossier": persona.dossier, "cle": "fausse", "nature": Nature.CARTE, "annee": 2026,
            "montant_centimes": centimes, "date_operation": date(2026, 1, 1), "libelle": "Fausse",
        }
        | champs
    )  # fmt: skip


def paye_puis(etat: EtatPaiement) -> None:
    """Another payment of the same person, whole at the account, and said to be in a state that takes of it."""
    premier = Paiement.objects.get()
    second = paiement(Persona(premier.cree_par, premier.dossier.acces.get()), 50_000)
    appliquer(nouvelle(second, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    Paiement.objects.filter(pk=second.pk).update(etat=etat)


def contrepasser_le_credit() -> None:
    """Cancelled by an écriture that no news of the bank made."""
    un = credit()
    Ecriture.objects.create(
        dossier=un.dossier, cle="fausse", nature=Nature.CARTE, annee=2026, montant_centimes=-un.montant_centimes,
        date_operation=date(2026, 1, 1), libelle="Fausse", contrepasse_de=un,
    )  # fmt: skip


def _etat(etat: EtatPaiement) -> Callable[[Persona], object]:
    return lambda autre: Paiement.objects.update(etat=etat)


def _second_credit(autre: Persona) -> None:
    nouvelle_notification(
        autre, id_evenement="bis", paiement=Paiement.objects.get(), type="paiement", etat="paye", centimes=1,
        ecriture=ecrire(autre, 1),
    )  # fmt: skip


FAUTES: list[tuple[str, str, Callable[[Persona], object]]] = [
    ("contre-passations", "contraire", lambda autre: ecrire(autre, -1, contrepasse_de=credit())),
    ("contre-passations", "contraire", lambda autre: ecrire(autre, -50_000, contrepasse_de=credit())),
    ("rendus", "autre dossier", lambda autre: ecrire(autre, -1, rendue_de=credit())),
    ("rendus", "500,01", lambda autre: ecrire(autre, -40_001, rendue_de=credit())),
    ("credits", "en reste 400,00", lambda autre: imputer(autre, centimes=1)),
    ("cibles", "échéance", lambda autre: Imputation.objects.update(centimes=50_001)),
    ("cibles", "débit", lambda autre: imputer(autre, debit=debiter(credit().dossier, 40_000))),
    ("dossiers", "autre dossier", lambda autre: imputer(autre, debit=debiter(autre.dossier, 90_000))),
    ("paiements", "0 crédit", lambda autre: paiement(autre, etat=EtatPaiement.PAYE)),
    ("paiements", "1 crédit", _etat(EtatPaiement.REFUSE)),
    ("paiements", "2 crédit", _second_credit),
    ("paiements", "il n’en reste que", _etat(EtatPaiement.PAYE)),
    ("paiements", "il en reste 400,00", _etat(EtatPaiement.REMBOURSE)),
    ("paiements", "rien n’en est sorti", lambda autre: paye_puis(EtatPaiement.LITIGE)),
    ("paiements", "rien n’en est sorti", lambda autre: paye_puis(EtatPaiement.LITIGE_PERDU)),
    ("paiements", "rien n’en est sorti", lambda autre: paye_puis(EtatPaiement.REMBOURSE_PARTIEL)),
    ("cartes", "aucune nouvelle", lambda autre: contrepasser_le_credit()),
    ("cartes", "aucune nouvelle", lambda autre: ecrire(autre, 1, cle="paiement:x:credit")),
    ("cartes", "aucune nouvelle", lambda autre: ecrire(autre, -1, cle="remboursement:x")),
]


def test_des_comptes_justes(paye: Paiement) -> None:
    sortie = StringIO()
    call_command("verifier_comptes", stdout=sortie)
    assert "✗" not in sortie.getvalue()
    assert "Les comptes sont justes." in sortie.getvalue()


@pytest.mark.parametrize(("code", "mots", "fausser"), FAUTES, ids=[f"{code}-{mots}" for code, mots, _ in FAUTES])
def test_une_faute_se_dit(
    paye: Paiement, autre_affilie: Persona, code: str, mots: str, fausser: Callable[[Persona], object]
) -> None:
    fausser(autre_affilie)
    (constat,) = [un for un in verifier() if un.preuve.code == code]
    assert any(mots in anomalie for anomalie in constat.anomalies), constat.anomalies
    erreurs = StringIO()
    with pytest.raises(CommandError, match="anomalie"):
        call_command("verifier_comptes", stdout=StringIO(), stderr=erreurs)
    assert mots in erreurs.getvalue()


def test_le_nombre_de_requetes_ne_suit_pas_celui_des_paiements(affilie: Persona) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert not any(constat.anomalies for constat in verifier())
        return len(requetes)

    def payer(nombre: int) -> None:
        for _ in range(nombre):
            appliquer(nouvelle(paiement(affilie, etat="expire"), EtatEvenement.PAYE), origine=Origine.NOTIFICATION)

    payer(1)
    peu = cout()
    payer(9)
    assert cout() == peu <= 2 * len(verification._PREUVES)


def test_la_nuit_les_anomalies_crient_dans_les_journaux(paye: Paiement, caplog: pytest.LogCaptureFixture) -> None:
    controle.verifier_les_comptes()
    assert not [ligne for ligne in caplog.records if ligne.levelno >= logging.ERROR]
    Paiement.objects.update(etat=EtatPaiement.REFUSE)
    controle.verifier_les_comptes()
    assert any("1 crédit" in ligne.getMessage() for ligne in caplog.records if ligne.levelno == logging.ERROR)
    entree = EntreeJournal.objects.filter(acte="comptes_verifies").latest("pk")
    assert entree.details["anomalies"] == 1


def test_une_preuve_ne_s_enregistre_qu_une_fois() -> None:
    with pytest.raises(ValueError, match="credits"):
        enregistrer(Preuve("credits", "", lambda: iter(())))
