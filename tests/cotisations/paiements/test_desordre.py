"""Banks promise no order, and repeat for days what was not heard: whatever comes first, money counts once."""

from datetime import date
from itertools import permutations

import pytest

from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import decisions
from cotisations.paiements.application import appliquer
from cotisations.paiements.etats import EtatEvenement as N
from cotisations.paiements.etats import EtatPaiement as E
from cotisations.paiements.etats import Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.verification import verifier
from tests.cotisations.paiements.fabrique import appeler, nouvelle, paiement
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
RENDU, LITIGE = TypeEvenement.REMBOURSEMENT, TypeEvenement.LITIGE


def entendre(*nouvelles: Evenement) -> E:
    for une in nouvelles:
        appliquer(une, origine=Origine.NOTIFICATION)
    return E(Paiement.objects.get().etat)


def solde(persona: Persona) -> int:
    return Ecriture.objects.du_dossier(persona.dossier).solde_centimes()


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


@pytest.mark.parametrize(
    ("rendu", "etat"), [(20_000, E.REMBOURSE_PARTIEL), (50_000, E.REMBOURSE)], ids=["en partie", "tout"]
)
def test_un_remboursement_entendu_avant_le_paiement(affilie: Persona, rendu: int, etat: E) -> None:
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    fin = entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=rendu), nouvelle(essai, N.PAYE))
    assert (fin, solde(affilie)) == (etat, -rendu)
    assert not anomalies()
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=rendu)) == etat
    assert solde(affilie) == -rendu


@pytest.mark.parametrize("ordre", list(permutations(range(3))), ids=str)
def test_un_remboursement_echoue_dans_tous_les_ordres(affilie: Persona, ordre: tuple[int, ...]) -> None:
    essai = paiement(affilie)
    nouvelles = [
        nouvelle(essai, N.PAYE),
        nouvelle(essai, N.FAIT, RENDU, id_psp="r1"),
        nouvelle(essai, N.ECHOUE, RENDU, id_psp="r1"),
    ]
    assert entendre(*[nouvelles[rang] for rang in ordre]) == E.PAYE
    assert solde(affilie) == 50_000
    assert not anomalies()


@pytest.mark.parametrize("ordre", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize(("fin", "reste"), [(N.GAGNE, 50_000), (N.PERDU, 0)])
def test_un_litige_dans_tous_les_ordres(affilie: Persona, ordre: tuple[int, ...], fin: N, reste: int) -> None:
    essai = paiement(affilie)
    nouvelles = [
        nouvelle(essai, N.PAYE),
        nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1"),
        nouvelle(essai, fin, LITIGE, id_psp="d1"),
    ]
    entendre(*[nouvelles[rang] for rang in ordre])
    assert solde(affilie) == reste
    assert not anomalies()


@pytest.mark.parametrize("depuis", [E.OUVERT, E.EN_ATTENTE, E.EXPIRE, E.ABANDONNE, E.REFUSE], ids=str)
def test_une_capture_echouee_entendue_avant_son_autorisation(affilie: Persona, depuis: E) -> None:
    essai = paiement(affilie, etat=depuis)
    entendre(nouvelle(essai, N.CAPTURE_ECHOUEE), nouvelle(essai, N.PAYE))
    assert solde(affilie) == 0
    assert NotificationPSP.objects.filter(a_voir=True).exists()
    assert not anomalies()


def test_une_autre_carte_apres_une_capture_echouee_est_creditee(affilie: Persona) -> None:
    """The bank's page was still open: another transaction of the same payment is money."""
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.CAPTURE_ECHOUEE), nouvelle(essai, N.PAYE, id_psp="autre carte")) == E.PAYE
    assert solde(affilie) == 50_000
    assert not anomalies()


def test_rendre_le_second_encaissement_laisse_le_premier(affilie: Persona) -> None:
    """Taken twice, given back once: the account keeps one credit."""
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.PAYE, id_psp="seconde"))
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1")) == E.PAYE
    assert solde(affilie) == 50_000
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r2")) == E.REMBOURSE
    assert solde(affilie) == 0
    assert not anomalies()


