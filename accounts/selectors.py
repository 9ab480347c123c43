"""Reads shaped for a page."""

from dataclasses import dataclass

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.pays import nom_du_pays

Ligne = tuple[str, str]


@dataclass(frozen=True)
class FicheDossier:
    """A dossier in three summary lists: (label, value) pairs, empty values left out."""

    identite: list[Ligne]
    coordonnees: list[Ligne]
    activite: list[Ligne]


def fiche_du_dossier(dossier: Dossier) -> FicheDossier:
    """What the compte page shows. No query."""
    return FicheDossier(identite=_identite(dossier), coordonnees=_coordonnees(dossier), activite=_activite(dossier))


def _identite(dossier: Dossier) -> list[Ligne]:
    return _remplies(
        ("Prénoms", dossier.prenoms),
        ("Nom de naissance", dossier.nom_naissance),
        ("Nom d’usage", dossier.nom_usage),
        ("Date de naissance", ecrire_date(dossier.date_naissance)),
    )


def _coordonnees(dossier: Dossier) -> list[Ligne]:
    return _remplies(
        ("Adresse postale", "\n".join(lignes_adresse(dossier))),
        ("Adresse e-mail", dossier.courriel),
        ("Téléphone", dossier.telephone),
    )


def _activite(dossier: Dossier) -> list[Ligne]:
    return _remplies(
        ("Situation", dossier.situation),
        ("Profession", dossier.metier),
        (
            "Conventionnement",
            dossier.accorder("Conventionné" if dossier.est_conventionne else "Non conventionné")
            if dossier.metier
            else "",
        ),
        ("Affiliation", f"Depuis le {ecrire_date(dossier.date_affiliation)}" if dossier.date_affiliation else ""),
        ("Radiation", f"Le {ecrire_date(dossier.date_radiation)}" if dossier.date_radiation else ""),
    )


def lignes_adresse(dossier: Dossier) -> list[str]:
    """The address without the name, most precise first (NF Z10-011), no blank line; a foreign country in capitals."""
    lignes = [
        dossier.point_remise,
        dossier.complement,
        dossier.voie,
        dossier.lieu_dit,
        f"{dossier.code_postal} {dossier.localite}".strip(),
        "" if dossier.pays == "FR" else nom_du_pays(dossier.pays).upper(),
    ]
    return [ligne for ligne in lignes if ligne]


def _remplies(*lignes: Ligne) -> list[Ligne]:
    return [(libelle, valeur) for libelle, valeur in lignes if valeur]
