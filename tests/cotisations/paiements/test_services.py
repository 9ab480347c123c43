"""Starting, following and deciding: what is refused, and why."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import Settings

from accounts.models import Envoi
from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import decisions, interrogation, services, verrous
from cotisations.paiements.application import appliquer
from cotisations.paiements.designation import HORS
from cotisations.paiements.etats import EtatEvenement, EtatPaiement, Mode, Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.paiements.montants import MontantRefuse
from cotisations.paiements.passerelle import CarteIndisponible, PasserelleInjoignable, Redirection, Urls
from cotisations.paiements.services import PaiementEnCours, commencer_paiement
from cotisations.verification import verifier
from tests.cotisations.paiements.fabrique import appeler, debiter, nouvelle, paiement, restes
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
JOURS = date(2026, 11, 5), date(2027, 2, 5)
URLS = Urls("https://portail.example/retour/", "https://portail.example/annulation/")


class Banque:
    """One that can be asked, and that may not answer."""

    code, peut_rembourser, dit_les_litiges = "lyra", True, False

    def __init__(self) -> None:
        self.dit: Evenement | None = None
        self.panne = False
        self.annules: list[Paiement] = []

    def ouvrir(self, paiement: Paiement, urls: Urls) -> Redirection:
        self._repondre()
        return Redirection("https://banque.example/", id_psp="session")

    def lire_notification(self, requete: Any) -> list[Evenement]:
        return []

    def interroger(self, paiement: Paiement) -> Evenement | None:
        self._repondre()
        return self.dit

    def annuler(self, paiement: Paiement) -> None:
        self.annules.append(paiement)

    def rembourser(self, paiement: Paiement, centimes: int, cle: str) -> Evenement:
        self._repondre()
        sujet = nouvelle(paiement, EtatEvenement.FAIT).type.__class__.REMBOURSEMENT
        return nouvelle(paiement, EtatEvenement.FAIT, sujet, id_psp=cle[:40], centimes=centimes)

    def suivre_remboursement(self, id_psp: str) -> Evenement | None:
        self._repondre()
        return None

    def _repondre(self) -> None:
        if self.panne:
            raise PasserelleInjoignable("panne")


@pytest.fixture
def banque(monkeypatch: pytest.MonkeyPatch) -> Banque:
    une = Banque()
    for module in (services, interrogation, decisions):
        monkeypatch.setattr(module, "passerelle", lambda code: une)
    monkeypatch.setattr(services, "passerelle_active", lambda: une)
    return une


def commencer(persona: Persona, centimes: int = 50_000, **champs: Any) -> Paiement:
    return commencer_paiement(dossier=persona.dossier, centimes=centimes, par=persona.compte, **champs)


@pytest.mark.parametrize(
    ("centimes", "motif"),
    [
        (0, "commence à 1,00"),
        (-5, "commence à 1,00"),
        (99, "commence à 1,00"),
        (100_001, "dépasser"),
        (60_001, "s’arrête à 600,00"),
    ],
)
def test_un_montant_hors_bornes_est_refuse(affilie: Persona, settings: Settings, centimes: int, motif: str) -> None:
    settings.CARTE_MAXIMUM_CENTIMES = 60_000
    appeler(affilie.dossier, *JOURS)
    with pytest.raises(MontantRefuse, match=motif.replace(",", ".")):
        commencer(affilie, centimes)
    assert not Paiement.objects.exists()


def test_qui_ne_doit_rien_ne_paie_rien(affilie: Persona) -> None:
    with pytest.raises(MontantRefuse, match="rien"):
        commencer(affilie)


def test_les_derniers_centimes_se_paient_aussi(affilie: Persona) -> None:
    debiter(affilie.dossier, 40)
    assert commencer(affilie, 40).montant_centimes == 40


def test_sans_banque_personne_ne_paie(affilie: Persona, settings: Settings) -> None:
    settings.PAIEMENT_PASSERELLE = "aucune"
    appeler(affilie.dossier, *JOURS)
    with pytest.raises(CarteIndisponible):
        commencer(affilie)


def test_une_echeance_en_cours_de_prelevement_ne_se_paie_pas_par_carte(
    affilie: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    verrou = verrous.Verrou(echeances[0].public_id, date(2026, 12, 5), "Elle est prélevée le 5 décembre.")
    monkeypatch.setattr(verrous, "_SOURCES", [lambda dossier: [verrou]])
    with pytest.raises(MontantRefuse, match="prélevée"):
        commencer(affilie, echeances=[str(echeances[0].public_id)])
    assert commencer(affilie, echeances=[str(echeances[1].public_id)])


@pytest.mark.parametrize(
    ("devise", "annonce", "retenu"),
    [("EUR", 20_000, 50_000), ("EUR", 70_000, 70_000), ("840", 90_000, 50_000), ("EUR", 900_000, 100_000)],
)
def test_ce_qu_un_agent_verifie_retient_le_plus_qu_il_peut_payer(
    affilie: Persona, agent: Persona, devise: str, annonce: int, retenu: int
) -> None:
    """Whatever the agent decides, what was paid meanwhile was due."""
    echeances = appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, 50_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=annonce, devise=devise), origine=Origine.NOTIFICATION)
    with pytest.raises(MontantRefuse, match="ne la payez pas une seconde fois"):
        commencer(affilie, 100, echeances=[str(echeances[0].public_id)])
    with pytest.raises(MontantRefuse, match="en cours de vérification"):
        commencer(affilie, 100_000 - retenu + 1)
    if retenu == 100_000:
        return
    autre = commencer(affilie, 100_000 - retenu)
    appliquer(nouvelle(autre, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    if devise == "EUR":
        decisions.decider_paiement(paiement=essai, accepter=True, attendu=annonce, par=agent.compte)
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() <= 0


def test_deux_paiements_verifies_retiennent_tous_deux(affilie: Persona) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    for _ in range(2):
        essai = paiement(affilie, 30_000, echeances[0], etat=EtatPaiement.EXPIRE)
        appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=1), origine=Origine.NOTIFICATION)
    with pytest.raises(MontantRefuse, match=r"400.00.* qui restent"):
        commencer(affilie, 40_001)
    assert commencer(affilie, 40_000, echeances=[str(echeances[1].public_id)])


def test_ce_qui_est_preleve_et_ce_qui_est_verifie_s_ajoutent(affilie: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    """The debit pays its échéance whole: what an agent looks at, which named it, would then pay another."""
    echeances = appeler(affilie.dossier, *JOURS)
    verrou = verrous.Verrou(echeances[0].public_id, date(2026, 12, 5), "Elle est prélevée le 5 décembre.")
    monkeypatch.setattr(verrous, "_SOURCES", [lambda dossier: [verrou]])
    essai = paiement(affilie, 30_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=1), origine=Origine.NOTIFICATION)
    with pytest.raises(MontantRefuse, match=r"500.00.*prélevés et 300.00.*vérification.*200.00"):
        commencer(affilie, 20_001)
    assert commencer(affilie, 20_000)


def test_un_paiement_en_erreur_ne_repart_pas_sur_ce_qu_un_agent_verifie(affilie: Persona, banque: Banque) -> None:
    echeances = appeler(affilie.dossier, *JOURS)
    vieux = paiement(affilie, 50_000, echeances[0], etat=EtatPaiement.ERREUR)
    essai = paiement(affilie, 50_000, echeances[0])
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=1), origine=Origine.NOTIFICATION)
    with pytest.raises(MontantRefuse, match="seconde fois"):
        services.presenter_paiement(paiement=vieux, urls=URLS)


@pytest.mark.parametrize("etat", [EtatPaiement.CREE, EtatPaiement.OUVERT, EtatPaiement.EN_ATTENTE])
def test_un_paiement_en_cours_en_empeche_un_autre(affilie: Persona, etat: EtatPaiement) -> None:
    appeler(affilie.dossier, *JOURS)
    paiement(affilie, etat=etat)
    with pytest.raises(PaiementEnCours):
        commencer(affilie)


def test_une_banque_muette_laisse_une_erreur_puis_le_meme_paiement_repart(affilie: Persona, banque: Banque) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = commencer(affilie)
    banque.panne = True
    with pytest.raises(PasserelleInjoignable):
        services.presenter_paiement(paiement=essai, urls=URLS)
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.ERREUR
    banque.panne = False
    services.presenter_paiement(paiement=essai, urls=URLS)
    essai.refresh_from_db()
    assert (essai.etat, essai.id_psp) == (EtatPaiement.OUVERT, "session")
    services.presenter_paiement(paiement=essai, urls=URLS)
    assert NotificationPSP.objects.count() == 2


def test_un_paiement_en_erreur_ne_repart_pas_sur_un_autre(affilie: Persona, banque: Banque) -> None:
    vieux = paiement(affilie, etat=EtatPaiement.ERREUR)
    paiement(affilie)
    with pytest.raises(PaiementEnCours):
        services.presenter_paiement(paiement=vieux, urls=URLS)


def test_un_paiement_en_erreur_ne_repart_pas_sur_ce_qui_n_est_plus_du(affilie: Persona, banque: Banque) -> None:
    """While it was in error, a transfer came: to open it again would take the same money twice."""
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie, 50_000, etat=EtatPaiement.ERREUR)
    appliquer(nouvelle(paiement(affilie, 60_000), EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    with pytest.raises(MontantRefuse, match="400,00"):
        services.presenter_paiement(paiement=essai, urls=URLS)
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.ERREUR


def test_abandonner_demande_d_abord_a_la_banque(affilie: Persona, banque: Banque) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    banque.dit = nouvelle(essai, EtatEvenement.PAYE)
    assert services.abandonner_paiement(paiement=essai, par=affilie.compte).apres == EtatPaiement.PAYE
    assert banque.annules == []


def test_abandonner_ferme_la_page_de_la_banque(affilie: Persona, banque: Banque) -> None:
    essai = paiement(affilie)
    assert services.abandonner_paiement(paiement=essai, par=affilie.compte).apres == EtatPaiement.ABANDONNE
    assert banque.annules == [essai]


def test_ce_que_la_banque_examine_ne_s_abandonne_pas(affilie: Persona, banque: Banque) -> None:
    """Given up here, it could be paid all the same."""
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.EN_ATTENTE), origine=Origine.NOTIFICATION)
    with pytest.raises(services.AbandonImpossible):  # from a page opened before
        services.abandonner_paiement(paiement=essai, par=affilie.compte)
    assert Paiement.objects.get().etat == EtatPaiement.EN_ATTENTE
    assert banque.annules == []


def test_la_banque_qui_se_met_a_examiner_pendant_l_abandon_l_emporte(affilie: Persona, banque: Banque) -> None:
    essai = paiement(affilie)
    banque.annuler = lambda un: appliquer(  # type: ignore[method-assign, assignment]
        nouvelle(un, EtatEvenement.EN_ATTENTE), origine=Origine.NOTIFICATION
    )
    with pytest.raises(services.AbandonImpossible):
        services.abandonner_paiement(paiement=essai, par=affilie.compte)
    assert Paiement.objects.get().etat == EtatPaiement.EN_ATTENTE


def en_attente(persona: Persona) -> Paiement:
    essai = paiement(persona)
    appliquer(nouvelle(essai, EtatEvenement.EN_ATTENTE), origine=Origine.NOTIFICATION)
    return essai


@pytest.mark.parametrize("encaisse", [True, False])
def test_un_agent_tranche_ce_que_la_banque_laisse_attendre(
    affilie: Persona, agent: Persona, banque: Banque, horloge: time_machine.Traveller, encaisse: bool
) -> None:
    """With a trace, and then the member may pay again; if the bank says it in the end, it counts once."""
    appeler(affilie.dossier, *JOURS)
    essai = en_attente(affilie)
    with pytest.raises(decisions.DecisionImpossible, match="deux jours"):
        decisions.trancher_paiement(paiement=essai, encaisse=encaisse, par=agent.compte)
    horloge.shift(decisions.PATIENCE)
    effet = decisions.trancher_paiement(paiement=essai, encaisse=encaisse, par=agent.compte)
    assert effet.apres == (EtatPaiement.PAYE if encaisse else EtatPaiement.CLASSE)
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -100_000 + 50_000 * encaisse
    trace = NotificationPSP.objects.latest("pk")
    assert (trace.origine, trace.par) == (Origine.AGENT, agent.compte)
    assert Envoi.objects.filter(genre="paiement-recu" if encaisse else "paiement-non-abouti").count() == 1
    assert commencer(affilie)
    assert appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION).apres == EtatPaiement.PAYE
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -50_000
    assert not NotificationPSP.objects.filter(a_voir=True).exists()


def test_la_banque_qui_repond_a_l_agent_decide(
    affilie: Persona, agent: Persona, banque: Banque, horloge: time_machine.Traveller
) -> None:
    essai = en_attente(affilie)
    horloge.shift(decisions.PATIENCE)
    banque.dit = nouvelle(essai, EtatEvenement.PAYE)
    with pytest.raises(decisions.DecisionImpossible, match="Payé"):
        decisions.trancher_paiement(paiement=essai, encaisse=False, par=agent.compte)
    assert Paiement.objects.get().etat == EtatPaiement.PAYE


@pytest.mark.parametrize("etat", [etat for etat in EtatPaiement if etat != EtatPaiement.EN_ATTENTE])
def test_un_agent_ne_tranche_que_ce_qui_attend(
    affilie: Persona, agent: Persona, etat: EtatPaiement, horloge: time_machine.Traveller
) -> None:
    essai = paiement(affilie, etat=etat)
    horloge.shift(decisions.PATIENCE)
    with pytest.raises(decisions.DecisionImpossible):
        decisions.trancher_paiement(paiement=essai, encaisse=True, par=agent.compte)
    assert not Ecriture.objects.exists()


@pytest.mark.parametrize(
    ("derniere", "attendu"),
    [(None, EtatPaiement.EXPIRE), (EtatEvenement.TENTATIVE_REFUSEE, EtatPaiement.REFUSE)],
)
def test_ce_que_personne_ne_finit_se_ferme(
    affilie: Persona, horloge: time_machine.Traveller, derniere: EtatEvenement | None, attendu: EtatPaiement
) -> None:
    essai = paiement(affilie)
    if derniere:
        appliquer(nouvelle(essai, derniere), origine=Origine.NOTIFICATION)
    call_command("interroger_paiements")
    assert Paiement.objects.get().etat == EtatPaiement.OUVERT
    horloge.shift(timedelta(minutes=31))
    call_command("interroger_paiements")
    assert Paiement.objects.get().etat == attendu


def test_ce_qui_attend_la_banque_ne_se_ferme_pas_tout_seul(affilie: Persona, horloge: time_machine.Traveller) -> None:
    paiement(affilie, etat=EtatPaiement.EN_ATTENTE)
    horloge.shift(timedelta(days=3))
    assert interrogation.interroger_paiements() == 0
    assert Paiement.objects.get().etat == EtatPaiement.EN_ATTENTE


def test_la_question_suffit_quand_la_notification_s_est_perdue(affilie: Persona, banque: Banque) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    banque.dit = nouvelle(essai, EtatEvenement.PAYE)
    assert interrogation.interroger_paiements() == 1
    banque.panne = True
    assert interrogation.interroger_paiements() == 0
    assert Paiement.objects.get().etat == EtatPaiement.PAYE


def test_decider_d_un_paiement_qui_n_attend_rien_est_refuse(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    with pytest.raises(decisions.DecisionImpossible):
        decisions.decider_paiement(paiement=essai, accepter=True, attendu=20_000, par=agent.compte)


def test_accepter_porte_le_montant_recu_et_le_dit_une_fois(affilie: Persona, agent: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=20_000), origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    effet = decisions.decider_paiement(paiement=essai, accepter=True, attendu=20_000, par=agent.compte)
    assert (effet.apres, restes(affilie.dossier)) == (EtatPaiement.PAYE, [30_000, 50_000])
    essai.etat = EtatPaiement.A_EXAMINER  # another agent, on a page opened before
    assert decisions.decider_paiement(paiement=essai, accepter=True, attendu=20_000, par=agent.compte).deja_vu
    assert Ecriture.objects.du_dossier(affilie.dossier).solde_centimes() == -80_000


def test_un_autre_montant_que_celui_qui_a_ete_lu_ne_se_porte_pas(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, centimes=30_000), origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    with pytest.raises(decisions.DecisionImpossible, match="maintenant"):
        decisions.decider_paiement(paiement=essai, accepter=True, attendu=20_000, par=agent.compte)
    with pytest.raises(decisions.DecisionImpossible, match="maintenant"):
        decisions.decider_paiement(paiement=essai, accepter=False, attendu=20_000, par=agent.compte)
    assert Paiement.objects.get().etat == EtatPaiement.A_EXAMINER
    decisions.decider_paiement(paiement=essai, accepter=True, attendu=30_000, par=agent.compte)
    with pytest.raises(decisions.DecisionImpossible, match="maintenant"):
        decisions.rembourser_paiement(paiement=essai, attendu=20_000, par=agent.compte)


def test_une_autre_monnaie_ne_se_porte_pas_au_compte(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE, devise="840"), origine=Origine.NOTIFICATION)
    essai.refresh_from_db()
    with pytest.raises(decisions.DecisionImpossible, match="monnaie"):
        decisions.decider_paiement(paiement=essai, accepter=True, attendu=50_000, par=agent.compte)


def test_un_agent_suit_une_contestation_que_la_banque_ne_sait_pas_dire(affilie: Persona, agent: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)

    def suivre(une: EtatEvenement) -> EtatPaiement:
        return decisions.suivre_contestation(paiement=essai, nouvelle=une, par=agent.compte).apres

    with pytest.raises(decisions.DecisionImpossible):
        suivre(EtatEvenement.OUVERT)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    with pytest.raises(decisions.DecisionImpossible):
        suivre(EtatEvenement.GAGNE)
    rendu = nouvelle(essai, EtatEvenement.FAIT, TypeEvenement.REMBOURSEMENT, id_psp="r1", centimes=20_000)
    appliquer(rendu, origine=Origine.NOTIFICATION)
    assert suivre(EtatEvenement.OUVERT) == EtatPaiement.LITIGE
    assert restes(affilie.dossier) == [50_000, 50_000]
    with pytest.raises(decisions.DecisionImpossible):
        suivre(EtatEvenement.OUVERT)
    assert suivre(EtatEvenement.GAGNE) == EtatPaiement.LITIGE_GAGNE
    assert restes(affilie.dossier) == [20_000, 50_000]
    assert suivre(EtatEvenement.OUVERT) == EtatPaiement.LITIGE  # again: banks have several stages
    assert suivre(EtatEvenement.PERDU) == EtatPaiement.LITIGE_PERDU
    assert restes(affilie.dossier) == [50_000, 50_000]
    assert not any(constat.anomalies for constat in verifier())


def test_une_contestation_ne_retire_que_ce_qui_a_ete_lu(affilie: Persona, agent: Persona) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    with pytest.raises(decisions.DecisionImpossible, match=r"500.00.*et non 300.00"):
        decisions.suivre_contestation(paiement=essai, nouvelle=EtatEvenement.OUVERT, attendu=30_000, par=agent.compte)
    assert restes(affilie.dossier) == [0, 50_000]


def test_une_nouvelle_qui_n_a_pas_ete_lue_reste_a_voir(affilie: Persona, agent: Persona) -> None:
    essai = paiement(affilie)
    for transaction in ("une", "deux", "trois"):
        appliquer(nouvelle(essai, EtatEvenement.PAYE, id_psp=transaction), origine=Origine.NOTIFICATION)
    lue = NotificationPSP.objects.get(id_psp="deux").public_id
    with pytest.raises(decisions.DecisionImpossible, match="autre chose"):
        decisions.noter_vue(paiement=essai, attendue=lue, par=agent.compte)
    assert Paiement.objects.a_voir().count() == 1


def test_la_banque_qui_annonce_ses_litiges_n_a_pas_besoin_d_agent(
    affilie: Persona, agent: Persona, banque: Banque
) -> None:
    essai = paiement(affilie)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    banque.dit_les_litiges = True
    with pytest.raises(decisions.DecisionImpossible, match="elle-même"):
        decisions.suivre_contestation(paiement=essai, nouvelle=EtatEvenement.OUVERT, par=agent.compte)


def test_rembourser_rend_tout_ce_qui_reste(affilie: Persona, agent: Persona, banque: Banque) -> None:
    appeler(affilie.dossier, *JOURS)
    essai = paiement(affilie)
    with pytest.raises(decisions.DecisionImpossible):
        decisions.rembourser_paiement(paiement=essai, attendu=50_000, par=agent.compte)
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    assert (
        decisions.rembourser_paiement(paiement=essai, attendu=50_000, par=agent.compte).apres == EtatPaiement.REMBOURSE
    )
    with pytest.raises(decisions.DecisionImpossible):
        decisions.rembourser_paiement(paiement=essai, attendu=50_000, par=agent.compte)
    assert restes(affilie.dossier) == [50_000, 50_000]


def test_une_banque_muette_sur_un_remboursement_sera_interrogee_encore(affilie: Persona, banque: Banque) -> None:
    essai = paiement(affilie)
    sujet = TypeEvenement.REMBOURSEMENT
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    appliquer(nouvelle(essai, EtatEvenement.EN_ATTENTE, sujet, id_psp="r1"), origine=Origine.NOTIFICATION)
    banque.panne = True
    assert interrogation.interroger_paiements() == 0
    assert list(Paiement.objects.a_rembourser()) == [essai]


def test_ce_qui_n_est_dans_aucune_echeance_se_designe_aussi(affilie: Persona) -> None:
    """Without it, the échéance of the day would come first."""
    debiter(affilie.dossier, 20_000, date(2024, 1, 2))
    appeler(affilie.dossier, *JOURS)
    essai = commencer(affilie, 20_000, echeances=[HORS])
    assert essai.mode == Mode.TEST
    appliquer(nouvelle(essai, EtatEvenement.PAYE), origine=Origine.NOTIFICATION)
    assert restes(affilie.dossier) == [50_000, 50_000]
