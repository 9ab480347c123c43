"""Attestation d’affiliation: who is affiliated, since when, for which profession."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.adresse_postale import civilite
from accounts.enums import StatutDossier
from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.nombres import ecrire_numero
from carpimko_portal.lib.textes import lisible
from documents.lettres import Lettre, lettre_au
from documents.registry import Demande, TypeDocument

VALIDITE = timedelta(days=182)  # six months, as the Urssaf's attestation de vigilance
_RESERVEE_AUX_AFFILIES = (
    "L’attestation d’affiliation concerne les professionnels affiliés. "
    "Votre dossier est celui d’un ayant droit : il n’y a pas d’affiliation à attester."
)


@dataclass(frozen=True)
class AttestationAffiliation:
    """`personne`, `naissance` and `constat` make one sentence; `lignes` are (label, value) pairs."""

    lettre: Lettre
    personne: str
    naissance: str
    constat: str
    demande: str
    lignes: tuple[tuple[str, str], ...]


def construire(dossier: Dossier, le: date) -> AttestationAffiliation:
    """What the attestation of the day `le` says of an affilié. No query."""
    return AttestationAffiliation(
        lettre=lettre_au(dossier, le),
        personne=f"{civilite(dossier)} {lisible(dossier.prenom)} {lisible(dossier.nom)}",
        naissance=f"{dossier.accorder('né')} le {ecrire_date(dossier.date_naissance)}",
        constat=f"{_constat(dossier, le)} en qualité {_de(dossier.metier.lower())}",
        demande=f"à la demande de l’{dossier.accorder('intéressé')}",
        lignes=tuple((libelle, valeur) for libelle, valeur in _lignes(dossier) if valeur),
    )


def six_mois(demande: Demande) -> date:
    """The last day of what is true today and may not stay so."""
    return demande.le + VALIDITE


def _constat(dossier: Dossier, le: date) -> str:
    """`est affiliée à notre caisse depuis le …`, or `a été affiliée … du … au …` once the affiliation has ended."""
    depuis, fin = _affiliation(dossier), dossier.date_radiation
    participe = dossier.accorder("affilié")
    if fin and fin < le:
        return f"a été {participe} à notre caisse du {ecrire_date(depuis)} au {ecrire_date(fin)}"
    if dossier.statut == StatutDossier.RADIE:
        return f"a été {participe} à notre caisse à compter du {ecrire_date(depuis)} et ne l’est plus aujourd’hui"
    return f"est {participe} à notre caisse depuis le {ecrire_date(depuis)}"


def _lignes(dossier: Dossier) -> list[tuple[str, str]]:
    return [
        ("Numéro de dossier", ecrire_numero(dossier.numero)),
        ("Nom de naissance", lisible(dossier.nom_naissance)),
        ("Nom d’usage", lisible(dossier.nom_usage)),
        ("Prénoms" if " " in dossier.prenoms else "Prénom", lisible(dossier.prenoms)),
        ("Date de naissance", ecrire_date(dossier.date_naissance)),
        ("Profession", dossier.metier),
        ("Conventionnement", dossier.accorder("Conventionné" if dossier.est_conventionne else "Non conventionné")),
        ("Situation", dossier.situation),
        ("Date d’affiliation", ecrire_date(_affiliation(dossier))),
        ("Dernier jour d’affiliation", ecrire_date(dossier.date_radiation) if dossier.date_radiation else ""),
    ]


def _affiliation(dossier: Dossier) -> date:
    assert dossier.date_affiliation, "the database refuses an affilié without a date"
    return dossier.date_affiliation


def _de(nom: str) -> str:
    return f"d’{nom}" if nom[0] in "aeiou" else f"de {nom}"


ATTESTATION_AFFILIATION = TypeDocument(
    code="attestation-affiliation",
    titre="Attestation d’affiliation",
    description="Elle prouve votre affiliation, sa date et votre profession.",
    action="Obtenir mon attestation d’affiliation",
    gabarit="pdf/attestation-affiliation/v1.html",
    constructeur=lambda demande: construire(demande.dossier, demande.le),
    pas_pour=_RESERVEE_AUX_AFFILIES,
    validite=six_mois,
)
