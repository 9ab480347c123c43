"""What is sealed opens under its key and its context, and nowhere else."""

import pytest
from pytest_django import Settings

from carpimko_portal.lib.coffre import CoffreIllisible, cle_de, est_a_jour, nouvelle_cle, ouvrir, resceller, sceller

ANCIENNE, NOUVELLE = "ancienne-" * 8, "nouvelle-" * 8
CONTENU, CONTEXTE = b"FR76 fictif", b"iban:1"


@pytest.fixture(autouse=True)
def trousseau(settings: Settings) -> Settings:
    settings.CLES_COFFRE = [ANCIENNE]
    return settings


def test_un_scelle_s_ouvre_dans_son_contexte_seulement() -> None:
    scelle = sceller(CONTENU, contexte=CONTEXTE)
    assert CONTENU not in scelle
    assert ouvrir(scelle, contexte=CONTEXTE) == CONTENU
    with pytest.raises(CoffreIllisible):
        ouvrir(scelle, contexte=b"iban:2")


def test_deux_scelles_du_meme_contenu_different() -> None:
    assert sceller(CONTENU, contexte=CONTEXTE) != sceller(CONTENU, contexte=CONTEXTE)


@pytest.mark.parametrize("position", range(33 + len(CONTENU)))
def test_un_seul_bit_change_se_voit(position: int) -> None:
    scelle = bytearray(sceller(CONTENU, contexte=CONTEXTE))
    scelle[position] ^= 1
    with pytest.raises(CoffreIllisible):
        ouvrir(bytes(scelle), contexte=CONTEXTE)


@pytest.mark.parametrize("octets", [b"", b"\x01", b"\x01" + bytes(4), bytes(100)])
def test_ce_qui_n_est_pas_un_scelle_est_refuse(octets: bytes) -> None:
    with pytest.raises(CoffreIllisible):
        ouvrir(octets, contexte=CONTEXTE)


def test_le_trousseau_tourne(trousseau: Settings) -> None:
    scelle = sceller(CONTENU, contexte=CONTEXTE)
    trousseau.CLES_COFFRE = [NOUVELLE, ANCIENNE]
    assert not est_a_jour(scelle)
    nouveau = resceller(scelle, contexte=CONTEXTE)
    assert resceller(nouveau, contexte=CONTEXTE) == nouveau
    trousseau.CLES_COFFRE = [NOUVELLE]
    assert ouvrir(nouveau, contexte=CONTEXTE) == CONTENU
    with pytest.raises(CoffreIllisible):
        ouvrir(scelle, contexte=CONTEXTE)


def test_une_cle_vit_dans_son_enveloppe() -> None:
    cle, enveloppe = nouvelle_cle(contexte=b"lot:1")
    scelle = cle.sceller(CONTENU, contexte=b"tranche:1")
    assert cle_de(enveloppe, contexte=b"lot:1").ouvrir(scelle, contexte=b"tranche:1") == CONTENU
    with pytest.raises(CoffreIllisible):
        cle_de(enveloppe, contexte=b"lot:2")
    with pytest.raises(CoffreIllisible):
        ouvrir(scelle, contexte=b"tranche:1")


def test_une_cle_ne_se_montre_pas() -> None:
    cle, _ = nouvelle_cle(contexte=b"lot:1")
    assert cle.deriver(b"essai", 16) == cle.deriver(b"essai", 16) != cle.deriver(b"autre", 16)
    assert "_octets" not in repr(cle)
