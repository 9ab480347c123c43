"""Reading cells: the quick look over a column never accepts what the reading of one cell refuses."""

from datetime import date

import pytest
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from accounts.imports.dossiers import colonnes
from carpimko_portal.lib import colonnes as lib
from carpimko_portal.lib.colonnes import Colonne, lire_colonnes
from carpimko_portal.lib.fichiers_csv import Ligne

JOUR = lib.jour(date(1948, 1, 1), date(2200, 12, 31))
COLONNES = {colonne.nom: colonne for colonne in colonnes()}
CELLULES = st.one_of(
    st.text(max_size=45),
    st.dates().map(date.isoformat),
    st.from_regex(r"\A[0-9]{6,10}\Z"),
    st.emails(),
    st.sampled_from(["affilie", "FR", "99100", "75056", "2A004", "female", "cotisant", "oui", "06 39 98 00 00", ""]),
)


@given(st.sampled_from(sorted(COLONNES)), CELLULES)
def test_le_coup_d_oeil_dit_comme_la_lecture(nom: str, texte: str) -> None:
    if COLONNES[nom].valeurs({texte}) == ({}, {}):
        assert COLONNES[nom].valeur(texte) == texte


@given(st.from_regex(lib._COURRIEL_SIMPLE, fullmatch=True).filter(lambda lu: len(lu) <= 254))
def test_les_adresses_vues_vite_sont_de_vraies_adresses(adresse: str) -> None:
    validate_email(adresse)


@pytest.mark.parametrize(
    ("lecture", "texte", "valeur"),
    [
        (JOUR, "2024-02-29", "2024-02-29"),
        (lib.entier(1, 366), "007", 7),
        (lib.montant, "-12,5", -1250),
        (lib.montant, "1234.56", 123456),
        (lib.oui_ou_non, "non", False),
        (lib.courriel, "Prénom@exemple.example", None),
        (lib.courriel, "O'Fictif+x@Exemple.example", "O'Fictif+x@Exemple.example"),
        (JOUR, "2023-02-29", None),
        (JOUR, "31/12/2023", None),
        (JOUR, "2023-W01-1", None),
        (JOUR, "20230101", None),
        (JOUR, "٢٠٢٣-٠١-٠١", None),
        (JOUR, "1947-12-31", None),
        (lib.entier(1, 366), "367", None),
        (lib.entier(1, 366), "-1", None),
        (lib.entier(1, 366), "²", None),
        (lib.entier(1, 366), "9" * 5000, None),
        (lib.montant, "1 234,56", None),
        (lib.montant, "12,345", None),
        (lib.montant, "1e3", None),
        (lib.montant, "", None),
        (lib.oui_ou_non, "Oui", None),
        (lib.forme("[0-9]{7}", "un numéro"), "123456٧", None),
        (lib.texte(3), "quatre", None),
    ],
)
def test_ce_qui_se_lit_et_ce_qui_ne_se_lit_pas(lecture: lib.Lecture, texte: str, valeur: object) -> None:
    if valeur is not None:
        assert lecture.lire(texte) == valeur
        return
    with pytest.raises(ValueError, match=r"«|caractères") as motif:
        lecture.lire(texte)
    assert len(str(motif.value)) < 150
    assert not lecture.conformes([texte])


def test_toutes_les_fautes_d_une_ligne_sont_nommees() -> None:
    essai = (Colonne("a", lib.entier(1, 9)), Colonne("b", lib.texte(2)), Colonne("c", lib.texte(2), obligatoire=False))
    lignes = [Ligne(2, ("1", "x", "")), Ligne(3, ("0", "", "xyz")), Ligne(4, (" 2 ", " y", "z "))]
    valables, refus = lire_colonnes(essai, lignes)
    assert [(ligne.numero, tuple(ligne.cellules)) for ligne in valables] == [(2, (1, "x", "")), (4, (2, "y", "z"))]
    assert [(un.ligne, un.colonne) for un in refus] == [(3, "a"), (3, "b"), (3, "c")]
