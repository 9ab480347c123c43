"""The page that says how to pay by virement, and its document."""

import re
from decimal import Decimal

import pytest
from django.test import override_settings
from pytest_django import Settings
from stdnum import iso11649

from cotisations.banque.checks import rib_de_la_caisse_valide
from cotisations.virement.reference import ecrire_rf, numeros_des_rf, reference_rf
from cotisations.virement.rib import Rib, code_epc, defauts_du_rib
from tests.conftest import ClientDe
from tests.cotisations.banque.fabrique import JOUR
from tests.cotisations.paiements.fabrique import appeler
from tests.harnais.personas import Persona

PAGE = "/cotisations/virement/"
BON = Rib("Caisse fictive", "FR7600000000000000000000097", "DEMOFRPPXXX")


def page(client_de: ClientDe, persona: Persona, **parametres: str) -> str:
    contenu: str = client_de(persona).get(PAGE, parametres).content.decode()
    return contenu


# The reference ----------------------------------------------------------------------------------
@pytest.mark.une_fois
@pytest.mark.parametrize("numero", ["0000001", "1234567", "9999999", "000000001", "987654321"])
def test_la_reference_est_celle_d_un_seul_dossier(numero: str) -> None:
    reference = reference_rf(numero)
    assert iso11649.is_valid(reference)
    assert len(reference) <= 25
    assert numeros_des_rf(reference) == {numero}
    assert numeros_des_rf(f"motif {ecrire_rf(reference).lower()} merci") == {numero}


@pytest.mark.une_fois
@pytest.mark.parametrize("texte", ["", "RF", "RF12", "SURF 1234", "RF00 1234567", "RFAB1234567", "facture 1234567"])
def test_ce_qui_n_est_pas_une_reference(texte: str) -> None:
    assert numeros_des_rf(texte) == set()


# The code ---------------------------------------------------------------------------------------
@pytest.mark.une_fois
@pytest.mark.parametrize(
    ("rib", "reference", "centimes"),
    [
        (BON, "RF001234567", 100),
        (BON, reference_rf("1234567"), 0),
        (BON, reference_rf("1234567"), 100_000_000_000),
        (Rib("Caisse", "FR7600000000000000000000098", ""), reference_rf("1234567"), 100),
        (Rib("Caisse", "FR0630006000011234567890188", ""), reference_rf("1234567"), 100),  # only its clé RIB is wrong
        (Rib("Caisse", BON.iban, "DEMO"), reference_rf("1234567"), 100),
        (Rib("C" * 71, BON.iban, ""), reference_rf("1234567"), 100),
        (Rib("", BON.iban, ""), reference_rf("1234567"), 100),
    ],
)
def test_pas_de_code_plutot_qu_un_code_faux(rib: Rib, reference: str, centimes: int) -> None:
    assert code_epc(rib, reference=reference, centimes=centimes) is None


