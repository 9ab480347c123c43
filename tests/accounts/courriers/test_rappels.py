"""A reminder a week after the posting, a notice at the end, and addresses that go."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.courriers.preparation import preparer_lot
from accounts.courriers.rappels import FIN, RAPPEL, rappeler_les_lettres
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.retour import signaler_npai
from accounts.enums import Acte
from accounts.envois.composition import composer
from accounts.envois.genres import SansObjet
from accounts.models import Compte, Dossier, EntreeJournal, Envoi, LotDeCourriers, Pli, SecretProvisoire
from accounts.retention.services import purger
from tests.accounts.courriers.conftest import demander, dossiers, lot_imprime, lot_telecharge

JOUR = timedelta(days=1)


@pytest.fixture
def poste(anne: Compte, bruno: Compte) -> LotDeCourriers:
    """One letter at La Poste since now."""
    demander(dossiers(1)[0])
    lot = lot_telecharge(anne)
    confirmer_remise(lot=lot, par=bruno, poste_le=timezone.localdate(), nombre_de_plis=1)
    return lot


def genres() -> list[str]:
    return list(Envoi.objects.order_by("pk").values_list("genre", flat=True))


def test_un_rappel_a_sept_jours_puis_la_fin(poste: LotDeCourriers, horloge: time_machine.Traveller) -> None:
    horloge.shift(7 * JOUR - timedelta(seconds=1))
    assert rappeler_les_lettres() == 0
    horloge.shift(1)
    assert (rappeler_les_lettres(), rappeler_les_lettres()) == (1, 0)
    message = composer(Envoi.objects.get())
    assert "jusqu’au 13\u00a0décembre 2026 inclus" in str(message.body)
    assert message.to == [Dossier.objects.get().courriel]
    horloge.shift(14 * JOUR)
    assert rappeler_les_lettres() == 0, "le dernier jour n’est pas fini"
    horloge.shift(JOUR)
    assert (rappeler_les_lettres(), rappeler_les_lettres()) == (1, 0)
    assert genres() == [RAPPEL, FIN]
    assert "depuis la fin du 13\u00a0décembre 2026" in str(composer(Envoi.objects.get(genre=FIN)).body)
    with pytest.raises(SansObjet):
        composer(Envoi.objects.get(genre=RAPPEL))
    actes = EntreeJournal.objects.filter(acte__in=[Acte.LETTRE_RAPPELEE, Acte.LETTRE_EXPIREE])
    assert [entree.dossier for entree in actes.order_by("pk")] == [Dossier.objects.get()] * 2


@pytest.mark.parametrize("etat", ["utilise", "revoque"])
def test_rien_quand_elle_a_servi(poste: LotDeCourriers, horloge: time_machine.Traveller, etat: str) -> None:
    horloge.shift(8 * JOUR)
    rappeler_les_lettres()
    SecretProvisoire.objects.update(etat=etat, utilise_le=timezone.now() if etat == "utilise" else None)
    with pytest.raises(SansObjet):  # between its posting and its departure
        composer(Envoi.objects.get())
    horloge.shift(15 * JOUR)
    assert rappeler_les_lettres() == 0


def test_ni_sans_adresse_ni_trop_tard_ni_avant_la_remise(
    anne: Compte, poste: LotDeCourriers, horloge: time_machine.Traveller
) -> None:
    Dossier.objects.update(courriel="")
    horloge.shift(7 * JOUR)
    assert rappeler_les_lettres() == 0
    Dossier.objects.update(courriel="une@portail.example")
    horloge.shift(7 * JOUR)
    assert rappeler_les_lettres() == 0, "quatorze jours : un rappel n’aide plus"
    horloge.shift(30 * JOUR)
    assert rappeler_les_lettres() == 0, "finie depuis longtemps"


def adresses() -> list[int]:
    return [len(adresse) for adresse in Pli.objects.order_by("pk").values_list("adresse", flat=True)]


def effacer(*, a_blanc: bool = False) -> int | None:
    (resultat,) = purger(par=None, codes=["plis"], a_blanc=a_blanc)
    return resultat.nombre


def test_les_adresses_partent_soixante_jours_apres(
    anne: Compte, poste: LotDeCourriers, horloge: time_machine.Traveller
) -> None:
    horloge.shift(60 * JOUR)
    assert effacer() == 0
    Dossier.objects.update(voie="2 RUE DE L EXEMPLE")
    demander(Dossier.objects.get())
    vivant = lot_imprime(anne)
    horloge.shift(1)
    assert (effacer(a_blanc=True), effacer(), effacer()) == (1, 1, 0)
    assert [nombre > 0 for nombre in adresses()] == [True]
    assert vivant.plis == 1


def test_l_adresse_d_une_lettre_revenue_reste_tant_qu_elle_sert(
    anne: Compte, bruno: Compte, poste: LotDeCourriers, horloge: time_machine.Traveller
) -> None:
    signaler_npai(pli=Pli.objects.get(), par=anne)
    horloge.shift(61 * JOUR)
    assert effacer() == 0
    demander(Dossier.objects.get())
    assert preparer_lot(par=anne).plis == 0
    Dossier.objects.update(voie="2 RUE DE L EXEMPLE")
    assert effacer() == 1
