"""The door to PDF: what comes out, what may come in."""

import hashlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings as reglages
from django.template import engines
from pytest_django import Settings

from carpimko_portal.lib import pdf
from carpimko_portal.lib.pdf import atelier, bibliotheques, ressources
from carpimko_portal.lib.pdf.conformite import finir
from tests.documents.lecture import balises, defauts_pdfua, ouvrir, texte

PAGE = """<!doctype html><html lang="fr"><head><title>{{ titre }}</title>
<meta name="dcterms.created" content="{{ date_document|date:'Y-m-d' }}"><link rel="stylesheet" href="charte.css"></head>
<body><h1>Bonjour</h1><p>{{ nom }}</p>%s</body></html>"""
LE = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    paroles = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not paroles, [r.getMessage() for r in paroles]


@pytest.fixture
def gabarit(tmp_path: Path, settings: Settings) -> Any:
    """Writes a template and renders it."""
    (moteur,) = settings.TEMPLATES
    settings.TEMPLATES = [{**moteur, "DIRS": [*moteur["DIRS"], tmp_path]}]

    def rendre(corps: str = "", nom: str = "Alice") -> pdf.RenduPdf:
        (tmp_path / "essai.html").write_text(PAGE % corps)
        engines._engines = {}  # type: ignore[attr-defined] # templates are cached by path; this one changes
        return pdf.render_pdf("essai.html", {"nom": nom}, titre="Un titre", date_document=LE)

    return rendre


def test_html_octets_et_empreinte(gabarit: Any) -> None:
    rendu = gabarit(nom="Élodie")
    assert "Élodie" in rendu.html
    assert rendu.octets.startswith(b"%PDF-1.7")
    assert rendu.sha256 == hashlib.sha256(rendu.octets).hexdigest()
    assert "Élodie" in texte(rendu.octets)


