"""The file of dossiers: `docs/import.md` says it column by column."""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django.utils import timezone

from accounts.enums import Acte, Profession, Sexe, StatutDossier, TypeDossier
from accounts.imports.moteur import Genre
from accounts.models.dossier import FRANCE_COG, Dossier
from carpimko_portal.lib.colonnes import Colonne, courriel, forme, jour, oui_ou_non, parmi, texte
from carpimko_portal.lib.versement import Cible

_PREMIERE_NAISSANCE = date(1880, 1, 1)
_FONDATION = date(1948, 1, 1)  # of the liberal professions' pension funds (loi du 17 janvier 1948)
_HORIZON = date(2200, 12, 31)


def colonnes() -> tuple[Colonne, ...]:
    """The columns of the file. Nobody is born after today."""
    return (
        Colonne("type", parmi(TypeDossier.values)),
        Colonne("numero", forme(r"[0-9]{7}|[0-9]{9}", "un numéro de 7 ou 9 chiffres")),
        Colonne("statut", parmi(StatutDossier.values)),
        Colonne("nom_naissance", texte(80)),
        Colonne("nom_usage", texte(80), obligatoire=False),
        Colonne("prenoms", texte(120)),
        Colonne("sexe", parmi(Sexe.values)),
        Colonne("date_naissance", jour(_PREMIERE_NAISSANCE, timezone.localdate())),
        Colonne(
            "commune_naissance_cog", forme(r"[0-9][0-9AB][0-9]{3}", "un code commune de l’Insee"), obligatoire=False
        ),
        Colonne(
            "pays_naissance_cog", forme(r"99[0-9]{3}", "un code pays de l’Insee"), obligatoire=False, vide=FRANCE_COG
        ),
        Colonne("point_remise", texte(38), obligatoire=False),
        Colonne("complement", texte(38), obligatoire=False),
        Colonne("voie", texte(38), obligatoire=False),
        Colonne("lieu_dit", texte(38), obligatoire=False),
        Colonne("code_postal", forme(r"[0-9A-Za-z -]{1,10}", "un code postal"), obligatoire=False),
        Colonne("localite", texte(38), obligatoire=False),
        Colonne("pays", forme(r"[A-Z]{2}", "un code pays ISO de deux lettres"), obligatoire=False, vide="FR"),
        Colonne("courriel", courriel, obligatoire=False),
        Colonne("telephone", forme(r"\+?[0-9][0-9 .()-]{3,18}", "un numéro de téléphone"), obligatoire=False),
        Colonne("profession", parmi(Profession.values), obligatoire=False),
        Colonne("est_conventionne", oui_ou_non),
        Colonne("date_affiliation", jour(_FONDATION, _HORIZON), obligatoire=False, vide=None),
        Colonne("date_radiation", jour(_FONDATION, _HORIZON), obligatoire=False, vide=None),
    )


NOMS = tuple(colonne.nom for colonne in colonnes())

_etat_civil = itemgetter(*map(NOMS.index, ("commune_naissance_cog", "pays_naissance_cog", "code_postal", "pays")))
_situation = itemgetter(
    *map(
        NOMS.index,
        ("type", "numero", "statut", "profession", "est_conventionne", "date_affiliation", "date_radiation"),
    )
)
_STATUTS = {type_dossier.value: StatutDossier.possibles(type_dossier) for type_dossier in TypeDossier}
_LONGUEURS = {type_dossier.value: type_dossier.longueur_numero for type_dossier in TypeDossier}


def _incoherences(valeurs: Sequence[Any]) -> Iterator[tuple[str, str]]:
    commune, pays_naissance, code_postal, pays = _etat_civil(valeurs)
    if commune and pays_naissance != FRANCE_COG:
        yield "commune_naissance_cog", f"à laisser vide pour une naissance hors de France (pays {pays_naissance})"
    if pays == "FR" and code_postal and not (len(code_postal) == 5 and code_postal.isdigit()):
        yield "code_postal", "un code postal de France a 5 chiffres"
    type_, numero, statut, profession, est_conventionne, affiliation, radiation = _situation(valeurs)
    if len(numero) != _LONGUEURS[type_]:
        yield "numero", f"{len(numero)} chiffres au lieu de {_LONGUEURS[type_]} pour le type {type_}"
    if statut not in _STATUTS[type_]:
        yield "statut", f"le statut {statut} ne va pas avec le type {type_}"
    if type_ == TypeDossier.AFFILIE:
        yield from _manques_affilie(profession, affiliation)
    elif profession or est_conventionne:
        yield "profession" if profession else "est_conventionne", "réservé aux affiliés"
    yield from _defauts_radiation(statut, affiliation, radiation)


def _defauts_radiation(statut: str, affiliation: str | None, radiation: str | None) -> Iterator[tuple[str, str]]:
    if statut == StatutDossier.RADIE and not radiation:
        yield "date_radiation", "cellule vide : obligatoire pour le statut radie"
    if radiation and not (affiliation and affiliation <= radiation):
        yield "date_radiation", "avant la date d’affiliation" if affiliation else "sans date d’affiliation"


def _manques_affilie(profession: str, affiliation: str | None) -> Iterator[tuple[str, str]]:
    if not profession:
        yield "profession", "cellule vide : obligatoire pour un affilié"
    if not affiliation:
        yield "date_affiliation", "cellule vide : obligatoire pour un affilié"


DOSSIERS = Genre(
    acte=Acte.DOSSIERS_IMPORTES,
    colonnes=colonnes,
    cible=Cible(
        table=Dossier._meta.db_table,
        colonnes=NOMS,
        cle=("numero",),
        cree_le=("cree_le",),
        modifie_le=("modifie_le",),
        gardees={"courriel": "courriel_confirme_le"},  # a member's own confirmation counts more than the file
    ),
    nom_cle="numero",
    cle=itemgetter(NOMS.index("numero")),
    incoherences=_incoherences,
    rattacher=lambda lignes: (lignes, []),
)
