"""Two acts of different kinds on the same card payment at the same moment."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import application, encaissements, rendus
from cotisations.paiements.application import appliquer
from cotisations.paiements.decisions import DecisionImpossible, decider_paiement, suivre_contestation
from cotisations.paiements.effet import Effet, jour_de
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.verification import verifier
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement
from tests.cotisations.paiements.test_lyra import dits, lire
from tests.harnais.course import croiser
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db(transaction=True)
RENDU, LITIGE = TypeEvenement.REMBOURSEMENT, TypeEvenement.LITIGE


def solde(persona: Persona) -> int:
    return Ecriture.objects.du_dossier(persona.dossier).solde_centimes()


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


def entendre(*args: object, **champs: object) -> Callable[[], Effet]:
    une = nouvelle(*args, **champs)  # type: ignore[arg-type]
    return lambda: appliquer(une, origine=Origine.NOTIFICATION)


@pytest.mark.parametrize("litige_d_abord", [True, False], ids=["litige", "remboursement"])
@pytest.mark.parametrize("centimes", [50_000, 30_000])
def test_un_litige_pendant_un_remboursement(affilie: Persona, centimes: int, *, litige_d_abord: bool) -> None:
    """Never more than what was paid; what does not fit calls an agent."""
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    entendre(essai, EtatEvenement.PAYE)()
    gestes = (
        entendre(essai, EtatEvenement.OUVERT, LITIGE, id_psp="d1", centimes=centimes),
        entendre(essai, EtatEvenement.FAIT, RENDU, id_psp="r1", centimes=centimes),
    )
    croiser(*(gestes if litige_d_abord else reversed(gestes)), dans=rendus, au="rendre")
    assert solde(affilie) == -centimes
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1
    assert not anomalies()


def test_deux_agents_signalent_la_meme_contestation(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    entendre(essai, EtatEvenement.PAYE)()

    def signaler() -> bool:
        try:
            suivre_contestation(paiement=Paiement.objects.get(), nouvelle=EtatEvenement.OUVERT, par=agent.compte)
        except DecisionImpossible:
            return False
        return True

    assert croiser(signaler, signaler, dans=rendus, au="rendre") == (True, False)
    assert (solde(affilie), Paiement.objects.get().etat) == (0, EtatPaiement.LITIGE)
    assert not anomalies()


@pytest.mark.parametrize(("premier", "second"), [(True, True), (True, False), (False, True)], ids=str)
def test_deux_agents_decident_du_meme_paiement(
    affilie: Persona, agent: Persona, *, premier: bool, second: bool
) -> None:
    """The first one is done; the second does nothing, whatever it says."""
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    entendre(essai, EtatEvenement.PAYE, centimes=40_000)()

    def decider(*, accepter: bool) -> bool:
        try:
            lu = Paiement.objects.get()
            return not decider_paiement(paiement=lu, accepter=accepter, attendu=40_000, par=agent.compte).deja_vu
        except DecisionImpossible:
            return False

    faits = croiser(lambda: decider(accepter=premier), lambda: decider(accepter=second), dans=application, au="_garder")
    assert faits == (True, False)
    assert solde(affilie) == (-10_000 if premier else -50_000)
    assert Paiement.objects.get().etat == (EtatPaiement.PAYE if premier else EtatPaiement.CLASSE)
    assert not anomalies()


@pytest.mark.parametrize("paye_d_abord", [True, False], ids=["payé", "annulé"])
def test_une_capture_echouee_pendant_l_annonce_du_paiement(affilie: Persona, *, paye_d_abord: bool) -> None:
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    gestes = entendre(essai, EtatEvenement.PAYE), entendre(essai, EtatEvenement.CAPTURE_ECHOUEE)
    croiser(*(gestes if paye_d_abord else reversed(gestes)), dans=application, au="_garder")
    assert solde(affilie) == -50_000
    assert not anomalies()


def test_une_autre_carte_paye_pendant_l_annulation_de_la_premiere(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(essai, EtatEvenement.PAYE, id_psp="t1")()
    croiser(
        entendre(essai, EtatEvenement.CAPTURE_ECHOUEE, id_psp="t1"),
        entendre(essai, EtatEvenement.PAYE, id_psp="t2"),
        dans=encaissements,
        au="contrepasser",
    )
    assert (solde(affilie), Paiement.objects.get().id_psp) == (50_000, "t2")
    assert not anomalies()


# The day on which money is booked -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("dit", "jour"),
    [
        ("20260328225959", date(2026, 3, 28)),
        ("20260328230000", date(2026, 3, 29)),
        ("20260329215959", date(2026, 3, 29)),
        ("20260329220000", date(2026, 3, 30)),
        ("20261024215959", date(2026, 10, 24)),
        ("20261024220000", date(2026, 10, 25)),
        ("20261025225959", date(2026, 10, 25)),
        ("20261025230000", date(2026, 10, 26)),
        ("20261231230000", date(2027, 1, 1)),
    ],
)
def test_une_carte_est_au_jour_d_ici_quand_l_heure_change(affilie: Persona, dit: str, jour: date) -> None:
    essai = paiement(affilie)
    (lu,) = lire(dits(vads_effective_creation_date=dit, vads_order_id=str(essai.public_id)))
    assert jour_de(lu) == jour
    assert lu.horodatage == datetime.strptime(dit, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    entendre(essai, EtatEvenement.PAYE, horodatage=lu.horodatage)()
    assert Ecriture.objects.get().date_operation == jour
