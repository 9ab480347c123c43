"""« RIB et référence »: what to write on a virement, on paper."""

from dataclasses import dataclass

from accounts.enums import TypeDossier
from carpimko_portal.lib.nombres import ecrire_iban
from cotisations.virement.reference import ecrire_rf, reference_rf
from cotisations.virement.rib import rib_de_la_caisse
from documents.lettres import Lettre, lettre_au
from documents.registry import Demande, TypeDocument


@dataclass(frozen=True)
class RibEtReference:
    """`lignes` are (label, value) pairs, in the order in which a bank asks for them."""

    lettre: Lettre
    lignes: tuple[tuple[str, str], ...]


def construire(demande: Demande) -> RibEtReference:
    """No query."""
    rib = rib_de_la_caisse()
    return RibEtReference(
        lettre=lettre_au(demande.dossier, demande.le),
        lignes=(
            ("Titulaire du compte", rib.titulaire),
            ("IBAN", ecrire_iban(rib.iban)),
            ("BIC", rib.bic),
            ("Référence à écrire", ecrire_rf(reference_rf(demande.dossier.numero))),
        ),
    )


RIB_ET_REFERENCE = TypeDocument(
    code="rib-et-reference",
    titre="RIB et référence de paiement",
    description="Le compte de la caisse, et la référence qui dit que le virement est le vôtre.",
    action="Obtenir le RIB et ma référence",
    gabarit="pdf/rib-et-reference/v1.html",
    constructeur=construire,
    public=frozenset(TypeDossier),
)
