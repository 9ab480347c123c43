"""What attacks found on card payments: money that is not where the bank says, names too long, acts that block."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import permutations

import pytest
from django.db import OperationalError

from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import application
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement as N
from cotisations.paiements.etats import Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.prelevements.mandats import revoquer_mandat
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement
from tests.cotisations.paiements.test_lyra import dits, lire
from tests.cotisations.prelevements.fabrique import mandat_actif
from tests.harnais.course import croiser
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
RENDU, LITIGE = TypeEvenement.REMBOURSEMENT, TypeEvenement.LITIGE
CLE_MAX = Ecriture._meta.get_field("cle").max_length


def entendre(*nouvelles: Evenement) -> None:
    for une in nouvelles:
        appliquer(une, origine=Origine.NOTIFICATION)


def solde(persona: Persona) -> int:
    return Ecriture.objects.du_dossier(persona.dossier).solde_centimes()


@pytest.mark.parametrize("ordre", list(permutations(range(3))), ids=str)
def test_un_remboursement_et_un_litige_gagne_dans_tous_les_ordres(affilie: Persona, ordre: tuple[int, ...]) -> None:
    """The bank gave the money back once, and kept it once the dispute was won: the account says the same."""
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    nouvelles = [
        nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1"),
        nouvelle(essai, N.FAIT, RENDU, id_psp="r1"),
        nouvelle(essai, N.GAGNE, LITIGE, id_psp="d1"),
    ]
    entendre(nouvelle(essai, N.PAYE), *[nouvelles[rang] for rang in ordre])
    assert solde(affilie) == -50_000


@pytest.mark.parametrize("ordre", list(permutations(range(4))), ids=str)
def test_un_remboursement_echoue_et_un_litige_perdu_dans_tous_les_ordres(
    affilie: Persona, ordre: tuple[int, ...]
) -> None:
    """The refund did not go, the dispute took the money: it is no more on the account."""
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    nouvelles = [
        nouvelle(essai, N.FAIT, RENDU, id_psp="r1"),
        nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1"),
        nouvelle(essai, N.PERDU, LITIGE, id_psp="d1"),
        nouvelle(essai, N.ECHOUE, RENDU, id_psp="r1"),
    ]
    entendre(nouvelle(essai, N.PAYE), *[nouvelles[rang] for rang in ordre])
    assert solde(affilie) == -50_000


@pytest.mark.parametrize("longueur", [44, 48, 60])
def test_un_litige_au_long_nom_se_gagne(affilie: Persona, longueur: int) -> None:
    essai = paiement(affilie)
    nom = "du_".ljust(longueur, "x")
    entendre(
        nouvelle(essai, N.PAYE),
        nouvelle(essai, N.OUVERT, LITIGE, id_psp=nom),
        nouvelle(essai, N.GAGNE, LITIGE, id_psp=nom),
    )
    assert solde(affilie) == 50_000
    assert CLE_MAX
    assert all(len(cle) <= CLE_MAX for cle in Ecriture.objects.values_list("cle", flat=True))


def test_un_virement_attendu_par_la_banque_n_est_pas_refuse() -> None:
    """Documented: temporary, of payments by transfer; told when an agent of the shop sends the notification again."""
    (lu,) = lire(dits(vads_trans_status="WAITING_FOR_PAYMENT"))
    assert lu.etat == N.EN_ATTENTE


@pytest.mark.django_db(transaction=True)
def test_un_paiement_credite_pendant_une_revocation_ne_bloque_personne(affilie: Persona) -> None:
    """PostgreSQL: a card holds its dossier FOR UPDATE, then wants the journal; whoever writes of the same dossier in
    the journal holds it, then wants a FOR KEY SHARE on the dossier."""
    essai = paiement(affilie)
    mandat = mandat_actif(affilie.dossier, affilie.compte)

    def tenter(acte: Callable[[], object]) -> Callable[[], str]:
        def tente() -> str:
            try:
                acte()
            except OperationalError as panne:
                return str(panne)
            return ""

        return tente

    dits = croiser(
        tenter(lambda: entendre(nouvelle(essai, N.PAYE))),
        tenter(lambda: revoquer_mandat(mandat=mandat, par=affilie.compte)),
        dans=application,
        au="journaliser",
    )
    assert dits == ("", "")


def test_un_remboursement_rattrape_est_du_jour_ou_la_banque_l_a_fait(affilie: Persona) -> None:
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    le = datetime.fromisoformat("2026-10-05T09:00:00+00:00")
    entendre(
        nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=10_000, horodatage=le),
        nouvelle(essai, N.PAYE, horodatage=datetime.fromisoformat("2026-10-04T09:00:00+00:00")),
    )
    assert Ecriture.objects.get(nature="remboursement").date_operation == date(2026, 10, 5)


def test_tout_rembourse_apres_une_contestation_gagnee_n_est_plus_un_paiement(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(
        nouvelle(essai, N.PAYE),
        nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1"),
        nouvelle(essai, N.GAGNE, LITIGE, id_psp="d1"),
        nouvelle(essai, N.FAIT, RENDU, id_psp="r1"),
    )
    assert Paiement.objects.get().etat == "rembourse"


def test_ce_qui_reste_impossible_n_est_pas_rejoue(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.FAIT, RENDU, id_psp="trop", centimes=60_000))
    for rang in range(3):
        rendu = {"id_psp": f"r{rang}", "centimes": 10_000}
        entendre(nouvelle(essai, N.FAIT, RENDU, **rendu), nouvelle(essai, N.ECHOUE, RENDU, **rendu))
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1
