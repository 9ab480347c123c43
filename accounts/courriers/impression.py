"""From letters to one PDF: the fixed page stored once, the fields drawn over it where its anchors say."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import zxingcpp
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from accounts.courriers.lettre import LIGNES, Lettre
from accounts.courriers.page_fixe import PageFixe, page_entiere, page_fixe
from carpimko_portal.lib.pdf.ressources import DOSSIER_POLICES

_MM = 72 / 25.4
_MAIGRE, _GRASSE = "SourceSansPro-Regular", "SourceSansPro-Semibold"
_ENCRE, _SOURDINE = HexColor("#17242b"), HexColor("#51616a")
_FENETRE, _CASE, _MARQUE = 79.5 * _MM, 7.6 * _MM, 8.4 * _MM  # widths, as in static/pdf/courrier.css
_CORPS_ADRESSE, _CORPS_REPERE, _CORPS_APPEL, _CORPS_SECRET = 9.5, 8, 10.5, 24


def imprimer(lettres: Sequence[Lettre], *, le: date) -> bytes:
    """One page for each letter, in their order. Keeps about 100 letters in memory with ease: call it by chunks."""
    fonds = [page_fixe(lettre.jours, le) if tient(lettre) else page_entiere(lettre, le) for lettre in lettres]
    with pikepdf.open(BytesIO(_dessiner(lettres, fonds))) as pdf:
        communes = _Communes(pdf)
        for page, fond in zip(pdf.pages, fonds, strict=True):
            communes.poser(page, fond)
        sortie = BytesIO()
        pdf.save(sortie, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return sortie.getvalue()


class _Communes:
    """What all pages of a file share: fonts, fixed pages, and the two words that draw each of these."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        polices = pdf.pages[0].resources.Font
        self._ressources = pdf.make_indirect(pikepdf.Dictionary(Font=polices, XObject=pikepdf.Dictionary()))
        self._appels: dict[int, Any] = {}

    def poser(self, page: pikepdf.Page, fond: PageFixe) -> None:
        if id(fond) not in self._appels:
            nom = f"/Fond{len(self._appels)}"
            with pikepdf.open(BytesIO(fond.octets)) as source:
                formulaire = self._pdf.copy_foreign(source.pages[0].as_form_xobject())
            self._ressources.XObject[nom] = formulaire
            self._appels[id(fond)] = self._pdf.make_stream(f"q {nom} Do Q\n".encode())
        page.obj.Contents = pikepdf.Array([self._appels[id(fond)], page.obj.Contents])
        page.obj.Resources = self._ressources


def tient(lettre: Lettre) -> bool:
    """Whether the fields can be drawn as they are: six lines that fit in the window, in letters the font has."""
    polices()
    textes = (*lettre.adresse, lettre.appel)
    connus = pdfmetrics.getFont(_MAIGRE).face.charToGlyph
    return (
        len(lettre.adresse) <= LIGNES
        and all(ord(signe) in connus for texte in textes for signe in texte)
        and all(pdfmetrics.stringWidth(ligne, _MAIGRE, _CORPS_ADRESSE) <= _FENETRE for ligne in lettre.adresse)
    )


@cache
def polices() -> None:
    """Registers the fonts, once per process."""
    for nom in (_MAIGRE, _GRASSE):
        pdfmetrics.registerFont(TTFont(nom, str(DOSSIER_POLICES / f"{nom}.ttf")))


def _dessiner(lettres: Sequence[Lettre], fonds: Sequence[PageFixe]) -> bytes:
    polices()
    sortie = BytesIO()
    toile = Canvas(sortie, pagesize=A4, pageCompression=1, invariant=1)
    toile.setTitle("Mots de passe provisoires")
    for lettre, fond in zip(lettres, fonds, strict=True):
        if tient(lettre):
            _dessiner_textes(toile, lettre, fond)
        _dessiner_marque(toile, lettre.marque, *fond.champs["marque"])
        toile.showPage()
    toile.save()
    return sortie.getvalue()


def _dessiner_textes(toile: Canvas, lettre: Lettre, fond: PageFixe) -> None:
    toile.setFillColor(_ENCRE)
    toile.setFont(_MAIGRE, _CORPS_ADRESSE)
    for rang, ligne in enumerate(lettre.adresse):
        toile.drawString(*fond.champs[f"adresse-{rang}"], ligne)
    toile.setFont(_MAIGRE, _CORPS_APPEL)
    toile.drawString(*fond.champs["appel"], lettre.appel)
    toile.setFont(_GRASSE, _CORPS_SECRET)
    gauche, base = fond.champs["secret"]
    for rang, symbole in enumerate(lettre.secret):
        toile.drawCentredString(gauche + (rang + 0.5) * _CASE, base, symbole)
    toile.setFillColor(_SOURDINE)
    toile.setFont(_MAIGRE, _CORPS_REPERE)
    toile.drawString(*fond.champs["lot"], lettre.repere_du_lot)
    toile.drawString(*fond.champs["rang"], lettre.repere_du_rang)


def _dessiner_marque(toile: Canvas, texte: str, gauche: float, haut: float) -> None:
    """A DataMatrix in vectors, each run of dark modules one rectangle: a square of 20 or 22 modules, always as wide."""
    code = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    modules: Any = memoryview(image).tolist()
    module = _MARQUE / len(modules)
    trace = toile.beginPath()
    for rang, ligne in enumerate(modules):
        bas = haut - (rang + 1) * module
        colonne = 0
        while colonne < len(ligne):
            debut = colonne
            while colonne < len(ligne) and not ligne[colonne]:
                colonne += 1
            if colonne > debut:
                trace.rect(gauche + debut * module, bas, (colonne - debut) * module, module)
            colonne += 1
    toile.setFillGray(0)
    toile.drawPath(trace, stroke=0, fill=1)
