"""Each row of the table of docs/paiements.md: what every piece of news does to a payment and to the account."""

from datetime import date
from typing import Any

import pytest

from accounts.models import EntreeJournal, Envoi
from cotisations.enums import Nature
from cotisations.models import Ecriture, Imputation, NotificationPSP, Paiement
from cotisations.paiements.application import PaiementInconnu, appliquer
from cotisations.paiements.effet import credit_de
from cotisations.paiements.etats import EtatEvenement as N
from cotisations.paiements.etats import EtatPaiement as E
from cotisations.paiements.etats import Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from tests.cotisations.paiements.fabrique import appeler, debiter, nouvelle, paiement, restes
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
DATES = date(2026, 3, 31), date(2026, 9, 30), date(2027, 3, 31)
PAIEMENT, RENDU, LITIGE = TypeEvenement.PAIEMENT, TypeEvenement.REMBOURSEMENT, TypeEvenement.LITIGE


def entendre(*nouvelles: Evenement) -> E:
    for une in nouvelles:
        etat = appliquer(une, origine=Origine.NOTIFICATION).apres
    return etat


def solde(persona: Persona) -> int:
    return Ecriture.objects.du_dossier(persona.dossier).solde_centimes()


@pytest.mark.parametrize(
    ("depuis", "etat", "vers", "credite"),
    [
        (E.CREE, N.PRESENTE, E.OUVERT, False),
        (E.CREE, N.ERREUR, E.ERREUR, False),
        (E.ERREUR, N.PRESENTE, E.OUVERT, False),
        (E.OUVERT, N.PAYE, E.PAYE, True),
        (E.OUVERT, N.EN_ATTENTE, E.EN_ATTENTE, False),
        (E.EN_ATTENTE, N.PAYE, E.PAYE, True),
        (E.EN_ATTENTE, N.REFUSE, E.REFUSE, False),
        (E.OUVERT, N.TENTATIVE_REFUSEE, E.OUVERT, False),
        (E.EN_ATTENTE, N.TENTATIVE_REFUSEE, E.REFUSE, False),
        (E.OUVERT, N.REFUSE, E.REFUSE, False),
        (E.OUVERT, N.ABANDONNE, E.ABANDONNE, False),
        (E.OUVERT, N.EXPIRE, E.EXPIRE, False),
        (E.EN_ATTENTE, N.EXPIRE, E.EXPIRE, False),
        (E.EN_ATTENTE, N.CAPTURE_ECHOUEE, E.ANNULE_BANQUE, False),
        # Money that arrived is never dropped.
        (E.CREE, N.PAYE, E.PAYE, True),
        (E.REFUSE, N.PAYE, E.PAYE, True),
        (E.ABANDONNE, N.PAYE, E.PAYE, True),
        (E.EXPIRE, N.PAYE, E.PAYE, True),
        (E.ERREUR, N.PAYE, E.PAYE, True),
        (E.CLASSE, N.PAYE, E.PAYE, True),
        (E.OUVERT, N.CAPTURE_ECHOUEE, E.ANNULE_BANQUE, False),
        (E.EN_ATTENTE, N.ABANDONNE, E.ABANDONNE, False),
        (E.EN_ATTENTE, N.CLASSE, E.CLASSE, False),
        (E.OUVERT, N.CLASSE, E.OUVERT, False),
        # What comes late and says nothing new.
        (E.REFUSE, N.EN_ATTENTE, E.REFUSE, False),
        (E.ABANDONNE, N.PRESENTE, E.ABANDONNE, False),
        (E.OUVERT, N.ERREUR, E.OUVERT, False),
    ],
)
def test_la_table_des_etats(affilie: Persona, depuis: E, etat: N, vers: E, credite: bool) -> None:
    appeler(affilie.dossier, *DATES)
    essai = paiement(affilie, etat=depuis)
    assert entendre(nouvelle(essai, etat)) == vers
    assert Paiement.objects.get(pk=essai.pk).etat == vers
    assert solde(affilie) == -150_000 + 50_000 * credite
    assert bool(credit_de(essai)) == credite


