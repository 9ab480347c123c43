"""Masks of real addresses, and decoys drawn as often as these, for ever the same for one numéro."""

import hashlib
import hmac
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

from django.conf import settings

from accounts.enums import TypeDossier
from accounts.reinitialisation.effectifs import Effectifs, taire_un_domaine, taire_un_nom
from accounts.reinitialisation.masques import masquer_domaine, masquer_nom, separer

_BITS = 64


class Tirage:
    """Draws a mask as often as it was counted. `compte` is never empty."""

    def __init__(self, compte: dict[str, int]) -> None:
        self._connus = frozenset(compte)
        self._masques = sorted(compte)  # a database may give them in any order
        self._cumul = list(accumulate(compte[masque] for masque in self._masques))

    def tirer(self, hasard: int) -> str:
        """`hasard`: 64 even bits."""
        return self._masques[bisect_right(self._cumul, hasard * self._cumul[-1] >> _BITS)]

    def __contains__(self, masque: str) -> bool:
        return masque in self._connus

    def montrer(self, masque: str, taire: Callable[[str], str]) -> str:
        """`masque`, or what hides it when it was too rare to be shown."""
        while masque not in self and (tu := taire(masque)) != masque:
            masque = tu
        return masque


@dataclass(frozen=True)
class _Urne:
    """Of one type of dossier."""

    sans: int
    tous: int
    domaines: Tirage
    noms: dict[str, Tirage]


class Urnes:
    """The masks that one gel allows."""

    def __init__(self, effectifs: dict[TypeDossier, Effectifs]) -> None:
        self._urnes = {un: _urne(de) for un, de in effectifs.items()}

    @classmethod
    def de_json(cls, contenu: dict[str, Any]) -> "Urnes":
        return cls({TypeDossier(un): Effectifs(**de) for un, de in contenu.items()})

    def masquer(self, type_dossier: TypeDossier, courriel: str) -> str:
        """The mask of a real address."""
        urne = self._urnes[type_dossier]
        nom, domaine = separer(courriel)
        masque = urne.domaines.montrer(masquer_domaine(domaine), taire_un_domaine)
        montre = domaine if domaine in urne.domaines else masque
        return f"{urne.noms[montre].montrer(masquer_nom(nom), taire_un_nom)}@{montre}"

    def leurre(self, type_dossier: TypeDossier, numero: str) -> str:
        """What is shown for a dossier that does not exist: a mask, or nothing as for those without e-mail."""
        urne = self._urnes[type_dossier]
        part, du_domaine, du_nom = _hasards(type_dossier, numero)
        domaine = urne.domaines.tirer(du_domaine)
        masque = f"{urne.noms[domaine].tirer(du_nom)}@{domaine}"
        return "" if part * urne.tous >> _BITS < urne.sans else masque


def _urne(effectifs: Effectifs) -> _Urne:
    tous = effectifs.sans + sum(effectifs.domaines.values())
    noms = {domaine: Tirage(compte) for domaine, compte in effectifs.noms.items()}
    return _Urne(effectifs.sans, tous, Tirage(effectifs.domaines), noms)


def _hasards(type_dossier: TypeDossier, numero: str) -> tuple[int, int, int]:
    """Three draws of 64 bits, that only who holds the key can tell from others."""
    texte = f"leurre|{type_dossier.value}|{numero}".encode()
    empreinte = hmac.new(settings.CLE_LEURRES.encode(), texte, hashlib.sha256).digest()
    part, domaine, nom = (int.from_bytes(empreinte[debut : debut + 8]) for debut in (0, 8, 16))
    return part, domaine, nom


def en_json(effectifs: dict[TypeDossier, Effectifs]) -> dict[str, Any]:
    return {un.value: asdict(de) for un, de in effectifs.items()}
