"""The file of comptes: passwords of the former site, wrapped so that they tell nothing (`accounts/reprise.py`)."""

import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.enums import Acte, RoleAcces, TypeDossier
from accounts.imports.moteur import Bilan
from accounts.journal import journaliser
from accounts.models import Acces, Compte, Dossier
from accounts.reprise import Ancienne, lire_ancienne
from carpimko_portal.lib.cles_vues import ClesVues, cles_vues
from carpimko_portal.lib.colonnes import Colonne, Lecture, forme, lire_colonnes, parmi
from carpimko_portal.lib.fichiers_csv import Ligne, Refus, ouvrir_csv

_LOT = 200  # lines: one Argon2id each, some four seconds
NOMS = ("type", "numero", "empreinte")


def importer_comptes(
    *,
    chemin: Path,
    essai: bool = False,
    refuser: Callable[[Refus], None],
    avancer: Callable[[int], None] = lambda octets: None,
) -> Bilan:
    """Opens the compte of each titulaire named in the file, with their former password. Sends no mail.

    A dossier that has a compte keeps it as it is. Each lot is hashed first, then written in one transaction
    with its entry in the journal: stopped halfway, the import is resumed by running it again. `essai` judges
    everything, hashes and writes nothing. Raises `FichierIllisible` before anything is written.
    """
    bilan = Bilan()
    with ouvrir_csv(chemin, NOMS) as lecteur, cles_vues() as vues:
        source = iter(lecteur)
        while lues := list(islice(source, _LOT)):
            refus = [une for une in lues if isinstance(une, Refus)]
            lignes, illisibles = lire_colonnes(_colonnes(), [une for une in lues if isinstance(une, Ligne)])
            refus += illisibles
            attente = _rattacher(lignes, vues, refus)
            pourvus = _avec_compte(attente)
            nouvelles = {pk: ancienne for pk, ancienne in attente.items() if pk not in pourvus}
            ouverts = len(nouvelles) if essai else _ouvrir(nouvelles)
            for un in sorted(refus):
                refuser(un)
            bilan += Bilan(ouverts, 0, len(attente) - ouverts, len({un.ligne for un in refus}))
            avancer(lecteur.octets_lus)
    return bilan


def _colonnes() -> tuple[Colonne, ...]:
    return (
        Colonne("type", parmi(TypeDossier.values)),
        Colonne("numero", forme(r"[0-9]{7}|[0-9]{9}", "un numéro de 7 ou 9 chiffres")),
        Colonne("empreinte", Lecture(_lire)),
    )


def _lire(texte: str) -> Ancienne:
    """Never quotes the text: reports travel."""
    ancienne = lire_ancienne(texte)
    if ancienne is None:
        raise ValueError("n’est pas une empreinte pbkdf2_sha256$itérations$sel$empreinte")
    if ancienne.iterations > settings.HACHAGE_REPRIS_ITERATIONS:
        maximum = settings.HACHAGE_REPRIS_ITERATIONS
        raise ValueError(f"{ancienne.iterations} itérations, plus que HACHAGE_REPRIS_ITERATIONS ({maximum})")
    return ancienne


def _rattacher(lignes: list[Ligne], vues: ClesVues, refus: list[Refus]) -> dict[int, Ancienne]:
    """Former hash of each dossier; what is wrong with the other lines is added to `refus`."""
    doublons = vues.doublons([(ligne.cellules[1], ligne.numero) for ligne in lignes])
    numeros = [ligne.cellules[1] for ligne in lignes]
    dossiers = {(type_, numero): pk for pk, type_, numero in _dossiers(numeros)}
    attente: dict[int, Ancienne] = {}
    for ligne in lignes:
        type_, numero, ancienne = ligne.cellules
        if ligne.numero in doublons:
            refus.append(Refus(ligne.numero, "numero", f"même clé qu’à la ligne {doublons[ligne.numero]} du fichier"))
        elif (type_, numero) not in dossiers:
            refus.append(Refus(ligne.numero, "numero", "aucun dossier de ce type n’a ce numéro"))
        else:
            attente[dossiers[type_, numero]] = ancienne
    return attente


def _dossiers(numeros: list[str]) -> Iterator[tuple[int, str, str]]:
    return iter(Dossier.objects.filter(numero__in=numeros).values_list("pk", "type", "numero"))


def _avec_compte(dossiers: dict[int, Ancienne]) -> set[int]:
    return set(Acces.objects.titulaires().filter(dossier__in=dossiers).values_list("dossier_id", flat=True))


def _ouvrir(anciennes: dict[int, Ancienne]) -> int:
    """Writes a lot; raises `IntegrityError` when somebody opens one of these comptes meanwhile."""
    if not anciennes:
        return 0
    empreintes = {pk: ancienne.enveloppee() for pk, ancienne in anciennes.items()}
    with transaction.atomic():
        comptes = {pk: Compte(identifiant=str(uuid.uuid4()), password=mot) for pk, mot in empreintes.items()}
        Compte.objects.bulk_create(comptes.values())
        Acces.objects.bulk_create(
            Acces(compte=compte, dossier_id=pk, role=RoleAcces.TITULAIRE) for pk, compte in comptes.items()
        )
        journaliser(acte=Acte.COMPTES_REPRIS, par=None, ouverts=len(comptes))
    return len(comptes)