@pytest.mark.parametrize("tardive", [N.REFUSE, N.EXPIRE, N.ABANDONNE, N.EN_ATTENTE, N.PRESENTE, N.TENTATIVE_REFUSEE])
def test_un_paiement_paye_le_reste(affilie: Persona, tardive: N) -> None:
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.PAYE), nouvelle(essai, tardive)) == E.PAYE
    assert solde(affilie) == 50_000


def test_la_meme_nouvelle_entendue_deux_fois_ne_credite_qu_une_fois(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    assert appliquer(nouvelle(essai, N.PAYE), origine=Origine.NOTIFICATION).deja_vu
    autre = nouvelle(essai, N.PAYE, id_evenement="vue par la page de retour")
    assert appliquer(autre, origine=Origine.RETOUR).apres == E.PAYE
    assert solde(affilie) == 50_000
    assert not NotificationPSP.objects.filter(a_voir=True).exists()
    assert Envoi.objects.filter(genre="paiement-recu").count() == 1


def test_un_second_encaissement_du_meme_paiement_appelle_un_agent(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.PAYE, id_psp="autre transaction"))
    assert solde(affilie) == 50_000
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


@pytest.mark.parametrize("depuis", [E.CREE, E.EN_ATTENTE, E.REFUSE, E.ABANDONNE, E.EXPIRE, E.ERREUR, E.CLASSE], ids=str)
def test_un_autre_montant_attend_un_agent_d_ou_qu_il_vienne(affilie: Persona, depuis: E) -> None:
    essai = paiement(affilie, etat=depuis)
    assert entendre(nouvelle(essai, N.PAYE, centimes=49_999)) == E.A_EXAMINER
    assert solde(affilie) == 0
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


@pytest.mark.parametrize("faux", [{"centimes": 1}, {"centimes": 50_001}, {"devise": "USD"}])
def test_un_autre_montant_attend_un_agent(affilie: Persona, faux: dict[str, Any]) -> None:
    essai = paiement(affilie)
    fausse = nouvelle(essai, N.PAYE, **faux)
    assert entendre(fausse) == E.A_EXAMINER
    assert solde(affilie) == 0
    assert entendre(nouvelle(essai, N.PAYE, id_evenement="encore")) == E.A_EXAMINER
    assert solde(affilie) == 0


def test_l_agent_accepte_le_montant_recu(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE, centimes=12_345))
    decision = nouvelle(essai, N.PAYE, centimes=12_345, id_evenement="decision")
    assert appliquer(decision, origine=Origine.AGENT, par=agent.compte).apres == E.PAYE
    assert solde(affilie) == 12_345


def test_un_paiement_classe_ne_credite_rien(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE, centimes=12_345))
    assert appliquer(nouvelle(essai, N.CLASSE), origine=Origine.AGENT, par=agent.compte).apres == E.CLASSE
    assert solde(affilie) == 0


def test_une_capture_echouee_reprend_tout(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *DATES)
    essai = paiement(affilie, 50_000, echeances[1])
    entendre(nouvelle(essai, N.PAYE))
    assert restes(affilie.dossier) == [50_000, 0, 50_000]
    assert entendre(nouvelle(essai, N.CAPTURE_ECHOUEE)) == E.ANNULE_BANQUE
    assert restes(affilie.dossier) == [50_000, 50_000, 50_000]
    assert not Imputation.objects.en_vigueur().exists()
    assert Envoi.objects.filter(genre="paiement-annule").count() == 1
    assert entendre(nouvelle(essai, N.PAYE, id_evenement="encore")) == E.ANNULE_BANQUE
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


