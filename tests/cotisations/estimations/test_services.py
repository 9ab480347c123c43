"""One estimate waits at a time, whoever sends it, however often."""

import pytest
from django.db import transaction

from accounts.models import EntreeJournal, Envoi
from cotisations.enums import Acte, EtatEstimation
from cotisations.estimations.services import (
    EstimationEnCours,
    EstimationRefusee,
    annuler_estimation,
    deposer_estimation,
)
from cotisations.models import EstimationRevenu
from tests.harnais.course import courir
from tests.harnais.personas import Persona


def deposer(persona: Persona, euros: int = 30_000) -> EstimationRevenu:
    return deposer_estimation(
        dossier=persona.dossier, annee=2026, assiette_centimes=euros * 100, est_deficit=False, par=persona.compte
    )


def actes() -> list[str]:
    return list(EntreeJournal.objects.order_by("pk").values_list("acte", flat=True))


def test_un_depot_est_ecrit_journalise_et_accuse(affilie: Persona) -> None:
    estimation = deposer(affilie)
    assert (estimation.etat, estimation.assiette_centimes, estimation.deposee_par) == (
        EtatEstimation.DEPOSEE,
        3_000_000,
        affilie.compte,
    )
    assert actes() == [Acte.ESTIMATION_DEPOSEE]
    envoi = Envoi.objects.get()
    assert (envoi.genre, envoi.references) == ("estimation-deposee", {"estimation": str(estimation.public_id)})


def test_deux_fois_le_meme_depot_n_en_font_qu_un(affilie: Persona) -> None:
    assert deposer(affilie) == deposer(affilie)
    assert (EstimationRevenu.objects.count(), Envoi.objects.count(), len(actes())) == (1, 1, 1)


def test_un_autre_montant_attend_que_le_premier_n_attende_plus(affilie: Persona) -> None:
    premiere = deposer(affilie)
    with pytest.raises(EstimationEnCours) as refus:
        deposer(affilie, 31_000)
    assert refus.value.estimation == premiere
    annuler_estimation(estimation=premiere, par=affilie.compte)
    assert deposer(affilie, 31_000) != premiere
    assert EstimationRevenu.objects.en_cours().count() == 1


def test_annuler_deux_fois_n_annule_qu_une_fois(affilie: Persona) -> None:
    estimation = deposer(affilie)
    for _ in range(2):
        annuler_estimation(estimation=estimation, par=affilie.compte)
    estimation.refresh_from_db()
    assert (estimation.etat, estimation.traitee_par) == (EtatEstimation.ANNULEE, affilie.compte)
    assert actes() == [Acte.ESTIMATION_DEPOSEE, Acte.ESTIMATION_ANNULEE]


def test_ce_que_la_caisse_a_traite_ne_s_annule_plus(affilie: Persona) -> None:
    estimation = deposer(affilie)
    EstimationRevenu.objects.update(etat=EtatEstimation.APPLIQUEE, traitee_le=estimation.deposee_le)
    with pytest.raises(EstimationRefusee, match="déjà traité"):
        annuler_estimation(estimation=estimation, par=affilie.compte)
    assert actes() == [Acte.ESTIMATION_DEPOSEE]


def test_qui_ne_cotise_pas_n_estime_rien(ayant_droit: Persona) -> None:
    with pytest.raises(EstimationRefusee, match="ne cotise pas"):
        deposer(ayant_droit)
    assert not EstimationRevenu.objects.exists()


def test_sans_adresse_l_accuse_est_sur_la_page(affilie: Persona) -> None:
    affilie.dossier.courriel = ""
    deposer(affilie)
    assert not Envoi.objects.exists()


def test_les_autres_dossiers_n_attendent_pas(affilie: Persona, autre_affilie: Persona) -> None:
    assert deposer(affilie) != deposer(autre_affilie)


@pytest.mark.django_db(transaction=True)
def test_une_course_n_ecrit_qu_une_estimation(affilie: Persona) -> None:
    """Twelve clicks on the same button, and twelve on another amount: one row, one accusé, told to all of them."""

    def cliquer(rang: int) -> str:
        try:
            with transaction.atomic():
                return str(deposer(affilie, 30_000 + rang % 2).public_id)
        except EstimationEnCours as attente:
            return f"attend {attente.estimation.public_id}"

    resultats = courir(cliquer, fois=24, coureurs=8)
    estimation = EstimationRevenu.objects.get()
    assert set(resultats) == {str(estimation.public_id), f"attend {estimation.public_id}"}
    assert (Envoi.objects.count(), actes()) == (1, [Acte.ESTIMATION_DEPOSEE])
