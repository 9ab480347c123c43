"""Reading a file: encodings, quotes, headers, and lines that are no lines."""

import csv
import io
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carpimko_portal.lib.fichiers_csv import FichierIllisible, LecteurCsv, Ligne, Refus, ouvrir_csv

BONNES = [["1", "un"], ["2", "été"], ["3", "trois"]]
CELLULE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


def lire(chemin: Path, octets: bytes) -> list[Ligne | Refus]:
    fichier = chemin / "essai.csv"
    fichier.write_bytes(octets)
    with ouvrir_csv(fichier, ["a", "b"]) as lecteur:
        return list(lecteur)


def bonnes(lues: list[Ligne | Refus]) -> list[list[str]]:
    return [list(une.cellules) for une in lues if isinstance(une, Ligne)]


def refus(lues: list[Ligne | Refus]) -> dict[int, str]:
    return {une.ligne: une.motif for une in lues if isinstance(une, Refus)}


@pytest.mark.parametrize(
    "octets",
    [
        "a;b\n1;un\n2;été\n3;trois\n".encode(),
        "a;b\n1;un\n2;été\n3;trois".encode(),
        "a;b\r\n1;un\r\n2;été\r\n3;trois\r\n".encode(),
        "a;b\r\n1;un\r\n2;été\r\n3;trois\r".encode(),
        "\ufeffa;b\n1;un\n2;été\n3;trois\n".encode(),
        '\ufeff"a";"b"\r\n"1";"un"\r\n"2";"été"\r\n"3";"trois"\r\n'.encode(),
        "b;a\nun;1\nété;2\ntrois;3\n".encode(),
        " a ;b\n1;un\n\n2;été\n\n\n3;trois\n\n".encode(),
    ],
    ids=["simple", "sans fin", "CRLF", "CR final", "BOM", "BOM et guillemets", "autre ordre", "lignes vides"],
)
def test_les_ecritures_permises_du_meme_fichier(tmp_path: Path, octets: bytes) -> None:
    assert bonnes(lire(tmp_path, octets)) == BONNES
    assert refus(lire(tmp_path, octets)) == {}


def test_un_separateur_et_un_guillemet_entre_guillemets(tmp_path: Path) -> None:
    assert bonnes(lire(tmp_path, b'a;b\n1;"un;deux"\n2;"dit ""trois"""\n')) == [["1", "un;deux"], ["2", 'dit "trois"']]


@pytest.mark.parametrize(
    ("fautive", "motif"),
    [
        (b'9;"jamais', "guillemet ouvert et jamais refermé"),
        (b'9;"jamais;', "guillemet ouvert et jamais refermé"),
        (b'9;ja"mais', "guillemet ouvert et jamais refermé"),
        (b'9;"ja"mais"', "guillemet ouvert et jamais refermé"),
        (b'9;"ja"mais', "guillemets mal placés"),
        (b"9", "1 cellule au lieu de 2"),
        (b"9;neuf;9", "3 cellules au lieu de 2"),
        (b"9;ne\0uf", "contient un octet nul"),
        (b"9;ne\tuf", "contient un caractère de contrôle"),
        (b"9;ne\ruf", "contient un caractère de contrôle"),
        (b"9;n\xe9uf", "n’est pas en UTF-8"),
        (b"9;" + b"x" * 70_000, "ligne de plus de 8192 octets"),
        (b"9;" + b"x" * 700_000, "ligne de plus de 8192 octets"),
    ],
)
def test_une_ligne_fautive_n_emporte_pas_les_autres(tmp_path: Path, fautive: bytes, motif: str) -> None:
    lues = lire(tmp_path, b"a;b\n1;un\n" + fautive + "\n2;été\n3;trois\n".encode())
    assert bonnes(lues) == BONNES
    assert refus(lues) == {3: motif}


def test_une_ligne_sans_fin_ne_remplit_pas_la_memoire(tmp_path: Path) -> None:
    fichier = tmp_path / "essai.csv"
    fichier.write_bytes(b"a;b\n1;un\n" + b"x" * 20_000_000 + b"\n2;deux\n")
    tracemalloc.start()
    try:
        with ouvrir_csv(fichier, ["a", "b"]) as lecteur:
            lues = list(lecteur)
        pic = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert bonnes(lues) == [["1", "un"], ["2", "deux"]]
    assert pic < 3_000_000


