"""How often each mask is met among real addresses, and how rare ones are hidden further."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.enums import TypeDossier
from accounts.reinitialisation.masques import DOMAINE_TU, NOM_TU, SANS_FIN, masquer_domaine, masquer_nom, separer

SEUIL = 5  # dossiers under which a piece is not shown: it would point at someone
FOURNISSEURS = 8  # domains shown whole…
PART_FOURNISSEUR = 0.01  # … each the address of one member in a hundred at least: a provider, not a practice

Population = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True)
class Effectifs:
    """Of one type of dossier: how many have no address, how many each shown domain, how many each name of a domain.

    Names are counted domain by domain: `contact@` is common in practices, unheard of at a provider's.
    """

    sans: int
    domaines: dict[str, int]
    noms: dict[str, dict[str, int]]


def compter(
    population: Population, *, seuil: int = SEUIL, fournisseurs: int = FOURNISSEURS
) -> dict[TypeDossier, Effectifs]:
    """`population` gives (type, address) pairs, empty addresses included, each time it is called: twice."""
    connus = _fournisseurs(population(), fournisseurs)
    sans: Counter[str] = Counter()
    avec: dict[str, Counter[tuple[str, str]]] = {un.value: Counter() for un in TypeDossier}
    for type_dossier, courriel in population():
        if courriel:
            nom, domaine = separer(courriel)
            montre = domaine if domaine in connus else masquer_domaine(domaine)
            avec[type_dossier][montre, masquer_nom(nom)] += 1
        else:
            sans[type_dossier] += 1
    return {un: _effectifs(sans[un], avec[un], seuil) for un in TypeDossier}


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


def _effectifs(sans: int, avec: Counter[tuple[str, str]], seuil: int) -> Effectifs:
    domaines: Counter[str] = Counter()
    for (domaine, _), fois in avec.items():
        domaines[domaine] += fois
    montres = _taire(domaines, seuil, taire_un_domaine, DOMAINE_TU)
    noms: dict[str, Counter[str]] = {domaine: Counter() for domaine in montres}
    for (domaine, nom), fois in avec.items():
        noms[domaine if domaine in montres else DOMAINE_TU][nom] += fois
    return Effectifs(sans, montres, {domaine: _taire(de, seuil, taire_un_nom, NOM_TU) for domaine, de in noms.items()})


def _taire(compte: Counter[str], seuil: int, taire: Callable[[str], str], dernier: str) -> dict[str, int]:
    """Rare masks are counted as what they are hidden as, at last as `dernier`, which is met once at least."""
    compte = compte.copy()
    while rares := [masque for masque, fois in compte.items() if fois < seuil and masque != dernier]:
        for masque in rares:
            compte[taire(masque)] += compte.pop(masque)
    return {**compte, dernier: max(1, compte[dernier])}
