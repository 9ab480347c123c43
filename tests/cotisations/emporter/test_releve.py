"""The relevé, as an accountant opens it."""

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Dossier
from cotisations.emporter.releve import Periode, releve
from cotisations.emporter.tableurs import COLONNES, csv_du_releve, dire_periode, xlsx_du_releve
from cotisations.enums import Nature
from cotisations.models import Ecriture
from tests.conftest import ClientDe
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
_cles: Iterator[int] = count()
HOSTILES = ("=1+1", "@SUM(A1)", "+33", "-2+3", "＝1+1", '"; DROP', "Appel\n=1+1", "\t=1", "https://x.example", "a;b")


def passer(
    dossier: Dossier, montant: int, le: date, libelle: str = "Appel", *, nature: Nature = Nature.APPEL, annee: int = 0
) -> Ecriture:
    return Ecriture.objects.create(
        dossier=dossier, cle=f"releve-{next(_cles)}", nature=nature, annee=annee or le.year, montant_centimes=montant,
        date_operation=le, libelle=libelle,
    )  # fmt: skip


def octets(reponse: Any) -> bytes:
    return b"".join(reponse.streaming_content)


def lire_csv(client_de: ClientDe, persona: Persona, **filtre: str) -> list[dict[str, str]]:
    reponse = client_de(persona).get("/cotisations/emporter/", {"format": "csv", **filtre})
    assert reponse.status_code == 200
    texte = octets(reponse).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=";"))


def lire_xlsx(client_de: ClientDe, persona: Persona, **filtre: str) -> Any:
    reponse = client_de(persona).get("/cotisations/emporter/", {"format": "xlsx", **filtre})
    assert reponse.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(octets(reponse)))


@pytest.fixture
def compte(affilie: Persona) -> Persona:
    """An account of two years: it owes 300,33 € in the end."""
    passer(affilie.dossier, -100_000, date(2025, 1, 2), annee=2025)
    passer(affilie.dossier, 90_000, date(2025, 6, 5), "Virement", nature=Nature.VIREMENT, annee=2025)
    passer(affilie.dossier, 10_000, date(2026, 1, 5), "Virement", nature=Nature.VIREMENT, annee=2025)
    passer(affilie.dossier, -30_033, date(2026, 1, 5), annee=2026)
    return affilie


def test_le_csv_va_d_un_solde_a_l_autre(client_de: ClientDe, compte: Persona) -> None:
    lignes = lire_csv(client_de, compte)
    assert list(lignes[0]) == list(COLONNES)
    assert [(ligne["Date"], ligne["Débit"], ligne["Crédit"], ligne["Solde"]) for ligne in lignes] == [
        ("", "", "", "0,00"),
        ("02/01/2025", "1000,00", "", "-1000,00"),
        ("05/06/2025", "", "900,00", "-100,00"),
        ("05/01/2026", "", "100,00", "0,00"),
        ("05/01/2026", "300,33", "", "-300,33"),
        ("22/11/2026", "1300,33", "1000,00", "-300,33"),
    ]
    assert [ligne["Libellé"] for ligne in lignes[::5]] == ["Solde d’ouverture", "Solde de clôture"]
    ecrites = {str(une) for une in Ecriture.objects.values_list("public_id", flat=True)}
    assert {ligne["Référence"] for ligne in lignes[1:-1]} == ecrites
    assert [ligne["Nature"] for ligne in lignes[1:3]] == ["Appel de cotisations", "Virement"]


