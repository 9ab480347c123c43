"""What a simulation starts from, and what cannot be."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul.affiliation import debut_d_affiliation, trimestres_affilies
from cotisations.calcul.figures import Bareme

REVENU_MAX = Decimal(10_000_000)
PREMIERE_DATE = date(1950, 1, 1)
_REVENUS = (
    ("assiette", "L’assiette"),
    ("assiette_precedente", "L’assiette précédente"),
    ("assiette_estimee", "L’assiette estimée"),
    ("base_appelee", "La base de l’appel précédent"),
)


class SituationInvalide(Exception):
    """`champ`: the field of `Situation` at fault. The message is for people."""

    def __init__(self, champ: str, message: str) -> None:
        super().__init__(message)
        self.champ = champ


class Situation(NamedTuple):
    """Someone's year. Incomes in euros, already after the abatement (see `abattement`).

    `assiette`: income of the year before, as the call of `annee` takes it. `assiette_precedente`: the one of two
    years before; with it comes the régularisation of the year before. `provisionnel`: with the rates of the call as
    it was sent (2025 only differs), instead of the definitive ones.
    """

    annee: int
    assiette: Decimal | None = None
    assiette_precedente: Decimal | None = None
    conventionne: bool = True
    debut_activite: date | None = None
    radiation: date | None = None
    provisionnel: bool = False
    assiette_estimee: Decimal | None = None
    base_appelee: Decimal | None = None
    taxation: bool = False

    @property
    def affiliation(self) -> date | None:
        """The first day of affiliation."""
        return debut_d_affiliation(self.debut_activite) if self.debut_activite else None


def verifier(situation: Situation, bareme: Bareme) -> None:
    """Raises `SituationInvalide` on what no rule can answer."""
    for champ, nom in _REVENUS:
        _verifier_revenu(champ, nom, getattr(situation, champ))
    affiliation = situation.affiliation
    if affiliation is not None:
        _verifier_debut(situation, affiliation)
    if not trimestres_affilies(situation.annee, affiliation, situation.radiation):
        raise SituationInvalide("radiation", f"L’affiliation a pris fin avant {situation.annee}.")
    est_attendue = affiliation is None or affiliation.year < situation.annee - 1
    if situation.assiette is None and est_attendue and not situation.taxation:
        raise SituationInvalide(
            "assiette",
            "Indiquez l’assiette de vos cotisations, en euros. Sans déclaration, la caisse calcule sur "
            f"{ecrire_euros(taxation_sans_declaration(bareme))} (5\u00a0PASS de {bareme.annee}).",
        )


def taxation_sans_declaration(bareme: Bareme) -> Decimal:
    """The income that a call takes when none was declared: 5 PASS (CSS L242-12-1), in euros."""
    return bareme.plafond * bareme.base.plafond_t2_en_pass.valeur


def _verifier_revenu(champ: str, nom: str, revenu: Decimal | None) -> None:
    if revenu is None:
        return
    if not revenu.is_finite() or revenu < 0:
        raise SituationInvalide(champ, f"{nom} ne peut pas être négative\u00a0: pour un déficit, indiquez 0.")
    if revenu > REVENU_MAX:
        raise SituationInvalide(champ, f"{nom} dépasse 10\u202f000\u202f000\u202f€\u00a0: vérifiez le nombre de zéros.")


def _verifier_debut(situation: Situation, affiliation: date) -> None:
    if situation.debut_activite and situation.debut_activite < PREMIERE_DATE:
        raise SituationInvalide("debut_activite", "Le début d’activité est trop ancien\u00a0: vérifiez l’année.")
    if affiliation.year > situation.annee:
        raise SituationInvalide(
            "debut_activite",
            f"Rien n’est dû pour {situation.annee}\u00a0: l’affiliation commence le premier jour du trimestre "
            f"civil qui suit le début d’activité, donc en {affiliation.year}.",
        )
