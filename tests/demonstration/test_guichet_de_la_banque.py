"""The bank's files of the demonstration: what they hold is what the portal's own readers find in them."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings as reglages
from pytest_django import Settings

from carpimko_portal.lib.iban import IbanRefuse, lire_compte
from cotisations.banque.prise import prendre_releve
from cotisations.models import Ecriture, LotDePrelevements, Operation, Prelevement, Releve, RetourDePrelevement
from cotisations.prelevements.importation import importer_retours
from cotisations.verification import verifier
from demonstration.banque.comptes import COMPTES, CompteAEssayer
from demonstration.banque.releve import prochain_releve
from demonstration.banque.retours import prochains_retours
from demonstration.selectors import agents_des_lots
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

AUJOURDHUI = date(2026, 11, 22)
GUICHET = "/demonstration/banque/guichet/"


def anomalies() -> list[str]:
    return [dite for constat in verifier() for dite in constat.anomalies]


@pytest.mark.usefixtures("prete")
def test_le_releve_suivant_credite_le_lot_qui_est_a_la_banque(client: ClientStrict) -> None:
    lot = LotDePrelevements.objects.get()
    assert f"le crédit de {lot.reference}" in client.get(GUICHET).content.decode()
    prendre_releve(BytesIO(b"".join(client.get(f"{GUICHET}releve/"))), par=None)
    lot.refresh_from_db()
    assert (lot.etat, Prelevement.objects.filter(etat="encaisse").count()) == ("encaisse", 1)
    assert "le crédit de" not in client.get(GUICHET).content.decode()
    assert anomalies() == []


@pytest.mark.usefixtures("prete")
def test_les_releves_qui_se_suivent_ne_se_ressemblent_pas() -> None:
    """Each has its name, its day and its operations."""
    noms = set()
    for _ in range(5):
        octets = prochain_releve(le=AUJOURDHUI)
        assert octets == prochain_releve(le=AUJOURDHUI)
        noms |= set(re.findall(rb"<Stmt><Id>([^<]+)</Id>", octets))
        prendre_releve(BytesIO(octets), par=None)
    releves = Releve.objects.order_by("pk")
    assert (len(noms), len({releve.date_fin for releve in releves})) == (5, 6)
    sommes = [set(releve.operations.values_list("montant_centimes", flat=True)) for releve in releves]
    assert sum(map(len, sommes)) == len(set.union(*sommes))
    assert anomalies() == []


@pytest.mark.usefixtures("prete")
def test_les_retours_sont_un_refus_puis_rien() -> None:
    """Refused before the money is booked: nothing is left at the bank."""
    fichier = prochains_retours()
    assert fichier is not None
    assert importer_retours(octets=fichier.octets, nom=fichier.nom, par=None).retours == 1
    fichier.ligne.refresh_from_db()
    assert (fichier.ligne.etat, prochains_retours()) == ("rejete", None)


@pytest.mark.usefixtures("prete")
def test_les_retours_d_un_lot_credite_reprennent_l_argent(client: ClientStrict) -> None:
    prendre_releve(BytesIO(prochain_releve(le=AUJOURDHUI)), par=None)
    page = client.get(GUICHET).content.decode()
    reponse = client.get(f"{GUICHET}retours/")
    assert 'filename="retours.xml"' in reponse["Content-Disposition"]
    bilan = importer_retours(octets=b"".join(reponse), nom="retours.xml", par=None)
    assert (bilan.retours, bilan.a_examiner) == (1, 0)
    retour = RetourDePrelevement.objects.latest("pk")
    assert retour.prelevement is not None
    assert (retour.prelevement.etat, retour.code) == ("retourne", "AM04")
    assert f"reprend le prélèvement du dossier {retour.prelevement.dossier.numero}" in page
    assert client.get(f"{GUICHET}retours/").status_code == 404


@pytest.mark.usefixtures("prete")
def test_le_releve_d_apres_debite_une_fois_ce_que_les_retours_ont_repris() -> None:
    prendre_releve(BytesIO(prochain_releve(le=AUJOURDHUI)), par=None)
    fichier = prochains_retours()
    assert fichier is not None
    importer_retours(octets=fichier.octets, nom=fichier.nom, par=None)
    solde = Ecriture.objects.du_dossier(fichier.ligne.dossier).solde_centimes()
    for attendu in (True, False):
        octets = prochain_releve(le=AUJOURDHUI)
        assert (fichier.ligne.end_to_end.encode() in octets) is attendu
        prendre_releve(BytesIO(octets), par=None)
    assert Operation.objects.get(end_to_end=fichier.ligne.end_to_end).etat == "rapprochee"
    assert Ecriture.objects.du_dossier(fichier.ligne.dossier).solde_centimes() == solde
    assert anomalies() == []


@pytest.mark.django_db
def test_la_banque_dit_quels_agents_font_un_lot_et_dans_quel_ordre(client: ClientStrict) -> None:
    page = client.get("/demonstration/banque/", follow=True).content.decode()
    premier, second = agents_des_lots()
    assert premier.identifiant != second.identifiant
    assert 0 < page.index(premier.identifiant) < page.index(second.identifiant)


def test_qui_signe_un_mandat_trouve_un_iban_a_copier(client_de: ClientDe, affilie: Persona, settings: Settings) -> None:
    lien = f'href="{GUICHET}#comptes"'
    assert lien in client_de(affilie).get("/cotisations/prelevement/compte/").content.decode()
    settings.DEMONSTRATION = False
    assert lien not in client_de(affilie).get("/cotisations/prelevement/compte/").content.decode()


@pytest.mark.django_db
def test_sans_dossier_la_banque_n_a_rien(client: ClientStrict) -> None:
    page = client.get(GUICHET).content.decode()
    assert "lancez <code>bin/demo</code>" in page
    assert "La banque n’a aucun prélèvement" in page
    assert [client.get(f"{GUICHET}{fichier}/").status_code for fichier in ("releve", "retours")] == [404, 404]


@pytest.mark.parametrize("compte", COMPTES, ids=[compte.iban for compte in COMPTES])
def test_chaque_compte_montre_ce_qui_est_dit(compte: CompteAEssayer) -> None:
    assert _est_accepte(compte.iban, compte.bic) == compte.montre.startswith("Accepté")
    if compte.bic:
        assert not _est_accepte(compte.iban, "")


def _est_accepte(iban: str, bic: str) -> bool:
    try:
        lire_compte(iban, bic, aussi=reglages.PRELEVEMENTS_PAYS_SEPA)
    except IbanRefuse:
        return False
    return True


@pytest.mark.django_db
def test_en_production_ce_guichet_n_existe_pas(client: ClientStrict, settings: Settings) -> None:
    settings.PRODUCTION = True
    assert {client.get(f"{GUICHET}{suite}").status_code for suite in ("", "releve/", "retours/")} == {404}
