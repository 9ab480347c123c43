"""Returns that wait for an agent: each leaves the queue by an act, once."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.models import Compte, EntreeJournal, Envoi
from cotisations.banque.rapprochement import rapprocher_les_recues
from cotisations.enums import Nature
from cotisations.models import (
    DecisionDeRetour,
    Ecriture,
    LotDePrelevements,
    MandatSepa,
    Operation,
    Prelevement,
    RetourDePrelevement,
)
from cotisations.prelevements.decisions import (
    appliquer,
    classer,
    declarer_transmis,
    peut_s_appliquer,
    peut_se_representer,
    representer_le_prelevement,
)
from cotisations.prelevements.encaissement import encaisser_lot
from cotisations.prelevements.enums import Acte
from cotisations.prelevements.preuves import PREUVES
from cotisations.prelevements.representation import ce_qui_se_represente
from tests.cotisations.banque.fabrique import camt, recu
from tests.cotisations.banque.fabrique import prendre as prendre_releve
from tests.cotisations.prelevements.fabrique import affilies_a_prelever, agents, lot_pris, lot_transmis
from tests.cotisations.prelevements.test_lots import payer
from tests.cotisations.prelevements.test_retours import camt054, credit, debit, pain002, prendre, solde
from tests.harnais.course import courir

JOUR = date(2026, 12, 7)
pytestmark = pytest.mark.django_db


@pytest.fixture
def deux() -> tuple[Compte, Compte]:
    return agents()


@pytest.fixture
def lignes(deux: tuple[Compte, Compte]) -> list[Prelevement]:
    """Two lines at the bank."""
    affilies_a_prelever(2, JOUR, deux[0])
    return list(lot_transmis(JOUR, *deux).prelevements.select_related("dossier", "mandat").order_by("pk"))


def lot() -> LotDePrelevements:
    return LotDePrelevements.objects.get()


def crediter(deux: tuple[Compte, Compte], centimes: int = 100_000) -> None:
    encaisser_lot(lot=lot(), le=date(2026, 12, 8), centimes=centimes, par=deux[0])


def attendent() -> int:
    return RetourDePrelevement.objects.a_examiner().count()


def etat(ligne: Prelevement) -> str:
    return Prelevement.objects.get(pk=ligne.pk).etat


def aucune_anomalie() -> bool:
    return not any(list(preuve.anomalies()) for preuve in PREUVES)


# Taking the money back ---------------------------------------------------------------------------


def test_un_autre_montant_est_repris_par_un_agent(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    """What was credited, not what the bank said."""
    crediter(deux)
    prendre(camt054(debit(lignes[0].end_to_end, "AC04", "499.99")))
    retour = RetourDePrelevement.objects.get()
    appliquer(retour=retour, par=deux[1])
    rejet = Ecriture.objects.get(nature=Nature.REJET)
    assert (rejet.montant_centimes, rejet.date_operation) == (-50_000, date(2026, 12, 9))
    assert (etat(lignes[0]), solde(lignes[0]), attendent()) == ("retourne", -50_000, 0)
    assert MandatSepa.objects.get(pk=lignes[0].mandat_id).etat == "suspendu"
    decision = DecisionDeRetour.objects.get()
    assert (decision.decision, decision.est_finale, decision.par) == ("appliquer", True, deux[1])
    entree = EntreeJournal.objects.get(acte=Acte.RETOUR_DECIDE)
    assert (entree.par, entree.dossier, entree.details["decision"]) == (deux[1], lignes[0].dossier, "appliquer")
    assert Envoi.objects.filter(genre="prelevement-rejete", dossier=lignes[0].dossier).count() == 1
    assert aucune_anomalie()
    with pytest.raises(ActeImpossible):
        appliquer(retour=retour, par=deux[0])
    with pytest.raises(ActeImpossible):
        classer(retour=retour, motif="encore", par=deux[0])
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == 1


def test_la_banque_le_redit_juste_apres_un_agent(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    crediter(deux)
    prendre(camt054(debit(lignes[0].end_to_end, "AC04", "499.99")))
    appliquer(retour=RetourDePrelevement.objects.get(), par=deux[1])
    assert prendre(camt054(debit(lignes[0].end_to_end, "AC04"), suffixe="2")) == (0, 1, 0)
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == 1


def test_un_motif_a_decider_attend_encore_apres_la_reprise(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    crediter(deux)
    prendre(camt054(debit(lignes[0].end_to_end, "MD06", "1.00")))
    retour = RetourDePrelevement.objects.get()
    appliquer(retour=retour, par=deux[0])
    assert (etat(lignes[0]), attendent()) == ("rembourse", 1)
    classer(retour=retour, motif="Joint au téléphone, paie par carte.", par=deux[1])
    assert (attendent(), [une.rang for une in retour.decisions.order_by("rang")]) == (0, [1, 2])


def test_ce_qui_est_deja_revenu_se_classe_et_ne_se_reprend_plus(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    crediter(deux)
    prendre(camt054(debit(lignes[0].end_to_end, "AC04")))
    prendre(camt054(debit(lignes[0].end_to_end, "MD06"), suffixe="2"))
    (retour,) = RetourDePrelevement.objects.a_examiner()
    assert not peut_s_appliquer(retour)
    with pytest.raises(ActeImpossible, match="déjà revenu"):
        appliquer(retour=retour, par=deux[0])
    assert attendent() == 1, "ce qui échoue ne décide rien"
    classer(retour=retour, motif="La banque l’a dit deux fois.", par=deux[0])
    assert (attendent(), Ecriture.objects.filter(nature=Nature.REJET).count()) == (0, 1)


def test_une_reference_inconnue_se_classe_seulement(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    prendre(pain002(("INCONNUE", "AM04")))
    (retour,) = RetourDePrelevement.objects.a_examiner()
    assert not peut_s_appliquer(retour)
    assert not peut_se_representer(retour)
    for motif in ("", "   "):
        with pytest.raises(ActeImpossible, match="pourquoi"):
            classer(retour=retour, motif=motif, par=deux[0])
    classer(retour=retour, motif="D’un autre créancier.", par=deux[0])
    assert attendent() == 0


def test_deux_retours_sans_reference_sont_deux(lignes: list[Prelevement]) -> None:
    """Nothing says that they are the same one: neither is lost."""
    sans = [debit("NOTPROVIDED", "AC04"), debit("NOTPROVIDED", "AC04")]
    assert prendre(camt054(*sans)) == (2, 0, 2)
    inconnus = [debit("INCONNUE", "AC04"), debit("INCONNUE", "AC04", "12.00")]
    assert prendre(camt054(*inconnus, suffixe="2")) == (2, 0, 2)
    assert prendre(camt054(*inconnus, suffixe="3")) == (0, 2, 0)


# Presenting again --------------------------------------------------------------------------------


def presentable(retour: RetourDePrelevement) -> tuple[int, date]:
    """What an agent reads on the page, now."""
    assert retour.prelevement
    return ce_qui_se_represente(retour.prelevement, le=timezone.localdate())


def test_un_refus_se_presente_de_nouveau(lignes: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    prendre(pain002((lignes[0].end_to_end, "MS03")))
    (retour,) = RetourDePrelevement.objects.a_examiner()
    payer(lignes[0], 20_000)
    assert peut_se_representer(retour)
    reprise = representer_le_prelevement(retour=retour, attendu=presentable(retour), par=deux[0])
    assert (reprise.represente_id, reprise.a_prendre, reprise.etat) == (lignes[0].pk, 30_000, "prenotifie")
    assert reprise.date_prelevement >= timezone.localdate() + (JOUR - date(2026, 11, 23))
    assert attendent() == 0
    with pytest.raises(ActeImpossible):
        representer_le_prelevement(retour=retour, attendu=presentable(retour), par=deux[1])
    assert Prelevement.objects.filter(represente__isnull=False).count() == 1


def test_ce_qui_a_ete_paye_depuis_la_lecture_ne_se_presente_pas(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    """The page said 500 €, and the member has paid 200 € since."""
    prendre(pain002((lignes[0].end_to_end, "MS03")))
    (retour,) = RetourDePrelevement.objects.a_examiner()
    lu = presentable(retour)
    payer(lignes[0], 20_000)
    with pytest.raises(ActeImpossible, match="vient de changer"):
        representer_le_prelevement(retour=retour, attendu=lu, par=deux[0])
    assert not Prelevement.objects.filter(represente__isnull=False).exists()
    assert attendent() == 1


@pytest.mark.parametrize("cas", ["paye", "mandat", "deux fois", "jamais"])
def test_ce_qui_ne_se_presente_pas_de_nouveau(
    lignes: list[Prelevement], deux: tuple[Compte, Compte], cas: str, settings: Any
) -> None:
    prendre(pain002((lignes[0].end_to_end, "MS02")))
    (retour,) = RetourDePrelevement.objects.a_examiner()
    if cas == "paye":
        payer(lignes[0], 50_000)
    elif cas == "mandat":
        MandatSepa.objects.filter(pk=lignes[0].mandat_id).update(etat="suspendu")
    elif cas == "deux fois":
        representer_le_prelevement(retour=retour, attendu=presentable(retour), par=deux[0])
    else:
        settings.PRELEVEMENTS_REPRESENTATIONS = 0
    assert peut_se_representer(RetourDePrelevement.objects.get()) is (cas == "paye")
    with pytest.raises(ActeImpossible):
        representer_le_prelevement(retour=retour, attendu=presentable(retour), par=deux[0])
    assert Prelevement.objects.filter(represente__isnull=False).count() == (cas == "deux fois")


# Files out of order ------------------------------------------------------------------------------


@pytest.fixture
def genere(deux: tuple[Compte, Compte]) -> list[Prelevement]:
    """Two lines in a file that nobody said to be at the bank."""
    affilies_a_prelever(2, JOUR, deux[0])
    lignes = lot_pris(JOUR, *deux).prelevements
    return list(lignes.select_related("dossier", "mandat").order_by("pk"))


def test_un_rejet_dit_avant_la_transmission_compte_ensuite(
    genere: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    assert prendre(pain002((genere[0].end_to_end, "AC04"))) == (1, 0, 1)
    assert (etat(genere[0]), attendent()) == ("inclus", 1)
    assert declarer_transmis(lot=lot(), par=deux[1], transmis_le=timezone.localdate()) == 1
    assert ([etat(une) for une in genere], attendent()) == (["rejete", "transmis"], 0)
    crediter(deux, 50_000)
    assert [solde(une) for une in genere] == [-50_000, 0]
    assert aucune_anomalie()


def test_credit_et_retour_dits_avant_la_transmission(genere: list[Prelevement], deux: tuple[Compte, Compte]) -> None:
    """The whole sum, then one line taken back from it: in whatever file, before anybody said it was sent."""
    prendre(camt054(debit(genere[0].end_to_end, "AC04")))
    prendre(camt054(credit(lot(), "1000.00"), suffixe="2"))
    assert (attendent(), lot().etat) == (2, "genere")
    assert declarer_transmis(lot=lot(), par=deux[1], transmis_le=timezone.localdate()) == 2
    assert (attendent(), lot().etat) == (0, "encaisse")
    assert ([etat(une) for une in genere], [solde(une) for une in genere]) == (["rejete", "encaisse"], [-50_000, 0])
    assert aucune_anomalie()


def test_un_fichier_refuse_avant_la_transmission_rend_ses_lignes(
    genere: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    assert prendre(pain002(groupe="RJCT")) == (1, 0, 1)
    assert declarer_transmis(lot=lot(), par=deux[1], transmis_le=timezone.localdate()) == 1
    assert (lot().etat, attendent(), {etat(une) for une in genere}) == ("rejete", 0, {"prenotifie"})


def test_un_montant_faux_attend_encore_apres_la_transmission(
    genere: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    prendre(camt054(debit(genere[0].end_to_end, "AC04", "1.00")))
    assert declarer_transmis(lot=lot(), par=deux[1], transmis_le=timezone.localdate()) == 0
    assert (etat(genere[0]), attendent()) == ("transmis", 1)


@pytest.mark.parametrize("euros", ["500.00", "1000.00"], ids=["net", "brut"])
def test_un_retour_debite_avant_le_credit_du_lot(
    lignes: list[Prelevement], deux: tuple[Compte, Compte], euros: str
) -> None:
    """Banks credit the batch net of what they refused, or whole after having debited the line apart."""
    prendre(camt054(debit(lignes[0].end_to_end, "AC04")))
    prendre(camt054(credit(lot(), euros), suffixe="2"))
    assert (lot().etat, attendent()) == ("encaisse", 0)
    assert [solde(une) for une in lignes] == [-50_000, 0]
    assert not Ecriture.objects.filter(nature=Nature.REJET).exists()
    assert aucune_anomalie()


def test_refuse_sans_debit_le_lot_n_est_pas_credite_en_entier(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    """Nothing was debited apart: the bank owes the net sum alone."""
    prendre(pain002((lignes[0].end_to_end, "AC04")))
    assert prendre(camt054(credit(lot(), "1000.00"))) == (1, 0, 1)
    assert (lot().etat, Ecriture.objects.filter(nature=Nature.PRELEVEMENT).exists()) == ("transmis", False)


def test_un_credit_trop_tot_se_porte_quand_le_rejet_est_connu(
    lignes: list[Prelevement], deux: tuple[Compte, Compte]
) -> None:
    """Two credits of one batch are two, and the right one is posted by an agent, once."""
    prendre(camt054(credit(lot(), "500.00")))
    prendre(camt054(credit(lot(), "499.00"), suffixe="2"))
    assert attendent() == 2
    prendre(pain002((lignes[0].end_to_end, "AC04")))
    juste, faux = RetourDePrelevement.objects.a_examiner().order_by("pk")
    with pytest.raises(ActeImpossible, match="rien n’est inscrit"):
        appliquer(retour=faux, par=deux[0])
    appliquer(retour=juste, par=deux[0])
    assert (lot().etat, [solde(une) for une in lignes]) == ("encaisse", [-50_000, 0])
    with pytest.raises(ActeImpossible):
        appliquer(retour=faux, par=deux[0])
    classer(retour=faux, motif="Un autre lot.", par=deux[0])
    assert attendent() == 0


# At the same time --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_deux_agents_a_la_fois_font_un_seul_acte() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=a)
    prendre(camt054(debit(Prelevement.objects.get().end_to_end, "AC04", "1.00")))
    retour = RetourDePrelevement.objects.get()

    def decider(rang: int) -> bool:
        par = (a, b)[rang % 2]
        try:
            if rang % 3:
                appliquer(retour=RetourDePrelevement.objects.get(), par=par)
            else:
                classer(retour=retour, motif="essai", par=par)
        except ActeImpossible:
            return False
        return True

    assert sum(courir(decider, fois=12, coureurs=12)) == 1
    repris = DecisionDeRetour.objects.get().decision == "appliquer"
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == repris
    assert (Prelevement.objects.get().etat == "retourne") is repris


@pytest.mark.django_db(transaction=True)
def test_un_agent_et_un_releve_a_la_fois_reprennent_une_fois() -> None:
    a, b = agents()
    affilies_a_prelever(1, JOUR, a)
    lot_transmis(JOUR, a, b)
    encaisser_lot(lot=lot(), le=JOUR, centimes=50_000, par=a)
    ref = Prelevement.objects.get().end_to_end
    prendre(camt054(debit(ref, "AC04", "1.00")))

    def reprendre(rang: int) -> None:
        try:
            if rang % 2:
                appliquer(retour=RetourDePrelevement.objects.get(code="AC04"), par=a)
            else:
                prendre(camt054(debit(ref, "AC04"), suffixe=str(rang)))
        except ValueError:  # refused, the one as the other
            return

    courir(reprendre, fois=8, coureurs=8)
    assert Ecriture.objects.filter(nature=Nature.REJET).count() == 1
    assert Prelevement.objects.get().etat == "retourne"


@pytest.mark.django_db(transaction=True)
def test_transmettre_et_importer_a_la_fois_ne_perd_rien() -> None:
    """The return of a line and the statement of the batch, while an agent says that it is sent."""
    a, b = agents()
    affilies_a_prelever(2, JOUR, a)
    genere = lot_pris(JOUR, a, b)
    refs = list(genere.prelevements.order_by("pk").values_list("end_to_end", flat=True))
    prendre_releve(camt(recu(50_000, lot=genere.reference_du_paiement)))
    Operation.objects.update(etat="recue")  # as if nothing had looked at it yet

    def agir(rang: int) -> None:
        if rang == 0:
            declarer_transmis(lot=genere, par=b, transmis_le=timezone.localdate())
        elif rang == 1:
            prendre(pain002((refs[0], "AC04")))
        else:
            rapprocher_les_recues(par=None)

    courir(agir, fois=4, coureurs=4)
    rapprocher_les_recues(par=None)
    assert [Prelevement.objects.get(end_to_end=une).etat for une in refs] == ["rejete", "encaisse"]
    assert (lot().etat, attendent()) == ("encaisse", 0)
    assert Ecriture.objects.filter(nature=Nature.PRELEVEMENT).count() == 1
