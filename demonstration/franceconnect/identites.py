"""Whom the peer vouches for: one identity for each thing that may happen on coming back."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from demonstration.personas import PERSONAS


@dataclass(frozen=True)
class IdentiteFictive:
    """Someone to choose on the peer's page. `claims`: the identité pivot, as FranceConnect writes it.

    `dossiers`: the numéros that `preparer_demo` links beforehand.
    """

    cle: str
    montre: str
    claims: dict[str, str]
    dossiers: tuple[str, ...] = ()

    @property
    def nom(self) -> str:
        return f"{self.claims['given_name'].split(' ')[0]} {self.claims['family_name']}"

    @property
    def sub(self) -> str:
        """Stable, opaque, different for each client: 64 hexadecimal digits and `v1`."""
        graine = f"{settings.FRANCECONNECT_CLIENT_ID}|{self.cle}"
        return hashlib.sha256(graine.encode()).hexdigest() + "v1"


def identite(cle: str) -> IdentiteFictive | None:
    return next((une for une in identites() if une.cle == cle), None)


def identites() -> tuple[IdentiteFictive, ...]:
    """In the order of the page."""
    return (
        IdentiteFictive("alice", "Même état civil qu’un seul dossier : entre du premier coup", _de("1234567")),
        IdentiteFictive("hugo", "Déjà associé à son dossier : entre directement", _de("5678901"), ("5678901",)),
        IdentiteFictive(
            "irene",
            "La caisse ne connaît que son premier prénom : doit indiquer le dossier 0067890 et son mot de passe",
            _de("0067890", given_name="Irène Marie-Louise"),
        ),
        IdentiteFictive(
            "chantal",
            "A deux dossiers, le sien et une réversion : choisit lequel consulter",
            _de("2345678"),
            ("2345678", "234567890"),
        ),
        IdentiteFictive(
            "zoe",
            "Aucun dossier à son nom : ce que la caisse propose alors",
            {
                "given_name": "Zoé",
                "family_name": "CHIMÈRE",
                "gender": "female",
                "birthdate": "1990-10-31",
                "birthplace": "75107",
                "birthcountry": "99100",
            },
        ),
    )


def _de(numero: str, **autres: str) -> dict[str, str]:
    champs = next(persona for persona in PERSONAS if persona.identifiant == numero).champs
    return {
        "given_name": champs["prenoms"],
        "family_name": champs["nom_naissance"].upper(),
        "gender": champs["sexe"],
        "birthdate": champs["date_naissance"],
        "birthplace": champs["commune_naissance_cog"],
        "birthcountry": champs["pays_naissance_cog"],
        **autres,
    }
