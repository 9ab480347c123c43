"""Reads shaped for the page of the virement."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.selectors import Situation, situation
from cotisations.virement.reference import ecrire_rf, reference_rf
from cotisations.virement.rib import Rib, code_epc, rib_de_la_caisse


@dataclass(frozen=True)
class Choix:
    """An amount to pay, in cents, and what it is."""

    code: str
    libelle: str
    centimes: int


@dataclass(frozen=True)
class APayerParVirement:
    """The amounts that this dossier would pay today, the most pressing first; the last is left to the payer."""

    choix: tuple[Choix, ...]


@dataclass(frozen=True)
class Virement:
    """Everything that the payer writes. `code`: the SVG of the EPC code, empty without an amount."""

    rib: Rib
    reference: str
    reference_ecrite: str
    montant: str
    a_copier: str
    code: str


def a_payer_par_virement(dossier: Dossier) -> APayerParVirement:
    """Three queries at most, whatever is owed."""
    return APayerParVirement((*_dus(situation(dossier)), Choix("autre", "Un autre montant", 0)))


def _dus(lue: Situation) -> list[Choix]:
    """Each amount once: who owes one échéance is not asked three times the same."""
    prochaine = lue.prochaine
    candidats = [
        ("retard", "Ce qui est en retard", lue.en_retard),
        (
            "echeance",
            f"L’échéance du {ecrire_date(prochaine.tranche.exigible_le)}" if prochaine else "",
            prochaine.reste if prochaine else 0,
        ),
        ("tout", "Tout ce qui reste à payer", lue.reste),
    ]
    choix: list[Choix] = []
    for code, libelle, centimes in candidats:
        if centimes and centimes not in {une.centimes for une in choix}:
            choix.append(Choix(code, f"{libelle} : {ecrire_montant(centimes)}", centimes))
    return choix


def virement(dossier: Dossier, *, centimes: int) -> Virement:
    """No query."""
    rib, reference = rib_de_la_caisse(), reference_rf(dossier.numero)
    code = code_epc(rib, reference=reference, centimes=centimes)
    return Virement(
        rib=rib,
        reference=reference,
        reference_ecrite=ecrire_rf(reference),
        montant=ecrire_montant(centimes) if centimes else "",
        a_copier=f"{centimes // 100},{centimes % 100:02d}",
        code=SafeString(code.svg_inline(border=4, omitsize=True, light="#fff")) if code else "",
    )
