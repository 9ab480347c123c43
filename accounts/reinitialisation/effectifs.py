"""How often each mask is met among real addresses, and how rare ones are hidden further."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.enums import TypeDossier
from accounts.reinitialisation.masques import DOMAINE_TU, NOM_TU, SANS_FIN, masquer_domaine, masquer_nom, separer

SEUIL = 5  # dossiers under which a piece is not shown: it would point at someone
FOURNISSEURS = 8  # domains shown whole…
PART_FOURNISSEUR = 0.01  # … each the address of one member in a hundred at least: a provider, not a practice
PUBLIC, PROPRE = "public", "propre"

Population = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Effectifs:
    """Of one type of dossier. `noms` is told apart by who keeps the address: a provider, or a domain of one's own."""

    sans: int
    domaines: dict[str, int]
    noms: dict[str, dict[str, int]]


def compter(
    population: Population, *, seuil: int = SEUIL, fournisseurs: int = FOURNISSEURS
) -> dict[TypeDossier, Effectifs]:
    """`population` gives (type, address) pairs, empty addresses included, each time it is called: twice."""
    connus = _fournisseurs(population(), fournisseurs)
    domaines: dict[str, Counter[str]] = {un: Counter() for un in TypeDossier}
    noms: dict[tuple[str, str], Counter[str]] = {(un, sorte): Counter() for un in TypeDossier for sorte in _SORTES}
    sans: Counter[str] = Counter()
    for type_dossier, courriel in population():
        if not courriel:
            sans[type_dossier] += 1
            continue
        nom, domaine = separer(courriel)
        montre = domaine if domaine in connus else masquer_domaine(domaine)
        domaines[type_dossier][montre] += 1
        noms[type_dossier, sorte(montre)][masquer_nom(nom)] += 1
    return {
        un: Effectifs(
            sans[un],
            _taire(domaines[un], seuil, taire_un_domaine),
            {sorte: _taire(noms[un, sorte], seuil, taire_un_nom) for sorte in _SORTES},
        )
        for un in TypeDossier
    }


_SORTES = (PUBLIC, PROPRE)


def sorte(domaine: str) -> str:
    """Whose domain this is, as shown."""
    return PROPRE if "*" in domaine else PUBLIC


def taire_un_nom(masque: str) -> str:
    """One step less is told: the last letters, then the first."""
    sans_fin = masque[:-2] + SANS_FIN
    return sans_fin if masque != sans_fin else NOM_TU


def taire_un_domaine(masque: str) -> str:
    return DOMAINE_TU


def _fournisseurs(population: Iterable[tuple[str, str]], combien: int) -> frozenset[str]:
    compte = Counter(separer(courriel)[1] for _, courriel in population if courriel)
    plancher = compte.total() * PART_FOURNISSEUR
    return frozenset(domaine for domaine, fois in compte.most_common(combien) if fois >= plancher)


def _taire(compte: Counter[str], seuil: int, taire: Callable[[str], str]) -> dict[str, int]:
    """Rare masks are counted as what they are hidden as, which is met once at least."""
    while rares := [masque for masque, fois in compte.items() if fois < seuil and taire(masque) != masque]:
        for masque in rares:
            compte[taire(masque)] += compte.pop(masque)
    dernier = NOM_TU if taire is taire_un_nom else DOMAINE_TU
    return {**compte, dernier: max(1, compte[dernier])}