def test_pdf_a_et_pdf_ua(gabarit: Any) -> None:
    rendu = gabarit()
    document = ouvrir(rendu.octets)
    with document.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert xmp["dc:title"] == "Un titre"
    brut = bytes(document.Root.Metadata.read_bytes())
    assert brut.count(b"<rdf:RDF") == 1, "un XMP n’a qu’une racine"
    assert b"http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in brut, "PDF/A veut le schéma décrit"
    (intention,) = document.Root.OutputIntents.as_list()
    assert (str(intention.S), int(intention.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
    assert defauts_pdfua(rendu.octets) == []


def test_langue_titre_affiche_et_balises(gabarit: Any) -> None:
    document = ouvrir(gabarit().octets)
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert bool(document.Root.MarkInfo.Marked)
    assert balises(document) == ["Document", "H1", "P"]
    assert str(document.docinfo.CreationDate) == "D:20261205"


def test_police_embarquee_et_aucune_autre(gabarit: Any) -> None:
    document = ouvrir(gabarit().octets)
    polices = document.pages[0].Resources.Font
    noms = [str(police.BaseFont) for police in polices.values()]
    assert noms
    assert all("Source-Sans-Pro" in nom for nom in noms)
    assert all("/FontFile2" in police.DescendantFonts[0].FontDescriptor for police in polices.values())


def test_entetes_de_tableau(gabarit: Any) -> None:
    lignes = "<tr><th scope=row>Août</th><td>2</td></tr>" * 12
    document = ouvrir(gabarit(f"<table><thead><tr><th>Mois<th>Jours<tbody>{lignes}</table>").octets)
    entetes = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"]
    portees = [str(entete.A.Scope) for entete in entetes]
    assert sorted(portees) == ["/Column"] * 2 + ["/Row"] * 12
    index = list(document.Root.StructTreeRoot.IDTree.Names.as_list())
    noms = [bytes(nom) for nom in index[::2]]
    assert noms == sorted(noms)
    assert len(noms) == 14


def test_memes_octets_pour_les_memes_mots(gabarit: Any) -> None:
    assert gabarit(nom="A").octets == gabarit(nom="A").octets
    assert gabarit(nom="A").octets != gabarit(nom="B").octets


def test_memes_octets_dans_un_autre_processus_qui_ne_laisse_rien(tmp_path: Path) -> None:
    programme = (
        "import django; django.setup()\n"
        "from carpimko_portal.lib.pdf.atelier import ATELIER\nimport hashlib\n"
        "html = '<html lang=fr><title>T</title><link rel=stylesheet href=charte.css><h1>É</h1>'\n"
        "html += '<table><tr><th scope=row>a<td>b'\n"
        "print(hashlib.sha256(ATELIER.imprimer(html)).hexdigest())"
    )
    sorties = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", programme],
            env={**os.environ, "PYTHONHASHSEED": graine, "TMPDIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
            cwd=reglages.BASE_DIR,
        ).stdout
        for graine in ("1", "2")
    }
    assert len(sorties) == 1
    assert list(tmp_path.glob("weasyprint-*")) == []


def test_vingt_rendus_a_la_fois(gabarit: Any) -> None:
    html = gabarit().html
    with ThreadPoolExecutor(20) as fils:
        assert len(set(fils.map(atelier.ATELIER.imprimer, [html] * 20))) == 1


def test_un_seul_rendu_a_la_fois(gabarit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pango’s font maps are shared by the documents of a process."""
    ensemble = threading.Barrier(2, timeout=0.3)

    def attendre_un_autre(document: Any, pdf: Any) -> None:
        with pytest.raises(threading.BrokenBarrierError):
            ensemble.wait()
        finir(document, pdf)

    html = gabarit().html
    monkeypatch.setattr(atelier, "finir", attendre_un_autre)
    with ThreadPoolExecutor(2) as fils:
        assert len(set(fils.map(atelier.ATELIER.imprimer, [html] * 2))) == 1


def test_echappe_ce_qui_vient_des_gens(gabarit: Any) -> None:
    rendu = gabarit(nom='<img src="http://pirate.example/x"><script>1</script>')
    assert "<script>" not in rendu.html
    assert "<script>1</script>" in texte(rendu.octets), "le texte se lit, il ne s’exécute pas"


@pytest.mark.parametrize(
    "adresse",
    [
        "http://127.0.0.1:9/x.png",
        "https://pirate.example/x.png",
        "ftp://pirate.example/x.png",
        "file:///etc/passwd",
        "../css/base.css",
        "%2e%2e/%2e%2e/manage.py",
        "//pirate.example/x.png",
        "file://pirate.example/etc/passwd",
        "absent.png",
    ],
)
def test_refuse_toute_autre_ressource(gabarit: Any, adresse: str) -> None:
    with pytest.raises(pdf.RessourceRefusee):
        gabarit(f'<img src="{adresse}" alt="x">')
    with pytest.raises(pdf.RessourceRefusee):
        gabarit(f'<link rel="stylesheet" href="{adresse}">')
    with pytest.raises(pdf.RessourceRefusee):
        gabarit(f"<style>p {{ background: url('{adresse}') }}</style>")


@pytest.mark.parametrize("origine", ["http://pirate.example", "file://pirate.example", "pirate:", ""])
def test_refuse_un_bon_chemin_venu_d_ailleurs(origine: str) -> None:
    adresse = f"{origine}{ressources.DOSSIER_POLICES}/SourceSansPro-Regular.ttf"
    assert ressources._lire(f"file://{adresse.removeprefix(origine)}")[0]
    with pytest.raises(ValueError, match="seuls les fichiers"):
        ressources._lire(adresse)


def test_refuse_un_lien_symbolique_qui_sort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "secret.css").write_text("p{}")
    (tmp_path / "pdf" / "lien.css").symlink_to(tmp_path / "secret.css")
    monkeypatch.setattr(ressources, "DOSSIER_PDF", tmp_path / "pdf")
    with pytest.raises(ValueError, match="hors des dossiers"):
        ressources._fichier(str(tmp_path / "pdf" / "lien.css"))


def test_accepte_les_donnees_en_ligne(gabarit: Any) -> None:
    svg = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9'/%3E%3C/svg%3E"
    rendu = gabarit(f'<img src="data:image/svg+xml,{svg}" alt="Un carré">')
    assert "Figure" in balises(ouvrir(rendu.octets))
    assert defauts_pdfua(rendu.octets) == []


def test_sans_bibliotheques_dit_la_commande(gabarit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atelier, "pdf_disponible", lambda: False)
    with pytest.raises(pdf.PdfIndisponible, match="bin/setup"):
        gabarit()


def test_bibliotheques_presentes_ou_absentes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bibliotheques.pdf_disponible.__wrapped__()
    monkeypatch.setattr(bibliotheques, "_PANGO", (("nulle-part", "libnulle-part.so.0"),))
    assert not bibliotheques.pdf_disponible.__wrapped__()


def test_le_portail_demarre_sans_weasyprint() -> None:
    programme = (
        "import sys; sys.modules['weasyprint'] = None\n"
        "import django; django.setup()\n"
        "import carpimko_portal.urls, documents.views\n"
        "from django.core.management import call_command; call_command('check')"
    )
    subprocess.run([sys.executable, "-c", programme], check=True, capture_output=True, cwd=reglages.BASE_DIR)