@pytest.mark.une_fois
def test_le_code_dit_exactement_le_virement(monkeypatch: pytest.MonkeyPatch) -> None:
    import segno

    dits: list[str] = []
    fabriquer = segno.make_qr

    def espion(contenu: bytes | str, **options: object) -> segno.QRCode:
        dits.append(contenu.decode() if isinstance(contenu, bytes) else contenu)
        return fabriquer(contenu, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(segno, "make_qr", espion)
    assert code_epc(BON, reference=reference_rf("1234567"), centimes=115)
    lignes = dits[0].split("\n")
    assert lignes[0] == "BCD"
    assert lignes[3:10] == [
        "SCT", BON.bic, BON.titulaire, BON.iban, "EUR1.15", "", reference_rf("1234567"),
    ]  # fmt: skip
    assert Decimal(lignes[7].removeprefix("EUR")) == Decimal("1.15")


# The page ---------------------------------------------------------------------------------------
def test_la_page_dit_tout_ce_qu_il_faut_ecrire(client_de: ClientDe, affilie: Persona, settings: Settings) -> None:
    settings.CAISSE_TITULAIRE = "CAISSE AU NOM EXACT"
    appeler(affilie.dossier, JOUR, centimes=123_456)
    lue = page(client_de, affilie)
    for dit in ("CAISSE AU NOM EXACT", settings.CAISSE_IBAN, settings.CAISSE_BIC, reference_rf("1234567")):
        assert dit in lue
    assert ecrire_rf(reference_rf("1234567")) in lue
    assert "1\u202f234,56\u202f€" in lue
    assert 'data-valeur="1234,56"' in lue
    assert "<svg" in lue


@pytest.mark.parametrize(
    ("parametres", "montant"),
    [
        ({}, "500,00"),
        ({"montant": "retard"}, "500,00"),
        ({"montant": "tout"}, "1\u202f000,00"),
        ({"montant": "autre", "autre": "150,5"}, "150,50"),
        ({"montant": "retard", "autre": "12"}, "12,00"),
        ({"montant": "autre", "autre": "1 234,50 €"}, "1\u202f234,50"),
    ],
)
def test_le_montant_se_choisit(client_de: ClientDe, affilie: Persona, parametres: dict[str, str], montant: str) -> None:
    appeler(affilie.dossier, JOUR, JOUR.replace(year=2027))
    assert f'Virement de <strong class="montant">{montant}\u202f€' in page(client_de, affilie, **parametres)


@pytest.mark.parametrize(
    "parametres",
    [{"montant": "autre"}, {"montant": "autre", "autre": "0"}, {"autre": "-3"}, {"autre": "beaucoup"}, {"montant": "x"},
     {"autre": "9" * 15}],
)  # fmt: skip
def test_un_montant_illisible_se_dit_et_ne_donne_pas_de_code(
    client_de: ClientDe, affilie: Persona, parametres: dict[str, str]
) -> None:
    appeler(affilie.dossier, JOUR)
    lue = page(client_de, affilie, **parametres)
    assert "Erreur" in lue
    assert "code-epc" not in lue
    assert reference_rf("1234567") in lue


def test_qui_ne_doit_rien_peut_payer_quand_meme(client_de: ClientDe, affilie: Persona) -> None:
    lue = page(client_de, affilie)
    assert "code-epc" not in lue
    assert "Erreur" not in lue
    assert "code-epc" in page(client_de, affilie, autre="20")


def test_chacun_a_sa_reference(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    siennes = set(re.findall(r"RF\d{9}", page(client_de, affilie)))
    assert siennes == {reference_rf("1234567")}
    assert set(re.findall(r"RF\d{9}", page(client_de, etranger))) == {reference_rf("7654321")}


def test_le_document_porte_la_meme_reference(client_de: ClientDe, affilie: Persona) -> None:
    from cotisations.virement.document import construire
    from documents.registry import Demande

    document = construire(Demande(affilie.dossier, JOUR))
    assert dict(document.lignes)["Référence à écrire"] == ecrire_rf(reference_rf("1234567"))
    client = client_de(affilie)
    assert client.post("/documents/attestations/rib-et-reference/").status_code == 302
    assert affilie.dossier.documents.get().type == "rib-et-reference"


# The settings -----------------------------------------------------------------------------------
@pytest.mark.une_fois
@pytest.mark.parametrize(
    ("reglages", "fautes"),
    [
        ({}, []),
        ({"CAISSE_IBAN": "FR7600000000000000000000098"}, ["cotisations.E010"]),
        ({"CAISSE_BIC": "FAUX"}, ["cotisations.E010"]),
        ({"CAISSE_TITULAIRE": ""}, ["cotisations.E010"]),
        ({"CAISSE_AUTRES_IBAN": ["FR76"]}, ["cotisations.E011"]),
    ],
)  # fmt: skip
def test_la_production_veut_un_rib_juste(reglages: dict[str, object], fautes: list[str]) -> None:
    with override_settings(PRODUCTION=True, **reglages):
        assert [faute.id for faute in rib_de_la_caisse_valide(None)] == fautes
    with override_settings(PRODUCTION=False, **reglages):
        assert rib_de_la_caisse_valide(None) == []
    assert defauts_du_rib(BON) == []