def test_deux_guillemets_ouverts_ne_se_referment_pas_l_un_l_autre(tmp_path: Path) -> None:
    lues = lire(tmp_path, 'a;b\n1;un\n8;"huit\n2;été\n9;"neuf\n3;trois\n'.encode())
    assert bonnes(lues) == BONNES
    assert list(refus(lues)) == [3, 5]


def test_un_guillemet_ouvert_n_avale_pas_une_bonne_ligne(tmp_path: Path) -> None:
    """Together, lines 2 to 4 would make one record of the right number of cells."""
    lues = lire(tmp_path, b'a;b\n1;"x\n2;bonne\n3;x"\n9;neuf\n')
    assert bonnes(lues) == [["2", "bonne"], ["9", "neuf"]]
    assert list(refus(lues)) == [2, 4]


@pytest.mark.parametrize("genre", ["fifo", "repertoire"])
def test_ce_qui_n_est_pas_un_fichier_est_refuse_sans_attendre(tmp_path: Path, genre: str) -> None:
    chemin = tmp_path / "essai.csv"
    os.mkfifo(chemin) if genre == "fifo" else chemin.mkdir()
    with pytest.raises(FichierIllisible, match="fichier ordinaire"), ouvrir_csv(chemin, ["a", "b"]):
        pass


def test_les_numeros_de_ligne_comptent_les_lignes_du_fichier(tmp_path: Path) -> None:
    lues = lire(tmp_path, b'a;b\n\n1;"u\nn"\n2;deux\n3\n')
    assert [une.numero for une in lues if isinstance(une, Ligne)] == [5]
    assert list(refus(lues)) == [3, 4, 6]


@pytest.mark.parametrize(
    ("octets", "morceau"),
    [
        (b"", "colonne"),
        ("a;b\n1;été\n".encode("latin-1"), "n’est pas en UTF-8 (ligne 2"),
        ("a;b\n1;un\n2;été\n3;où\n".encode("cp1252"), "n’est pas en UTF-8 (ligne 3"),
        ("a;b\n1;un\n".encode("utf-16"), "n’est pas en UTF-8"),
        (b"PK\x03\x04\xff\xfe\xfd", "n’est pas en UTF-8"),
        (b"a\0;b\n1;un\n", "octet nul"),
        (b"a;\n1;un\n", "colonnes manquantes (b)"),
        (b"a;b;c\n", "colonnes inconnues (c)"),
        (b"a;b;a\n", "colonnes en double (a)"),
        (b"A;b\n", "colonnes manquantes (a)"),
        (b"a,b\n1,un\n", "le séparateur attendu est"),
        (b'a;"b\n1;un\n', "guillemets mal placés"),
        (b"1;un\n2;deux\n", "colonnes manquantes (a, b)"),
    ],
)
def test_un_fichier_illisible_est_refuse_en_entier(tmp_path: Path, octets: bytes, morceau: str) -> None:
    with pytest.raises(FichierIllisible) as refuse:
        lire(tmp_path, octets)
    assert morceau in str(refuse.value)
    assert "\n" not in str(refuse.value)


def test_un_fichier_absent_et_un_repertoire_sont_illisibles(tmp_path: Path) -> None:
    for chemin in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(FichierIllisible, match="lecture impossible"), ouvrir_csv(chemin, ["a", "b"]):
            pass


@given(st.lists(st.tuples(CELLULE, CELLULE), max_size=20))
def test_ce_qu_un_tableur_ecrit_revient_tel_quel(lignes: list[tuple[str, str]]) -> None:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";", quoting=csv.QUOTE_ALL).writerows([("a", "b"), *lignes])
    lecteur = LecteurCsv(io.BytesIO(tampon.getvalue().encode()), ["a", "b"])
    assert bonnes(list(lecteur)) == [list(ligne) for ligne in lignes]


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=3))
def test_n_importe_quels_octets_ne_coutent_que_leurs_lignes(octets: bytes, rang: int) -> None:
    """Whatever stands in the middle, a good line that no opened quote precedes comes through."""
    lignes = [f"{n};bonne".encode() for n in range(3)]
    lignes.insert(rang, octets.replace(b'"', b"'"))
    lecteur = LecteurCsv(io.BytesIO(b"a;b\n" + b"\n".join(lignes)), ["a", "b"])
    lues = bonnes(list(lecteur))
    assert [ligne for ligne in lues if ligne[1] == "bonne"] == [[str(n), "bonne"] for n in range(3)]
