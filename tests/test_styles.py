"""A style sheet that does not parse is applied in part, and says nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

FEUILLES = sorted((Path(__file__).resolve().parent.parent / "static").rglob("*.css"))


@pytest.mark.une_fois
@pytest.mark.parametrize("feuille", FEUILLES, ids=lambda feuille: feuille.name)
def test_chaque_feuille_de_style_se_lit(feuille: Path) -> None:
    regles = tinycss2.parse_stylesheet(feuille.read_text(), skip_comments=True, skip_whitespace=True)
    assert [f"{faute.source_line} : {faute.message}" for faute in _fautes(regles)] == []


def test_une_accolade_oubliee_se_voit() -> None:
    assert list(_fautes(tinycss2.parse_stylesheet("a { color: red; .b { color: blue } .c { color: red }")))


def _fautes(regles: list[tinycss2.ast.Node]) -> Iterator[tinycss2.ast.ParseError]:
    for regle in regles:
        if regle.type == "error":
            yield regle
        elif regle.type == "qualified-rule":
            declarations = tinycss2.parse_declaration_list(regle.content)
            yield from (declaration for declaration in declarations if declaration.type == "error")
        elif regle.type == "at-rule" and regle.content and regle.lower_at_keyword in {"media", "supports", "layer"}:
            yield from _fautes(tinycss2.parse_rule_list(regle.content, skip_comments=True, skip_whitespace=True))
