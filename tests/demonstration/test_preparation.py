"""The demonstration: alive whatever the day, quick to prepare again, absent from production."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from accounts.courriers.file import en_attente, trier
from accounts.enums import TypeDossier
from accounts.imports.moteur import Bilan
from accounts.models import Compte, Dossier
from cotisations.appels.services import previsualiser_appel
from cotisations.echeancier import Tranche as Exigible
from cotisations.echeancier import repartir
from cotisations.enums import EtatEcheance, Nature
from cotisations.models import Echeance, Ecriture, EstimationRevenu, MandatSepa, Prelevement
from demonstration.personas import MOT_DE_PASSE, PERSONAS, Persona
from demonstration.preparation import preparer
from demonstration.selectors import comptes_de_demonstration
from tests.imports.fabrique import contenu_de_la_base

AUJOURDHUI = date(2026, 11, 22)
PAR_NOM = {persona.profil.split(" ", 1)[0]: persona for persona in PERSONAS}
AFFILIES = [persona for persona in PERSONAS if not persona.est_agent]


def jours() -> Iterator[date]:
    """Every third day of three years, 29 February and year ends included."""
    return (AUJOURDHUI + timedelta(days=3 * rang) for rang in range(365))


def etats(persona: Persona, le: date) -> list[EtatEcheance]:
    solde = sum(mouvement.montant for mouvement in persona.mouvements(le))
    tranches = sorted(persona.tranches(le), key=lambda tranche: tranche.exigible_le)
    repartition = repartir([Exigible(t.exigible_le, t.montant) for t in tranches], solde, le=le)
    assert repartition.hors_echeancier == 0
    return [suivi.etat for suivi in repartition.suivis]


@pytest.mark.parametrize("nom", ["Alice", "Chantal", "Gaëlle"])
def test_qui_est_a_jour_le_reste(nom: str) -> None:
    for le in jours():
        assert EtatEcheance.EN_RETARD not in etats(PAR_NOM[nom], le), le


def test_alice_a_toujours_une_prochaine_echeance() -> None:
    for le in jours():
        assert EtatEcheance.A_VENIR in etats(PAR_NOM["Alice"], le), le


def test_bruno_a_toujours_deux_echeances_en_retard() -> None:
    for le in jours():
        assert etats(PAR_NOM["Bruno"], le).count(EtatEcheance.EN_RETARD) == 2, le


def test_gaelle_paie_en_plusieurs_fois() -> None:
    assert EtatEcheance.PARTIELLE in etats(PAR_NOM["Gaëlle"], AUJOURDHUI)


def test_fabien_a_toujours_trop_verse_et_irene_ne_doit_rien() -> None:
    for le in jours():
        assert sum(mouvement.montant for mouvement in PAR_NOM["Fabien"].mouvements(le)) > 0, le
        assert sum(mouvement.montant for mouvement in PAR_NOM["Irène"].mouvements(le)) == 0, le


def test_hugo_a_connu_un_rejet() -> None:
    assert Nature.REJET in {mouvement.nature for mouvement in PAR_NOM["Hugo"].mouvements(AUJOURDHUI)}


@pytest.mark.parametrize("nom", ["Denise", "Emma", "Joris"])
def test_qui_ne_cotise_pas_n_a_pas_de_compte(nom: str) -> None:
    assert PAR_NOM[nom].mouvements(AUJOURDHUI) == []
    assert PAR_NOM[nom].tranches(AUJOURDHUI) == []


@pytest.mark.django_db
def test_preparer_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    premieres = preparer(repertoire=tmp_path, le=AUJOURDHUI)
    assert premieres["dossiers"] == Bilan(creees=len(AFFILIES))
    assert (Dossier.objects.count(), Compte.objects.filter(est_agent=True).count()) == (
        len(AFFILIES),
        len(PERSONAS) - len(AFFILIES),
    )
    for dossier in Dossier.objects.all():
        dossier.full_clean()
    avant = contenu_de_la_base()
    secondes = preparer(repertoire=tmp_path, le=AUJOURDHUI)
    assert contenu_de_la_base() == avant
    assert all(bilan == Bilan(inchangees=bilan.lues) for bilan in secondes.values())


@pytest.mark.django_db
def test_un_agent_trouve_un_lot_a_preparer(tmp_path: Path) -> None:
    preparer(repertoire=tmp_path, le=AUJOURDHUI)
    maintenant = timezone.now()
    assert len(trier(en_attente(maintenant), maintenant).retenues) == 3


@pytest.mark.django_db
def test_un_agent_trouve_une_estimation_qui_change_un_appel(tmp_path: Path) -> None:
    preparer(repertoire=tmp_path, le=AUJOURDHUI)
    estimation = EstimationRevenu.objects.en_cours().select_related("dossier").get()
    emission = previsualiser_appel(
        dossier=estimation.dossier, annee=AUJOURDHUI.year, estimation=estimation.assiette_centimes
    )
    assert emission
    assert emission.etat.appel


@pytest.mark.django_db
def test_preparer_plus_tard_ajoute_ce_qui_s_est_passe(tmp_path: Path) -> None:
    """Day after day and year after year: nothing contradicts what was written before."""
    le = AUJOURDHUI
    for ecart in (0, 1, 9, 30, 45, 150, 366, 700):
        le += timedelta(days=ecart)
        bilans = preparer(repertoire=tmp_path, le=le)
        assert bilans["ecritures"].modifiees == bilans["echeances"].modifiees == 0
        for persona in AFFILIES:
            dossier = Dossier.objects.get(numero=persona.identifiant)
            solde = sum(mouvement.montant for mouvement in persona.mouvements(le))
            assert Echeance.objects.du_dossier(dossier).count() >= len(persona.tranches(le))
            if persona.profil != "Fabien Postiche":  # who overpays a little every year
                assert Ecriture.objects.du_dossier(dossier).solde_centimes() == solde


@pytest.mark.django_db
def test_les_comptes_annonces_ouvrent(tmp_path: Path) -> None:
    preparer(repertoire=tmp_path, le=AUJOURDHUI)
    for annonce in comptes_de_demonstration():
        if annonce.role == "agent":
            agent = Compte.objects.get(identifiant=annonce.identifiant)
            assert agent.is_staff
            assert check_password(annonce.mot_de_passe, agent.password)
            continue
        compte = authenticate(
            type_dossier=TypeDossier(annonce.role), numero=annonce.identifiant, mot_de_passe=annonce.mot_de_passe
        )
        assert isinstance(compte, Compte)
        assert compte.acces.get().dossier.numero == annonce.identifiant


def test_le_mot_de_passe_annonce_serait_accepte_partout() -> None:
    assert len(MOT_DE_PASSE) >= 8
    assert {str.islower, str.isupper, str.isdigit} == {
        genre for genre in (str.islower, str.isupper, str.isdigit) if any(map(genre, MOT_DE_PASSE))
    }


def test_la_liste_en_json() -> None:
    sortie = StringIO()
    call_command("comptes_demo", "--json", stdout=sortie)
    comptes = json.loads(sortie.getvalue())
    assert {tuple(compte) for compte in comptes} == {("role", "profil", "identifiant", "mot_de_passe", "description")}
    assert {compte["role"] for compte in comptes} == {"affilie", "ayant_droit", "agent"}
    assert "0123456" in {compte["identifiant"] for compte in comptes}


def test_la_liste_pour_des_yeux() -> None:
    sortie = StringIO()
    call_command("comptes_demo", stdout=sortie)
    for annonce in comptes_de_demonstration():
        assert f"{annonce.identifiant} " in sortie.getvalue()
        assert annonce.description in sortie.getvalue()


@pytest.mark.parametrize("commande", ["comptes_demo", "preparer_demo"])
def test_rien_de_tout_cela_hors_demonstration(commande: str) -> None:
    with override_settings(DEMONSTRATION=False), pytest.raises(CommandError, match="mode démonstration"):
        call_command(commande)


def test_la_production_refuse_de_demarrer_avec_la_demonstration() -> None:
    assert "demonstration.E001" not in {erreur.id for erreur in run_checks()}
    with override_settings(PRODUCTION=True):
        assert "demonstration.E001" in {erreur.id for erreur in run_checks()}


@pytest.mark.usefixtures("prete")
def test_ce_qui_se_dit_des_prelevements_est_vrai() -> None:
    """Who is said to be collected has a mandate, in the state that is said; nobody else has one."""
    vus = Prelevement.objects.values_list("dossier__numero", "mandat__etat", "etat")
    assert set(vus) == {
        (PAR_NOM["Alice"].identifiant, "actif", "prenotifie"),
        (PAR_NOM["Gaëlle"].identifiant, "actif", "rejete"),
        (PAR_NOM["Hugo"].identifiant, "revoque", "transmis"),
    }
    preleves = {p.identifiant for p in AFFILIES if "prélèvement" in p.description}
    assert preleves == set(MandatSepa.objects.values_list("dossier__numero", flat=True))


@pytest.mark.django_db
@pytest.mark.usefixtures("chez_soi")
def test_la_commande_dit_ce_qu_elle_a_fait() -> None:
    sortie = StringIO()
    call_command("preparer_demo", stdout=sortie)
    assert f"{len(AFFILIES)} dossiers" in sortie.getvalue()
    sortie = StringIO()
    call_command("preparer_demo", stdout=sortie)
    assert "(0 lignes nouvelles)" in sortie.getvalue()
