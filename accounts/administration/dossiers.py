"""Dossiers, for those who answer the members."""

from typing import Any

from django.http import HttpRequest

from accounts.administration.base import AdminPortail, Lignes
from accounts.models import Dossier
from accounts.selectors import fiche_du_dossier


class DossierAdmin(AdminPortail):
    titre = "Dossiers"
    colonnes = [
        ("Numéro", lambda dossier: dossier.numero),
        ("Nom", lambda dossier: f"{dossier.nom} {dossier.prenom}"),
        ("Type", lambda dossier: dossier.qualite),
        ("Situation", lambda dossier: dossier.situation),
        ("Localité", lambda dossier: dossier.localite),
    ]
    aide_recherche = "Numéro de dossier ou nom"
    search_fields = ["=numero", "nom_naissance__istartswith", "nom_usage__istartswith"]
    list_filter = ["type", "statut"]
    ordering = ["numero"]

    def fiche(self, objet: Dossier) -> list[tuple[str, Lignes]]:
        fiche = fiche_du_dossier(objet)
        return [("État civil", fiche.identite), ("Coordonnées", fiche.coordonnees), ("Activité", fiche.activite)]

    def actes(self, request: HttpRequest, objet: Any) -> list[tuple[str, str]]:
        return []
