"""The letter as the envelope, the machine and the person see it."""

import subprocess
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageChops

from accounts.courriers.impression import imprimer, tient
from accounts.courriers.lettre import Lettre, marque
from accounts.courriers.page_fixe import page_entiere
from tests.documents.lecture import Mot, mots_places, texte

LE = date(2026, 11, 22)
ADRESSE = (
    "Madame Alice Fictive-Exemple",
    "Appartement 12, étage 3",
    "Résidence des Essais, bâtiment B",
    "12 RUE DE L EXEMPLE",
    "BP 42",
    "00000 VILLE FICTIVE",
)
FENETRE = (110.0, 190.0, 55.0, 79.0)  # mm: left, right, top, bottom
INTERDIT = (90.0, 210.0, 34.0, 94.0)


def lettre(rang: int = 1, **champs: Any) -> Lettre:
    defauts = {"adresse": ADRESSE, "appel": "Madame,", "jours": 21, "secret": "ACDE-FGHJ-KMNP"}
    return Lettre(lot="L20261122-7F3A", rang=rang, total=340, **{**defauts, **champs})


LARGE = lettre(adresse=tuple("W" * 38 for _ in range(7)))
CYRILLIQUE = lettre(adresse=("Madame Ꙁ Fictive", "00000 VILLE FICTIVE"))


def dans(mot: Mot, zone: tuple[float, ...]) -> bool:
    gauche, droite, haut, bas = zone
    return mot.gauche >= gauche and mot.droite <= droite and mot.haut >= haut and mot.bas <= bas


def touche(mot: Mot, zone: tuple[float, ...]) -> bool:
    gauche, droite, haut, bas = zone
    return mot.droite > gauche and mot.gauche < droite and mot.bas > haut and mot.haut < bas


@pytest.mark.parametrize("cas", [lettre(), LARGE], ids=["six lignes", "sept lignes trop larges"])
def test_la_fenetre_montre_l_adresse_et_rien_d_autre(cas: Lettre) -> None:
    mots = mots_places(imprimer([cas], le=LE))
    adresse = " ".join(cas.adresse).split()
    montres = [mot for mot in mots if touche(mot, INTERDIT)]
    assert [mot.texte for mot in montres] == adresse
    assert [mot for mot in montres if not dans(mot, FENETRE)] == []


def test_la_lettre_dit_tout_ce_qu_il_faut() -> None:
    dit = texte(imprimer([lettre(jours=30)], le=LE))
    for attendu in ("22 novembre 2026", "30 jours", "Lot L20261122-7F3A", "Pli 1 sur 340"):
        assert attendu in dit
    assert "ACDE-FGHJ-KMNP" in dit.replace(" ", "")
    for etape in ("Espace personnel", "Affilié", "mot de passe personnel", "Validez votre choix", "rien demandé"):
        assert etape in dit


def _image(octets: bytes) -> Image.Image:
    sortie = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-gray", "-singlefile", "-"],
        input=octets,
        capture_output=True,
        check=True,
    )
    return Image.open(BytesIO(sortie.stdout)).convert("L")


def test_l_estampe_a_l_air_d_une_mise_en_page_entiere() -> None:
    """Both drawn at 150 dpi: nothing differs by more than the softness of an edge."""
    estampe = _image(imprimer([lettre()], le=LE))
    entiere = _image(page_entiere(lettre(), LE, resserree=False).octets)
    ecart = ImageChops.difference(estampe, entiere)
    gauche, haut = (round(v / 25.4 * 150) for v in (19, 57))  # the mark is drawn on the stamped page only
    ecart.paste(0, (gauche, haut, gauche + 60, haut + 60))
    histogramme = ecart.histogram()
    assert sum(histogramme[96:]) < 150, sum(histogramme[96:])
    assert estampe.getextrema() == (0, 255)


def test_un_pixel_deplace_se_verrait() -> None:
    estampe = _image(imprimer([lettre()], le=LE))
    autre = _image(imprimer([lettre(secret="ACDE-FGHJ-KMNQ")], le=LE))
    assert sum(ImageChops.difference(estampe, autre).histogram()[96:]) > 50


@pytest.mark.parametrize(("cas", "attendu"), [(lettre(), True), (LARGE, False), (CYRILLIQUE, False)])
def test_ce_qui_ne_tient_pas_est_mis_en_page_a_part(cas: Lettre, attendu: bool) -> None:
    assert tient(cas) is attendu
    assert cas.adresse[-1].split()[-1] in texte(imprimer([lettre(), cas], le=LE))


@pytest.mark.parametrize("cas", [lettre(7), LARGE], ids=["estampe", "mise en page"])
def test_la_machine_lit_la_marque(cas: Lettre) -> None:
    (code,) = zxingcpp.read_barcodes(_image(imprimer([cas], le=LE)))
    assert code.format == zxingcpp.BarcodeFormat.DataMatrix
    assert code.text == marque("L20261122-7F3A", cas.rang)
    assert code.text.startswith(f"L20261122-7F3A|{cas.rang:05d}|1/1|")


def test_le_crc_est_celui_que_la_machine_recalcule() -> None:
    """CRC-16/CCITT-FALSE, bit by bit, as its definition has it."""
    debut, crc = marque("L20261122-7F3A", 12).rsplit("|", 1)
    registre = 0xFFFF
    for octet in debut.encode():
        registre ^= octet << 8
        for _ in range(8):
            registre = ((registre << 1) ^ 0x1021 if registre & 0x8000 else registre << 1) & 0xFFFF
    assert (debut, crc) == ("L20261122-7F3A|00012|1/1", f"{registre:04X}")


def test_la_page_fixe_n_est_rangee_qu_une_fois() -> None:
    octets = imprimer([lettre(rang, jours=21 + 9 * (rang % 2)) for rang in range(1, 41)], le=LE)
    with pikepdf.open(BytesIO(octets)) as pdf:
        fonds = {fond.objgen for page in pdf.pages for fond in page.Resources.XObject.as_dict().values()}
        assert len(pdf.pages) == 40
    assert len(fonds) == 2
    assert len(octets) / 40 < 3_000


@pytest.mark.parametrize("rang", [4, 7, 12])
def test_la_marque_est_un_carre_a_sa_place(rang: int) -> None:
    """Some texts fill a square, others a long strip unless told: it would cover the words beside it."""
    (code,) = zxingcpp.read_barcodes(_image(imprimer([lettre(rang)], le=LE)))
    coins = code.position
    assert coins.top_right.x - coins.top_left.x == pytest.approx(coins.bottom_left.y - coins.top_left.y, abs=3)
