"""A debit that is on its way: nobody is told to pay it, and nobody pays it twice."""

from datetime import date

import pytest

from cotisations.paiements.etats import EtatPaiement
from cotisations.paiements.montants import MontantRefuse
from cotisations.paiements.passerelle import Urls
from cotisations.paiements.services import commencer_paiement, presenter_paiement
from cotisations.prelevements.enums import EtatPrelevement
from cotisations.prelevements.tri import trier
from tests.conftest import ClientDe
from tests.cotisations.espace.fabrique import page
from tests.cotisations.paiements.fabrique import appeler, paiement
from tests.cotisations.prelevements.fabrique import ligne_de, mandat_actif
from tests.harnais.personas import Persona
from tests.test_contraintes import lot_de_prelevements

EXIGIBLE, JOUR = date(2026, 12, 5), date(2026, 12, 7)
PAGES = ("/espace/", "/cotisations/", "/cotisations/echeancier/")
RIEN, APPROCHE = "Rien à faire", "Une échéance approche"


@pytest.mark.parametrize("adresse", PAGES)
def test_une_echeance_annoncee_ne_se_reclame_pas(client_de: ClientDe, affilie: Persona, adresse: str) -> None:
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR)
    lue = page(client_de(affilie), adresse)
    assert RIEN in lue
    assert "7 décembre 2026" in lue.replace("\u00a0", " ")
    assert APPROCHE not in lue


@pytest.mark.parametrize("etat", [EtatPrelevement.RETIRE, EtatPrelevement.REJETE])
def test_ce_qui_ne_sera_pas_pris_reste_a_payer(client_de: ClientDe, affilie: Persona, etat: EtatPrelevement) -> None:
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    lot = lot_de_prelevements(affilie) if etat == EtatPrelevement.REJETE else None
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR, etat=etat, lot=lot)
    lue = page(client_de(affilie), "/cotisations/")
    assert APPROCHE in lue
    assert RIEN not in lue


def test_un_prelevement_plus_petit_que_le_reste_ne_rassure_pas(client_de: ClientDe, affilie: Persona) -> None:
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR, 49_999)
    assert APPROCHE in page(client_de(affilie), "/cotisations/")


def test_le_prelevement_d_un_autre_ne_compte_pas(client_de: ClientDe, affilie: Persona, autre_affilie: Persona) -> None:
    appeler(affilie.dossier, EXIGIBLE)
    (due,) = appeler(autre_affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(autre_affilie.dossier, autre_affilie.compte), due, JOUR)
    assert APPROCHE in page(client_de(affilie), "/cotisations/")


@pytest.mark.parametrize("etat", [EtatPrelevement.INCLUS, EtatPrelevement.TRANSMIS])
def test_dans_un_lot_elle_attend(client_de: ClientDe, affilie: Persona, etat: EtatPrelevement) -> None:
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR, etat=etat, lot=lot_de_prelevements(affilie))
    assert "ne la payez pas une seconde fois" in page(client_de(affilie), "/cotisations/payer/")
    with pytest.raises(MontantRefuse, match="prélevés le 7"):
        commencer_paiement(dossier=affilie.dossier, centimes=50_000, echeances=[str(due.public_id)], par=affilie.compte)


def test_seulement_annoncee_elle_se_paie_encore(affilie: Persona) -> None:
    """What is paid before the batch is taken off the debit when the batch is validated."""
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR)
    commencer_paiement(dossier=affilie.dossier, centimes=50_000, echeances=[str(due.public_id)], par=affilie.compte)


def test_un_montant_libre_ne_paie_pas_ce_qu_un_lot_prend(affilie: Persona) -> None:
    prise, libre = appeler(affilie.dossier, EXIGIBLE, date(2027, 1, 5))
    mandat = mandat_actif(affilie.dossier, affilie.compte)
    ligne_de(mandat, prise, JOUR, etat=EtatPrelevement.INCLUS, lot=lot_de_prelevements(affilie))
    with pytest.raises(MontantRefuse, match="vont être prélevés"):
        commencer_paiement(dossier=affilie.dossier, centimes=50_001, par=affilie.compte)
    commencer_paiement(dossier=affilie.dossier, centimes=50_000, echeances=[str(libre.public_id)], par=affilie.compte)


def test_un_paiement_par_carte_en_cours_attend_un_autre_lot(affilie: Persona) -> None:
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), due, JOUR)
    commencer_paiement(dossier=affilie.dossier, centimes=50_000, par=affilie.compte)
    tri = trier(JOUR)
    assert tri.retenues == []
    assert [motif for _, motif in tri.ecartees] == ["paiement par carte en cours"]


def test_un_paiement_en_erreur_ne_repart_pas_sur_ce_qu_un_lot_prend(affilie: Persona) -> None:
    """Nothing waited for it: its échéance is in a batch since."""
    (due,) = appeler(affilie.dossier, EXIGIBLE)
    essai = paiement(affilie, 50_000, due, etat=EtatPaiement.ERREUR)
    lot, mandat = lot_de_prelevements(affilie), mandat_actif(affilie.dossier, affilie.compte)
    ligne_de(mandat, due, JOUR, etat=EtatPrelevement.INCLUS, lot=lot)
    with pytest.raises(MontantRefuse, match="vont être prélevés"):
        presenter_paiement(paiement=essai, urls=Urls("https://portail.example/", "https://portail.example/"))
    essai.refresh_from_db()
    assert essai.etat == EtatPaiement.ERREUR
