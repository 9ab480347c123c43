"""The identité pivot: six fields that the State vouches for, and how they are compared to a dossier."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from accounts.enums import Sexe
from accounts.models import Dossier
from accounts.models.dossier import FRANCE_COG

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AUTRES = re.compile(r"[\W\d_]+")


class IdentiteIncomplete(ValueError):
    """FranceConnect did not say who this is."""


@dataclass(frozen=True)
class Identite:
    """Someone known to FranceConnect. `sub` is opaque and ours alone; `prenoms` are all of them."""

    sub: str
    nom_naissance: str
    prenoms: str
    sexe: str
    date_naissance: date
    commune_naissance_cog: str
    pays_naissance_cog: str

    @classmethod
    def lire(cls, claims: Mapping[str, Any]) -> "Identite":
        """From the claims of a userinfo. Raises `IdentiteIncomplete` when one of the six fields is not there."""
        textes = {nom: _texte(claims, source) for nom, source in _SOURCES.items()}
        naissance = _texte(claims, "birthdate")
        a_l_etranger = textes["pays_naissance_cog"] not in {"", FRANCE_COG}
        absents = {nom for nom, texte in textes.items() if not texte} - (
            {"commune_naissance_cog"} if a_l_etranger else set()
        )
        if absents or textes["sexe"] not in Sexe.values or not _DATE.fullmatch(naissance):
            raise IdentiteIncomplete(", ".join(sorted(absents)))
        if a_l_etranger:
            textes["commune_naissance_cog"] = ""
        try:
            return cls(date_naissance=date.fromisoformat(naissance), **textes)
        except ValueError:
            raise IdentiteIncomplete("date") from None

    @classmethod
    def rouvrir(cls, champs: Mapping[str, str]) -> "Identite":
        """The inverse of `champs`."""
        return cls(**{**champs, "date_naissance": date.fromisoformat(champs["date_naissance"])})  # type: ignore[arg-type]

    def champs(self) -> dict[str, str]:
        """As strings, to be kept."""
        return {nom: str(valeur) for nom, valeur in asdict(self).items()}

    def est_celle_de(self, dossier: Dossier) -> bool:
        """Whether the six fields are equal. Never fuzzy: a first name missing on file is a difference."""
        return (
            self.concorde_avec(dossier)
            and comparable(self.prenoms) == comparable(dossier.prenoms)
            and (self.sexe, self.commune_naissance_cog, self.pays_naissance_cog)
            == (dossier.sexe, dossier.commune_naissance_cog, dossier.pays_naissance_cog)
        )

    def concorde_avec(self, dossier: Dossier) -> bool:
        """Whether birth date and birth name are equal: the least that a proof is asked to go with."""
        memes_noms = comparable(self.nom_naissance) == comparable(dossier.nom_naissance)
        return memes_noms and self.date_naissance == dossier.date_naissance


def comparable(nom: str) -> str:
    """Capitals without accents, single-spaced: « D’Être-Né » and « D ETRE NE » are one name."""
    lettres = (c for c in unicodedata.normalize("NFKD", nom) if not unicodedata.combining(c))
    return " ".join(_AUTRES.sub(" ", "".join(lettres).upper()).split())


_SOURCES = {
    "sub": "sub",
    "nom_naissance": "family_name",
    "prenoms": "given_name",
    "sexe": "gender",
    "commune_naissance_cog": "birthplace",
    "pays_naissance_cog": "birthcountry",
}


def _texte(claims: Mapping[str, Any], nom: str) -> str:
    valeur = claims.get(nom)
    return valeur.strip() if isinstance(valeur, str) else ""
