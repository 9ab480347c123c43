"""What a mandate will collect, and what it is too late for: said before the signature and after it."""

from datetime import date

import pytest

from cotisations.models import MandatSepa
from cotisations.prelevements.enums import EtatMandat, EtatPrelevement
from cotisations.prelevements.mandats import revoquer_mandat
from cotisations.prelevements.portee import Portee, portee_a_la_signature, portee_du_mandat
from tests.conftest import ClientDe
from tests.cotisations.paiements.fabrique import appeler, debiter
from tests.cotisations.prelevements.fabrique import (
    AUTRE_IBAN,
    PAGE,
    agents,
    ligne_de,
    lot_genere,
    mandat_actif,
    preparer,
    signer,
)
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
RETARD, PROCHE, LOIN = date(2026, 11, 5), date(2026, 12, 4), date(2027, 3, 5)


def lire(client: ClientStrict, adresse: str) -> str:
    return str(client.get(adresse).content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


def jours(portee: Portee) -> tuple[list[date | None], list[date | None], list[date | None]]:
    prelevees, en_route = ([part.jour for part in parts] for parts in (portee.prelevees, portee.en_route))
    return [*prelevees], [*en_route], [part.exigible_le for part in portee.autrement]


def test_avant_et_apres_la_signature_chacun_sait_ce_qui_sera_pris(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier, RETARD, PROCHE, LOIN)
    debiter(affilie.dossier, 20_000, date(2024, 1, 2))
    client = client_de(affilie)
    client.post(f"{PAGE}compte/", {"iban": AUTRE_IBAN, "titulaire": "Alice FICTIVE"})
    avant = lire(client, f"{PAGE}relire/")
    assert "le <strong>5 mars 2027</strong>" in avant
    signer(client)
    apres = lire(client, PAGE)
    assert "Ce qu’il ne prélèvera pas est écrit plus bas" in apres
    for page in (avant, apres):
        dite = page.split("À payer autrement")[1].split("</ul>")[0]
        assert "une somme plus ancienne, " in dite
        assert "l’échéance du 5 novembre 2026" in dite
        assert "elle est en retard" in dite
        assert "l’échéance du 4 décembre 2026" in dite
        assert "elle est trop proche" in dite
        assert "mars" not in dite
        assert 'href="/cotisations/payer/">Payer par carte ou par virement' in page


def test_qui_ne_doit_rien_ne_lit_pas_qu_il_doit_payer(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    signer(client)
    page = lire(client, PAGE)
    assert "À payer autrement" not in page
    assert "écrit plus bas" not in page


def test_sans_mandat_rien_n_est_dit_de_ce_qu_il_ne_prendrait_pas(client_de: ClientDe, affilie: Persona) -> None:
    appeler(affilie.dossier, RETARD)
    assert "À payer autrement" not in lire(client_de(affilie), PAGE)


def test_apres_une_revocation_les_soixante_douze_heures_sont_dites(client_de: ClientDe, affilie: Persona) -> None:
    """Nothing announces meanwhile: an échéance fifteen days away will be too near."""
    appeler(affilie.dossier, date(2026, 12, 7), LOIN)
    revoquer_mandat(mandat=mandat_actif(affilie.dossier, affilie.compte), par=affilie.compte)
    client = client_de(affilie)
    client.post(f"{PAGE}compte/", {"iban": AUTRE_IBAN, "titulaire": "Alice FICTIVE"})
    assert "72 heures avant le premier prélèvement" in lire(client, f"{PAGE}relire/")
    assert jours(portee_a_la_signature(MandatSepa.objects.latest("rang"))) == ([LOIN], [], [date(2026, 12, 7)])
    signer(client, AUTRE_IBAN)
    page = lire(client, PAGE)
    assert "Prévus sur le nouveau compte" in page
    assert "7 décembre 2026" in page.split("À payer autrement")[1]
    assert jours(portee_du_mandat(affilie.dossier)) == ([LOIN], [], [date(2026, 12, 7)])


def test_un_changement_de_compte_garde_ce_qui_est_annonce_a_temps(affilie: Persona) -> None:
    """The mandate in use goes on announcing; what has to be given to the bank within 72 hours is not."""
    jour = date(2026, 11, 26)
    echeances = appeler(affilie.dossier, jour, date(2026, 12, 7), LOIN)
    ligne_de(mandat_actif(affilie.dossier, affilie.compte), echeances[0], jour)
    assert jours(portee_du_mandat(affilie.dossier)) == ([jour, date(2026, 12, 7), LOIN], [], [])
    change = preparer(affilie, AUTRE_IBAN)
    assert jours(portee_a_la_signature(change)) == ([date(2026, 12, 7), LOIN], [], [jour])


def test_ce_qu_un_lot_prend_est_en_route(affilie: Persona) -> None:
    jour = date(2026, 12, 7)
    echeances = appeler(affilie.dossier, jour, LOIN)
    ligne = ligne_de(mandat_actif(affilie.dossier, affilie.compte), echeances[0], jour)
    lot_genere(jour, *agents())
    ligne.refresh_from_db()
    assert ligne.etat == EtatPrelevement.INCLUS
    assert jours(portee_du_mandat(affilie.dossier)) == ([LOIN], [jour], [])


def test_un_mandat_suspendu_n_annonce_rien_avant_l_autre_compte(affilie: Persona) -> None:
    appeler(affilie.dossier, date(2026, 12, 7), LOIN)
    mandat_actif(affilie.dossier, affilie.compte, etat=EtatMandat.SUSPENDU)
    change = preparer(affilie, AUTRE_IBAN)
    assert jours(portee_a_la_signature(change)) == ([LOIN], [], [date(2026, 12, 7)])