def test_la_forme_du_csv_est_celle_des_tableurs_francais(client_de: ClientDe, compte: Persona) -> None:
    reponse = client_de(compte).get("/cotisations/emporter/?format=csv")
    brut = octets(reponse)
    assert brut.startswith(b"\xef\xbb\xbfDate;Libell\xc3\xa9;")
    assert brut.count(b"\r\n") == brut.count(b"\n") == 7
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="2026-11-22_releve-cotisations_1234567.csv"'
    assert reponse["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("filtre", "attendu"),
    [
        ({"du": "2026-01-01"}, ("-100,00", "-300,33", 2)),
        ({"du": "05/06/2025", "au": "05/06/2025"}, ("-1000,00", "-100,00", 1)),
        ({"au": "2025-12-31"}, ("0,00", "-100,00", 2)),
        ({"annee": "2025"}, ("0,00", "0,00", 3)),
        ({"annee": "2025", "du": "2026-01-01"}, ("-100,00", "0,00", 1)),
        ({"du": "2030-01-01"}, ("-300,33", "-300,33", 0)),
    ],
)
def test_une_periode_a_ses_soldes(
    client_de: ClientDe, compte: Persona, filtre: dict[str, str], attendu: tuple[str, str, int]
) -> None:
    premiere, *lignes, derniere = lire_csv(client_de, compte, **filtre)
    assert (premiere["Solde"], derniere["Solde"], len(lignes)) == attendu
    feuille = lire_xlsx(client_de, compte, **filtre)["Relevé"]
    soldes = [feuille.cell(2, 8).value, feuille.cell(feuille.max_row, 8).value]
    assert soldes == [float(solde.replace(",", ".")) for solde in attendu[:2]]


def test_les_dates_iso_sur_demande(client_de: ClientDe, compte: Persona) -> None:
    assert lire_csv(client_de, compte, dates="iso")[1]["Date"] == "2025-01-02"


def test_le_classeur_dit_la_meme_chose(client_de: ClientDe, compte: Persona) -> None:
    classeur = lire_xlsx(client_de, compte)
    lignes = list(classeur["Relevé"].iter_rows(values_only=True))
    assert lignes[0] == COLONNES
    assert lignes[1][7] == 0
    assert lignes[4][0] == datetime(2026, 1, 5)  # noqa: DTZ001 - a cell has no time zone
    assert lignes[5][3:] == (2026, str(Ecriture.objects.get(montant_centimes=-30_033).public_id), 300.33, None, -300.33)
    assert lignes[-1][5:] == (1300.33, 1000, -300.33)
    notice = [str(valeur) for (valeur,) in classeur["À lire"].iter_rows(values_only=True)]
    assert "1234567" in notice[0]
    assert notice[1] == "Toutes les écritures."


def test_rien_de_ce_qu_on_y_ecrit_n_est_execute(client_de: ClientDe, affilie: Persona) -> None:
    for libelle in HOSTILES:
        passer(affilie.dossier, -100, date(2026, 1, 2), libelle)
    lus = [ligne["Libellé"] for ligne in lire_csv(client_de, affilie)[1:-1]]
    assert len(lus) == len(HOSTILES)
    assert not [lu for lu in lus if lu.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) or "\n" in lu]
    assert lus[0] == "'=1+1"
    assert lus[6] == "Appel =1+1"
    classeur = lire_xlsx(client_de, affilie)
    cellules = [cellule for feuille in classeur for rang in feuille.iter_rows() for cellule in rang]
    assert {cellule.data_type for cellule in cellules} == {"s", "n", "d"}
    assert not [cellule for cellule in cellules if cellule.hyperlink]


def test_nulle_formule_dans_le_fichier_lui_meme(client_de: ClientDe, affilie: Persona) -> None:
    passer(affilie.dossier, -100, date(2026, 1, 2), "=HYPERLINK(1)")
    brut = octets(client_de(affilie).get("/cotisations/emporter/?format=xlsx"))
    with zipfile.ZipFile(io.BytesIO(brut)) as archive:
        feuilles = "".join(archive.read(nom).decode() for nom in archive.namelist() if "worksheets/" in nom)
    assert "<f>" not in feuilles
    assert "=HYPERLINK(1)" in feuilles


def test_le_solde_de_cloture_est_celui_du_compte(client_de: ClientDe, compte: Persona) -> None:
    solde = Ecriture.objects.du_dossier(compte.dossier).solde_centimes()
    assert lire_csv(client_de, compte)[-1]["Solde"] == f"{solde / 100:.2f}".replace(".", ",")


