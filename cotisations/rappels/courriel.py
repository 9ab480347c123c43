"""The reminder itself. It looks again when it leaves: a payment may have crossed it."""

from datetime import date

from django.utils import timezone

from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import INSECABLE, ecrire_date
from cotisations.selectors import situation

RAPPEL = "rappel-echeance"


def enregistrer_le_rappel() -> None:
    """Makes the kind known. Called once, at start."""
    enregistrer(Genre(RAPPEL, _rediger, frozenset({"le"})))


def _rediger(envoi: Envoi) -> Contenu:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    le, aujourdhui = date.fromisoformat(envoi.references["le"]), timezone.localdate()
    if le < aujourdhui:
        raise SansObjet("échéance passée")
    suivis = situation(envoi.dossier).repartition.suivis
    if not any(suivi.reste for suivi in suivis if suivi.tranche.exigible_le == le):
        raise SansObjet("échéance payée ou déplacée")
    valeurs = {"prenom": envoi.dossier.prenom, "date": ecrire_date(le), "delai": dire_delai((le - aujourdhui).days)}
    return Contenu(envoi.dossier.courriel, valeurs)


def dire_delai(jours: int) -> str:
    """`aujourd’hui`, `demain`, `dans 7 jours`."""
    return {0: "aujourd’hui", 1: "demain"}.get(jours, f"dans {jours}{INSECABLE}jours")
