"""The file of pensions paid: `docs/import.md` says it column by column."""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from accounts.imports.moteur import Genre
from carpimko_portal.lib.colonnes import Colonne, forme, jour, montant, parmi, texte
from carpimko_portal.lib.versement import Cible
from cotisations.imports import rattacher_au_dossier
from retraite.enums import Acte, Prestation, Regime
from retraite.models import PensionVersee

_JOUR = jour(date(1948, 1, 1), date(2200, 12, 31))
_RETENUES = ("csg_deductible", "autres_retenues", "impot")


def _incoherente(valeurs: Sequence[Any]) -> Iterator[tuple[str, str]]:
    _, _, _, _, mois, _, brut, *retenues, net = valeurs
    if not mois.endswith("-01"):
        yield "mois", "un mois se dit par son premier jour"
    if brut == 0:
        yield "brut", "un versement n’est jamais nul"
    for nom, retenue in zip(_RETENUES, retenues, strict=True):
        if retenue * brut < 0:
            yield nom, "une retenue a le signe du brut"
    if net != brut - sum(retenues):
        yield "net", "le net est le brut moins les retenues"


PENSIONS = Genre(
    acte=Acte.PENSIONS_IMPORTEES,
    colonnes=lambda: (
        Colonne("numero", forme(r"[0-9]{7}|[0-9]{9}", "un numéro de 7 ou 9 chiffres")),
        Colonne("cle", texte(64)),
        Colonne("prestation", parmi(Prestation.values)),
        Colonne("regime", parmi(Regime.values)),
        Colonne("mois", _JOUR),
        Colonne("date_versement", _JOUR),
        Colonne("brut", montant),
        *(Colonne(nom, montant) for nom in _RETENUES),
        Colonne("net", montant),
    ),
    cible=Cible(
        table=PensionVersee._meta.db_table,
        colonnes=(
            "dossier_id", "cle", "prestation", "regime", "mois", "date_versement", "brut_centimes",
            "csg_deductible_centimes", "autres_retenues_centimes", "impot_centimes", "net_centimes",
        ),
        cle=("cle",),
        cree_le=("cree_le",),
    ),
    nom_cle="cle",
    cle=itemgetter(1),
    incoherences=_incoherente,
    rattacher=rattacher_au_dossier,
    refus_si_differente="un autre versement a déjà cette clé : un versement ne se modifie pas, un autre le corrige",
)  # fmt: skip