def test_rembourser_en_partie_puis_tout(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *DATES)
    essai = paiement(affilie, 80_000, echeances[1], echeances[2])
    entendre(nouvelle(essai, N.PAYE))
    assert restes(affilie.dossier) == [50_000, 0, 20_000]
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=40_000)) == E.REMBOURSE_PARTIEL
    assert restes(affilie.dossier) == [50_000, 10_000, 50_000]
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=40_000, id_evenement="bis")) == (
        E.REMBOURSE_PARTIEL
    )
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r2", centimes=40_000)) == E.REMBOURSE
    assert restes(affilie.dossier) == [50_000, 50_000, 50_000]
    assert solde(affilie) == -150_000


def test_un_remboursement_echoue_revient_ou_il_etait(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *DATES)
    essai = paiement(affilie, 80_000, echeances[1], echeances[2])
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=40_000))
    assert entendre(nouvelle(essai, N.ECHOUE, RENDU, id_psp="r1", centimes=40_000)) == E.PAYE
    assert restes(affilie.dossier) == [50_000, 0, 20_000]
    assert solde(affilie) == -70_000
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=40_000, id_evenement="tard")) == E.PAYE
    assert solde(affilie) == -70_000


@pytest.mark.parametrize("centimes", [50_001, 10**12])
def test_on_ne_rend_jamais_plus_que_le_paiement(affilie: Persona, centimes: int) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1", centimes=centimes)) == E.PAYE
    assert solde(affilie) == 50_000
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


def test_rendre_ce_qui_n_est_pas_au_compte_appelle_un_agent(affilie: Persona) -> None:
    essai = paiement(affilie)
    assert entendre(nouvelle(essai, N.FAIT, RENDU, id_psp="r1")) == E.OUVERT
    assert solde(affilie) == 0
    assert NotificationPSP.objects.filter(a_voir=True).count() == 1


