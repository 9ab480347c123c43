"""A fund of any size, invented: the same seed and the same day always give the same files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from accounts.enums import Profession, Sexe, StatutDossier, TypeDossier
from cotisations.enums import Nature
from demonstration import fiction
from demonstration.comptabilite import (
    Habitude,
    Mouvement,
    Periodicite,
    Revenu,
    Tranche,
    appeler,
    cotisations,
    date_appel,
    date_declaration,
    echelonner,
    en_avance,
    en_deux_fois,
    en_retard,
    par_prelevement,
    par_virement,
    premier_rejete,
)
from demonstration.personas import NUMEROS

_PART_AYANTS_DROIT = 0.15
_PROFESSIONS = {
    Profession.INFIRMIER: (53, 0.85),  # share in the fund, share of women
    Profession.KINESITHERAPEUTE: (31, 0.5),
    Profession.ORTHOPHONISTE: (9, 0.96),
    Profession.PODOLOGUE: (5.5, 0.68),
    Profession.ORTHOPTISTE: (1.5, 0.85),
}


@dataclass(frozen=True)
class Situation:
    """How often a statut is met, at what ages, and whether it still owes cotisations."""

    statut: StatutDossier
    poids: int
    ages: tuple[int, int]
    cotise: bool = False
    radie: bool = False


_AFFILIES = (
    Situation(StatutDossier.COTISANT, 70, (24, 66), cotise=True),
    Situation(StatutDossier.RETRAITE, 18, (63, 96), radie=True),
    Situation(StatutDossier.CUMUL, 5, (63, 76), cotise=True),
    Situation(StatutDossier.RENTE_INVALIDITE, 2, (35, 62)),
    Situation(StatutDossier.RADIE, 5, (30, 70), radie=True),
)
_AYANTS_DROIT = (
    Situation(StatutDossier.REVERSION, 85, (55, 99)),
    Situation(StatutDossier.RENTE_SURVIE, 8, (35, 64)),
    Situation(StatutDossier.RENTE_EDUCATION, 7, (4, 24)),
)
_PERIODICITES = {
    Periodicite.MENSUELLE: 55,
    Periodicite.TRIMESTRIELLE: 12,
    Periodicite.SEMESTRIELLE: 25,
    Periodicite.ANNUELLE: 8,
}
_HABITUDES: dict[Habitude, int] = {
    par_prelevement: 55,
    par_virement: 25,
    en_retard: 8,
    en_avance: 5,
    en_deux_fois: 4,
    premier_rejete: 3,
}

_ANNEES_DECLAREES = 3
_UN_OUBLI_SUR = 50  # last declarations that never came
Compte = tuple[dict[str, str], list[Mouvement], list[Tranche], list[Revenu]]


def inventer(*, nombre: int, graine: int, le: date, ecritures_max: int) -> Iterator[Compte]:
    """`nombre` dossiers with their account as on the day `le`, one at a time.

    Each account has at most `ecritures_max` écritures: older ones are summed into one "Solde repris".
    """
    hasard = Random(graine)  # noqa: S311 - people are invented here, not keys
    affilies, ayants_droit = _numeros(hasard, 7), _numeros(hasard, 9)
    for _ in range(nombre):
        if hasard.random() < _PART_AYANTS_DROIT:
            yield _ayant_droit(hasard, next(ayants_droit), le), [], [], []
        else:
            dossier, situation = _affilie(hasard, next(affilies), le)
            mouvements, tranches, revenus = _compte(hasard, dossier, le) if situation.cotise else ([], [], [])
            yield dossier, _reprendre(mouvements, ecritures_max), tranches, revenus


def _numeros(hasard: Random, chiffres: int) -> Iterator[str]:
    """Every number of that many digits once, in a shuffled order that takes no memory."""
    modulo = 10**chiffres
    pas, numero = 20 * hasard.randrange(modulo // 40, modulo // 20) + 3, hasard.randrange(modulo)
    while True:
        numero = (numero + pas) % modulo
        if (texte := f"{numero:0{chiffres}d}") not in NUMEROS:
            yield texte


def _affilie(hasard: Random, numero: str, le: date) -> tuple[dict[str, str], Situation]:
    (profession,) = hasard.choices(list(_PROFESSIONS), [poids for poids, _ in _PROFESSIONS.values()])
    (situation,) = hasard.choices(_AFFILIES, [une.poids for une in _AFFILIES])
    sexe = Sexe.FEMME if hasard.random() < _PROFESSIONS[profession][1] else Sexe.HOMME
    dossier = _personne(hasard, numero, situation, sexe, le)
    naissance = date.fromisoformat(dossier["date_naissance"])
    affiliation = _trimestre(hasard, naissance.year + 22, min(naissance.year + 34, le.year - 1))
    dossier["profession"] = profession.value
    dossier["est_conventionne"] = "oui" if hasard.random() < 0.97 else "non"
    dossier["date_affiliation"] = affiliation.isoformat()
    if situation.radie:
        fin = _trimestre(hasard, affiliation.year + 1, max(affiliation.year + 1, min(naissance.year + 67, le.year - 1)))
        dossier["date_radiation"] = (fin - timedelta(days=1)).isoformat()
    return dossier, situation


def _ayant_droit(hasard: Random, numero: str, le: date) -> dict[str, str]:
    (situation,) = hasard.choices(_AYANTS_DROIT, [une.poids for une in _AYANTS_DROIT])
    sexe = Sexe.FEMME if hasard.random() < 0.6 else Sexe.HOMME
    return {**_personne(hasard, numero, situation, sexe, le), "est_conventionne": "non"}


def _personne(hasard: Random, numero: str, situation: Situation, sexe: Sexe, le: date) -> dict[str, str]:
    jeune, age = situation.ages
    type_dossier = TypeDossier.AFFILIE if situation in _AFFILIES else TypeDossier.AYANT_DROIT
    naissance = le - timedelta(days=hasard.randrange(jeune * 366, age * 365))
    nom, prenoms = fiction.nom(hasard), fiction.prenoms(hasard, sexe.value)
    return {
        "type": type_dossier.value,
        "numero": numero,
        "statut": situation.statut.value,
        "nom_naissance": nom,
        "nom_usage": fiction.nom(hasard) if sexe is Sexe.FEMME and jeune > 20 and hasard.random() < 0.4 else "",
        "prenoms": prenoms,
        "sexe": sexe.value,
        "date_naissance": naissance.isoformat(),
        **fiction.naissance(hasard),
        **fiction.adresse(hasard),
        **fiction.contacts(hasard, prenoms.split(" ", 1)[0], numero),
    }


def _trimestre(hasard: Random, premiere: int, derniere: int) -> date:
    """The first day of a civil quarter: affiliations start there."""
    return date(hasard.randint(premiere, derniere), hasard.choice((1, 4, 7, 10)), 1)


def _compte(hasard: Random, dossier: dict[str, str], le: date) -> tuple[list[Mouvement], list[Tranche], list[Revenu]]:
    """Two years of account, and the incomes declared meanwhile.

    The échéances of the past year stay listed only when some are still owed.
    """
    (periodicite,) = hasard.choices(list(_PERIODICITES), list(_PERIODICITES.values()))
    (habitude,) = hasard.choices(list(_HABITUDES), list(_HABITUDES.values()))
    assiette = int(hasard.triangular(9_000, 130_000, 34_000))
    montant = cotisations(assiette, conventionne=dossier["est_conventionne"] == "oui")
    courante = le.year + (date_appel(le.year + 1) <= le)
    annees = range(max(courante - 1, int(dossier["date_affiliation"][:4]) + 1), courante + 1)
    tranches = [tranche for annee in annees for tranche in echelonner(annee, montant, periodicite)]
    mouvements = [appeler(annee, montant) for annee in annees]
    for rang in range(len(tranches)):
        mouvements += habitude(tranches, rang)
    mouvements = sorted((m for m in mouvements if m.le <= le), key=lambda m: (m.le, m.montant))
    du = -sum(mouvement.montant for mouvement in mouvements)
    en_cours = sum(tranche.montant for tranche in tranches if tranche.annee >= le.year)
    listees = [tranche for tranche in tranches if tranche.annee >= le.year or du > en_cours]
    return mouvements, listees, _revenus(assiette, int(dossier["date_affiliation"][:4]), le)


def _revenus(assiette: int, affiliation: int, le: date) -> list[Revenu]:
    """A little more each year."""
    annees = range(max(affiliation, le.year - _ANNEES_DECLAREES), le.year - (assiette % _UN_OUBLI_SUR == 0))
    revenus = [Revenu(annee, assiette * (100 + annee - le.year), date_declaration(annee)) for annee in annees]
    return [revenu for revenu in revenus if revenu.declare_le <= le]


def _reprendre(mouvements: list[Mouvement], maximum: int) -> list[Mouvement]:
    """The last `maximum` movements at most, the solde unchanged."""
    trop = len(mouvements) - maximum
    if trop <= 0:
        return mouvements
    anciens, recents = mouvements[: trop + 1], mouvements[trop + 1 :]
    solde, dernier = sum(ancien.montant for ancien in anciens), anciens[-1]
    if not solde:
        return recents
    libelle = str(Nature.REPRISE.label)
    return [Mouvement("reprise", Nature.REPRISE, dernier.annee, solde, dernier.le, libelle), *recents]
