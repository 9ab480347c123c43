"""Tables of documents: raw values, which the page writes in words and the embedded files give to machines."""

from dataclasses import dataclass

from carpimko_portal.lib.valeurs import Valeur


@dataclass(frozen=True)
class Colonne:
    """`code` names it for machines. With `en_centimes`, its values are amounts in cents."""

    titre: str
    code: str
    en_centimes: bool = False


@dataclass(frozen=True)
class Tableau:
    """`lignes` and `total` hold one value a column; `vide` is said when there is no line."""

    legende: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Valeur, ...], ...]
    total: tuple[Valeur, ...] = ()
    vide: str = "Aucune opération."