def test_un_litige_ouvert_prend_l_argent_et_gagne_le_rend(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *DATES)
    essai = paiement(affilie, 50_000, echeances[1])
    entendre(nouvelle(essai, N.PAYE))
    assert entendre(nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1")) == E.LITIGE
    assert restes(affilie.dossier) == [50_000, 50_000, 50_000]
    assert entendre(nouvelle(essai, N.GAGNE, LITIGE, id_psp="d1")) == E.LITIGE_GAGNE
    assert restes(affilie.dossier) == [50_000, 0, 50_000]


@pytest.mark.parametrize(
    ("nouvelles", "genres"),
    [
        ([(N.PAYE, PAIEMENT, 49_999)], {"paiement-a-verifier"}),
        ([(N.PAYE, PAIEMENT, 49_999), (N.CLASSE, PAIEMENT, 0)], {"paiement-a-verifier", "paiement-non-retenu"}),
        ([(N.PAYE, PAIEMENT, 50_000), (N.OUVERT, LITIGE, 50_000)], {"paiement-recu", "paiement-conteste"}),
        (
            [(N.PAYE, PAIEMENT, 50_000), (N.OUVERT, LITIGE, 50_000), (N.GAGNE, LITIGE, 50_000)],
            {"paiement-recu", "paiement-conteste", "paiement-maintenu"},
        ),
        (
            [(N.PAYE, PAIEMENT, 50_000), (N.OUVERT, LITIGE, 50_000), (N.PERDU, LITIGE, 50_000)],
            {"paiement-recu", "paiement-conteste"},
        ),
        ([(N.PAYE, PAIEMENT, 50_000), (N.PERDU, LITIGE, 50_000)], {"paiement-recu", "paiement-conteste"}),
    ],
)
def test_chaque_nouvelle_s_ecrit_une_fois(affilie: Persona, nouvelles: list[Any], genres: set[str]) -> None:
    essai = paiement(affilie)
    for etat, sujet, centimes in nouvelles:
        for _ in range(2):
            dite = {"id_psp": "d1", "id_evenement": f"{etat}:{sujet}"} if sujet == LITIGE else {}
            entendre(nouvelle(essai, etat, sujet, centimes=centimes, **dite))
    ecrits = list(Envoi.objects.values_list("genre", flat=True))
    assert sorted(ecrits) == sorted(genres)


def test_chaque_remboursement_en_partie_s_ecrit(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    for rang in (1, 2):
        for _ in range(2):
            entendre(nouvelle(essai, N.FAIT, RENDU, id_psp=f"r{rang}", centimes=10_000, id_evenement=f"r{rang}"))
    assert Envoi.objects.filter(genre="paiement-rendu").count() == 2


@pytest.mark.parametrize("taille", [43, 44, 80])
def test_un_identifiant_long_se_rend_et_revient(affilie: Persona, taille: int) -> None:
    """Two refunds whose long ids begin alike are two."""
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    un, autre = "r" * taille, "r" * (taille - 1) + "s"
    for nom in (un, autre):
        entendre(nouvelle(essai, N.FAIT, RENDU, id_psp=nom, centimes=20_000))
    assert solde(affilie) == 10_000
    assert entendre(nouvelle(essai, N.ECHOUE, RENDU, id_psp=un, centimes=20_000)) == E.REMBOURSE_PARTIEL
    assert solde(affilie) == 30_000
    assert max(map(len, Ecriture.objects.values_list("cle", flat=True))) <= 64


@pytest.mark.parametrize("ordre", [[N.OUVERT, N.PERDU], [N.PERDU, N.OUVERT], [N.PERDU]])
def test_un_litige_perdu_prend_l_argent_une_fois(affilie: Persona, ordre: list[N]) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    assert entendre(*(nouvelle(essai, etat, LITIGE, id_psp="d1") for etat in ordre)) == E.LITIGE_PERDU
    assert solde(affilie) == 0


def test_un_litige_gagne_avant_d_etre_ouvert_ne_prend_rien(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE), nouvelle(essai, N.GAGNE, LITIGE, id_psp="d1"))
    assert entendre(nouvelle(essai, N.OUVERT, LITIGE, id_psp="d1")) == E.PAYE
    assert solde(affilie) == 50_000


def test_un_paiement_inconnu_n_est_pas_cree(affilie: Persona, autre_affilie: Persona) -> None:
    essai = paiement(affilie)
    with pytest.raises(PaiementInconnu):
        appliquer(nouvelle(essai, N.PAYE, passerelle="stripe"), origine=Origine.NOTIFICATION)
    assert not NotificationPSP.objects.exists()


def test_le_surplus_d_un_paiement_tardif_devient_un_trop_verse(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, DATES[0])
    premier = paiement(affilie, 50_000, echeances[0], etat=E.EXPIRE)
    second = paiement(affilie, 50_000, echeances[0])
    entendre(nouvelle(second, N.PAYE), nouvelle(premier, N.PAYE))
    assert solde(affilie) == 50_000
    assert restes(affilie.dossier) == [0]
    assert sum(Imputation.objects.values_list("centimes", flat=True)) == 50_000
    appeler(affilie.dossier, DATES[1])  # what is asked next is paid already
    assert restes(affilie.dossier) == [0, 0]


def test_une_majoration_designee_par_personne_est_payee_en_dernier(affilie: Persona) -> None:
    appeler(affilie.dossier, DATES[0], DATES[2])
    majoration = debiter(affilie.dossier, 2_500, date(2026, 5, 1), nature=Nature.MAJORATION)
    entendre(nouvelle(paiement(affilie, 101_000), N.PAYE))
    assert restes(affilie.dossier) == [0, 0]
    assert Imputation.objects.get(debit=majoration).centimes == 1_000
    assert solde(affilie) == -1_500


def test_chaque_nouvelle_est_au_journal(affilie: Persona) -> None:
    essai = paiement(affilie)
    entendre(nouvelle(essai, N.PAYE))
    entree = EntreeJournal.objects.latest("pk")
    assert (entree.acte, entree.dossier) == ("paiement_suivi", affilie.dossier)
    assert entree.details["avant"] == "ouvert"
    assert entree.details["apres"] == "paye"