@pytest.mark.parametrize(("etat", "sujet"), [(N.FAIT, RENDU), (N.OUVERT, LITIGE)])
def test_rendre_zero_ne_fait_rien_et_se_voit(affilie: Persona, etat: N, sujet: TypeEvenement) -> None:
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.PAYE), nouvelle(essai, etat, sujet, id_psp="z1", centimes=0)) == E.PAYE
    assert solde(affilie) == 50_000
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


def test_un_agent_ne_porte_pas_zero(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.PAYE, centimes=0)) == E.A_EXAMINER
    essai.refresh_from_db()
    with pytest.raises(decisions.DecisionImpossible):
        decisions.decider_paiement(paiement=essai, accepter=True, attendu=0, par=agent.compte)
    decisions.decider_paiement(paiement=essai, accepter=False, attendu=0, par=agent.compte)
    assert entendre() == E.CLASSE


def test_l_echec_d_une_autre_transaction_ne_reprend_pas_le_credit(affilie: Persona) -> None:
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.CAPTURE_ECHOUEE, id_psp="première carte")) == E.PAYE
    assert solde(affilie) == 50_000
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1
    assert entendre(nouvelle(essai, N.CAPTURE_ECHOUEE)) == E.ANNULE_BANQUE
    assert solde(affilie) == 0


def test_le_second_encaissement_rendu_puis_l_echec_de_ce_rendu(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.PAYE, id_psp="seconde"))
    fait = nouvelle(essai, N.FAIT, RENDU, id_psp="r1")
    entendre(fait, nouvelle(essai, N.FAIT, RENDU, id_psp="r1", id_evenement="r1 encore"))
    assert solde(affilie) == 50_000, "un même remboursement dit deux fois"
    entendre(nouvelle(essai, N.ECHOUE, RENDU, id_psp="r1"), nouvelle(essai, N.FAIT, RENDU, id_psp="r2"))
    assert solde(affilie) == 50_000, "celui qui a réussi rend le second encaissement"


def test_un_litige_gagne_puis_dit_perdu_appelle_un_agent(affilie: Persona) -> None:
    essai = paiement(affilie)
    litige = [nouvelle(essai, etat, LITIGE, id_psp="d1") for etat in (N.OUVERT, N.GAGNE, N.PERDU)]
    assert entendre(nouvelle(essai, N.PAYE), *litige) == E.LITIGE_GAGNE
    assert solde(affilie) == 50_000
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1
    assert not anomalies()


def test_une_autre_carte_apres_l_annulation_de_la_premiere_est_creditee(affilie: Persona) -> None:
    """Money that arrived is never dropped: the first credit was cancelled, the second has a key of its own."""
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    premiere = nouvelle(essai, N.PAYE), nouvelle(essai, N.CAPTURE_ECHOUEE)
    assert entendre(*premiere) == E.ANNULE_BANQUE
    assert entendre(nouvelle(essai, N.PAYE, id_psp="t2")) == E.PAYE
    assert (solde(affilie), Paiement.objects.get().id_psp) == (0, "t2")
    assert entendre(nouvelle(essai, N.PAYE, id_evenement="encore")) == E.PAYE, "l’annulée ne revient pas"
    assert solde(affilie) == 0
    assert not anomalies()
    rendu = nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=20_000)
    assert entendre(rendu) == E.REMBOURSE_PARTIEL
    assert entendre(nouvelle(essai, N.CAPTURE_ECHOUEE, id_psp="t2", id_evenement="fin")) == E.REMBOURSE_PARTIEL
    assert not anomalies()


def test_deux_cartes_annulees_l_une_apres_l_autre_ne_laissent_rien(affilie: Persona) -> None:
    appeler(affilie.dossier, date(2026, 9, 30))
    essai = paiement(affilie)
    for rang in ("t1", "t2"):
        assert entendre(nouvelle(essai, N.PAYE, id_psp=rang)) == E.PAYE
        assert entendre(nouvelle(essai, N.CAPTURE_ECHOUEE, id_psp=rang)) == E.ANNULE_BANQUE
    assert solde(affilie) == -50_000
    assert not anomalies()