def test_ce_qui_s_ecrit_pendant_la_lecture_n_y_est_pas(compte: Persona) -> None:
    rangs = releve(compte.dossier, Periode(du=date(2026, 1, 1))).rangs()
    next(rangs)
    passer(compte.dossier, -77_700, date(2026, 2, 1))
    assert [rang.solde for rang in rangs] == [0, -30_033, -30_033]


def test_nul_n_emporte_le_compte_d_un_autre(client_de: ClientDe, compte: Persona, etranger: Persona) -> None:
    assert len(lire_csv(client_de, etranger)) == 2
    assert "1234567" not in client_de(etranger).get("/cotisations/emporter/?format=csv")["Content-Disposition"]


@pytest.mark.parametrize(
    ("requete", "message"),
    [
        ("du=2026-13-01", "Écrivez une date qui existe"),
        ("au=demain", "Écrivez une date qui existe"),
        ("du=0001-01-01", "Écrivez une date qui existe"),
        ("du=2026-02-01&au=2026-01-01", "Le dernier jour précède le premier"),
        ("annee=1789", "Votre compte ne porte rien pour cette année"),
    ],
)
@pytest.mark.parametrize("nom", ["csv", "xlsx"])
def test_une_periode_impossible_est_dite_au_champ(
    client_de: ClientDe, compte: Persona, requete: str, message: str, nom: str
) -> None:
    reponse = client_de(compte).get(f"/cotisations/emporter/?format={nom}&{requete}")
    page = reponse.content.decode()
    assert message in page
    assert "<title>Erreur" in page


def test_un_format_inconnu_n_existe_pas(client_de: ClientDe, compte: Persona) -> None:
    assert client_de(compte).get("/cotisations/emporter/?format=exe").status_code == 404


def test_la_page_mene_a_chaque_exercice(client_de: ClientDe, compte: Persona) -> None:
    page = client_de(compte).get("/cotisations/emporter/").content.decode()
    assert "?format=xlsx&amp;du=2025-01-01&amp;au=2025-12-31" in page
    assert "/cotisations/emporter/" in client_de(compte).get("/cotisations/").content.decode()


def test_le_releve_coute_les_memes_requetes_et_la_meme_memoire(client_de: ClientDe, affilie: Persona) -> None:
    """Twenty thousand écritures: nobody has as many, and nothing grows with them."""
    passer(affilie.dossier, -1, date(2026, 1, 1))
    navigateur, requetes, pics = client_de(affilie), [], []
    for supplement in (4_999, 15_000):
        Ecriture.objects.bulk_create(
            Ecriture(dossier=affilie.dossier, cle=f"masse-{next(_cles)}", nature="appel", annee=2026,
                     montant_centimes=-1, date_operation=date(2026, 1, 1), libelle="Appel de cotisations 2026")
            for _ in range(supplement)
        )  # fmt: skip
        lu = releve(affilie.dossier, Periode())
        tracemalloc.start()
        lues = sum(morceau.count(b"\n") for morceau in csv_du_releve(lu, forme_de_date="%d/%m/%Y"))
        xlsx_du_releve(lu, titulaire="Essai").close()
        pics.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        for nom in ("csv", "xlsx"):
            with CaptureQueriesContext(connection) as capture:
                octets(navigateur.get(f"/cotisations/emporter/?format={nom}"))
            requetes.append(len(capture))
    assert lues == 20_003
    assert max(requetes) == min(requetes) <= 6
    assert pics[1] < 1.5 * pics[0]  # four times as many écritures
    assert pics[1] < 8_000_000


@pytest.mark.parametrize(
    ("periode", "dite"),
    [
        (Periode(), "Toutes les écritures."),
        (Periode(annee=2025), "Écritures, cotisations de 2025."),
        (Periode(du=date(2026, 1, 1)), "Écritures depuis le 1er\u00a0janvier 2026."),
        (Periode(au=date(2026, 1, 2)), "Écritures jusqu’au 2\u00a0janvier 2026."),
        (Periode(date(2026, 1, 1), date(2026, 1, 2)), "Écritures du 1er\u00a0janvier 2026 au 2\u00a0janvier 2026."),
    ],
)
def test_la_periode_se_dit_en_mots(periode: Periode, dite: str) -> None:
    assert dire_periode(periode) == dite
