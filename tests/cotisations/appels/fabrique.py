"""Incomes, and what a call left behind."""

from datetime import date
from typing import Any

from accounts.models import Dossier
from cotisations.models import AppelCotisation, Echeance, Ecriture, RevenuDeclare


def declarer(dossier: Dossier, **assiettes: int) -> None:
    """`declarer(dossier, r2025=45_000)`: euros. What is declared again is corrected."""
    for annee, euros in assiettes.items():
        RevenuDeclare.objects.update_or_create(
            dossier=dossier,
            annee=int(annee[1:]),
            defaults={"assiette_centimes": euros * 100, "date_declaration": date(int(annee[1:]) + 1, 5, 20)},
        )


def lignes(appel: AppelCotisation) -> dict[str, int]:
    """Cents of each line."""
    return dict(appel.lignes.order_by("pk").values_list("regime", "montant_centimes"))


def compte(dossier: Dossier) -> list[tuple[str, int, int]]:
    """(nature, year, cents) of each écriture, oldest first."""
    lues = Ecriture.objects.du_dossier(dossier).order_by("pk")
    return list(lues.values_list("nature", "annee", "montant_centimes"))


def echeances(dossier: Dossier, annee: int) -> list[tuple[date, int]]:
    """What falls due, and when."""
    lues = Echeance.objects.du_dossier(dossier).filter(annee=annee).chronologiques()
    return list(lues.values_list("date_exigibilite", "montant_centimes"))


def contenu() -> list[list[tuple[Any, ...]]]:
    """Every row that a call writes, dates of modification included."""
    from accounts.models import EntreeJournal, Envoi
    from cotisations.models import LigneAppel

    modeles = (AppelCotisation, LigneAppel, Ecriture, Echeance, EntreeJournal, Envoi)
    return [list(modele._default_manager.order_by("pk").values_list()) for modele in modeles]
