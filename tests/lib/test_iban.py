"""Which accounts may be collected from. Every account is fictitious."""

import pytest
from schwifty import IBAN

from carpimko_portal.lib.iban import IbanRefuse, est_juste, lire_compte
from tests.cotisations.prelevements.fabrique import IBAN as FRANCAIS
from tests.cotisations.prelevements.fabrique import MONACO

pytestmark = pytest.mark.une_fois
NOUVEAUX = {
    "AL": "AL35202111090000000001234567",
    "MD": "MD21EX000000000001234567",
    "ME": "ME25505000012345678951",
    "MK": "MK07200002785123453",
    "RS": "RS35105008123123123173",
}


def francais(banque: str) -> str:
    return str(IBAN.generate("FR", bank_code=banque, branch_code="00001", account_code="00000000001"))


@pytest.mark.parametrize(
    "saisi",
    [
        FRANCAIS.lower(),
        "FR76 3000 6000 0112 3456 7890 189",
        "  FR76-3000-6000-0112-3456-7890-189\n",
        "FR76\u00a03000\u202f6000\u200b0112.3456.7890.189",
        "Fr76 30006 00001 12345678901 89",
    ],
)
def test_ce_qui_est_recopie_d_un_rib_se_lit(saisi: str) -> None:
    assert lire_compte(saisi).iban == FRANCAIS


@pytest.mark.parametrize(
    ("saisi", "dit"),
    [
        ("FR0630006000011234567890188", "clé RIB"),  # right for the IBAN, wrong for the RIB
        ("MC3111222000010123456789031", "clé RIB"),
        ("FR7630006000011234567890188", "pas juste"),
        ("FR763000600001123456789018", "pas juste"),
        ("FR76300060000112345678901899", "pas juste"),
        ("FR76 3000 6000 0112 3456 7890 18O", "pas juste"),
        ("30006 00001 12345678901 89", "pas juste"),
        ("ZZ7630006000011234567890189", "pas juste"),
        ("FR76", "pas juste"),
        ("F", "pas juste"),
        ("", "que des chiffres"),
        ("ＦＲ７６３０００６０００", "que des chiffres"),
        (FRANCAIS.replace("3", "３"), "que des chiffres"),
        (FRANCAIS.replace("3", "٣"), "que des chiffres"),
        (FRANCAIS + "\x00", "que des chiffres"),
        (FRANCAIS + "'; --", "que des chiffres"),
        ("IBAN : " + FRANCAIS, "que des chiffres"),
        ("TN5910006035183598478831", "hors de la zone SEPA"),
        ("US64SVBKUS6S3300958879", "pas juste"),
    ],
)
def test_ce_qui_ne_se_preleve_pas_dit_pourquoi(saisi: str, dit: str) -> None:
    with pytest.raises(IbanRefuse, match=dit):
        lire_compte(saisi)


@pytest.mark.parametrize("pays", NOUVEAUX)
def test_les_pays_entres_depuis_dans_sepa_sont_un_reglage(pays: str) -> None:
    """Outside the EEA: their banks ask for BIC and address, too."""
    iban, bic = NOUVEAUX[pays], f"ABCD{pays}22"
    with pytest.raises(IbanRefuse, match="hors de la zone SEPA"):
        lire_compte(iban, bic)
    lu = lire_compte(iban, bic, aussi=["AL", "MD", "ME", "MK", "RS"])
    assert (lu.pays, lu.bic, lu.est_hors_eee) == (pays, bic, True)


@pytest.mark.parametrize("banque", ["17469", "12149", "12239", "17499", "18319", "14158", "14168"])
def test_les_banques_du_pacifique_sont_refusees(banque: str) -> None:
    assert est_juste(francais(banque))
    with pytest.raises(IbanRefuse, match="Pacifique"):
        lire_compte(francais(banque))


def test_un_bic_du_pacifique_est_refuse_aussi() -> None:
    with pytest.raises(IbanRefuse, match="Pacifique"):
        lire_compte(francais("11408"), "abcd wf 22")


def test_monaco_demande_son_bic() -> None:
    with pytest.raises(IbanRefuse, match="BIC"):
        lire_compte(MONACO)
    lu = lire_compte(MONACO, "cmci fr 2a")
    assert (lu.bic, lu.est_hors_eee) == ("CMCIFR2A", True)


@pytest.mark.parametrize("bic", ["CMCIFR2", "CMCIXX2A", "CMCI FR2A XXXX", "ＣＭＣＩＦＲ２Ａ", "<b>"])
def test_un_faux_bic_est_refuse(bic: str) -> None:
    with pytest.raises(IbanRefuse, match="BIC"):
        lire_compte(MONACO, bic)


@pytest.mark.parametrize("faux", ["", "FR76", FRANCAIS[:-1] + "8", FRANCAIS.replace("3", "３"), "é" * 27, "0" * 35])
def test_ce_qui_ne_va_pas_dans_un_fichier(faux: str) -> None:
    assert est_juste(FRANCAIS)
    assert not est_juste(faux)
