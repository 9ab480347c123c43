"""The only writer of payments on the account: credits and where they go, money given back, contre-passations.

Not services: each is called inside the transaction of the act that it is a part of, which leaves the journal entry.
A key is posted once, whoever asks and however often: the database holds it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from accounts.models import Dossier
from carpimko_portal.lib.ajout import Ligne, ajouter_en_nombre
from cotisations.enums import Nature
from cotisations.imputation import REGLE, Part, Partage, imputer, retirer
from cotisations.models import Ecriture, Imputation
from cotisations.restes import Compte, Dette, comptes, imputations_de

_LOT = 2000  # dossiers, keys or rows a statement


@dataclass(frozen=True)
class Versement:
    """Money that came. `centimes` > 0; `designees`: the debts that the payer named (`Dette(echeance=pk)`)."""

    dossier: int
    cle: str
    nature: Nature
    centimes: int
    le: date
    libelle: str
    designees: frozenset[Dette] = frozenset()


@dataclass(frozen=True)
class Credit:
    """A versement once it is on the account."""

    ecriture: Ecriture
    partage: Partage[Dette]


def verrouiller(dossiers: Iterable[int]) -> None:
    """Nobody else posts to these dossiers (pks) until the transaction ends. On SQLite nobody else writes at all."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("le compte s’écrit dans la transaction de l’acte")
    if not connection.features.has_select_for_update:
        return
    attendus = sorted(set(dossiers))
    for debut in range(0, len(attendus), _LOT):
        lot = Dossier.objects.filter(pk__in=attendus[debut : debut + _LOT]).order_by("pk")
        list(lot.select_for_update(no_key=True).values_list("pk"))  # rows that name a dossier may still be added


def verser(versements: Sequence[Versement]) -> list[Credit]:
    """Posts payments and allocates each (docs/adr/0021). Those whose key is posted already are left out.

    The same number of statements for one as for two thousand. Raises `TransactionManagementError` outside a
    transaction.
    """
    verrouiller(une.dossier for une in versements)
    nouveaux: list[Credit] = []
    for debut in range(0, len(versements), _LOT):
        nouveaux += _verser_un_lot(versements[debut : debut + _LOT])
    return nouveaux


def _verser_un_lot(versements: Sequence[Versement]) -> list[Credit]:
    posees = set(Ecriture.objects.filter(cle__in={une.cle for une in versements}).values_list("cle", flat=True))
    a_poser = [une for une in versements if une.cle not in posees]
    lus = comptes({une.dossier for une in a_poser})
    partages = {une.cle: _imputer(une, lus[une.dossier]) for une in a_poser}
    ajouter_en_nombre(
        Ecriture, [_ecriture(une, _annee(partages[une.cle], lus[une.dossier], une.le)) for une in a_poser]
    )
    ecritures = Ecriture.objects.in_bulk(list(partages), field_name="cle")
    ajouter_en_nombre(
        Imputation, [_ligne(ecritures[cle], part) for cle, partage in partages.items() for part in partage.parts]
    )
    return [Credit(ecritures[cle], partage) for cle, partage in partages.items()]


def _imputer(versement: Versement, compte: Compte) -> Partage[Dette]:
    cibles = compte.cibles(versement.le)
    partage = imputer(versement.centimes, cibles, le=versement.le, designees=versement.designees)
    compte.crediter(versement.centimes)
    for part in partage.parts:
        compte.imputer(part.cle, part.centimes)
    return partage


def _annee(partage: Partage[Dette], compte: Compte, le: date) -> int:
    """The year of cotisation of the first échéance that a payment pays."""
    premiere = partage.parts[0].cle.echeance if partage.parts else None
    return compte.annees[premiere] if premiere else le.year


def _ecriture(versement: Versement, annee: int) -> Ligne:
    return {
        "dossier_id": versement.dossier,
        "cle": versement.cle,
        "nature": versement.nature,
        "annee": annee,
        "montant_centimes": versement.centimes,
        "date_operation": versement.le,
        "libelle": versement.libelle,
    }


def rendre(*, credit: Ecriture, cle: str, nature: Nature, centimes: int, le: date, libelle: str) -> Ecriture | None:
    """Posts money given back (`centimes` > 0) out of a credit, and takes it from what the credit paid last.

    `None` when the key is posted already. Raises `TransactionManagementError` outside a transaction.
    """
    verrouiller([credit.dossier_id])
    if Ecriture.objects.filter(cle=cle).exists():
        return None
    rendue = Ecriture.objects.create(
        dossier_id=credit.dossier_id,
        cle=cle,
        nature=nature,
        annee=credit.annee,
        montant_centimes=-centimes,
        date_operation=le,
        libelle=libelle,
        rendue_de=credit,
    )
    _retirer(credit, centimes, par=rendue)
    return rendue


def contrepasser(*, ecriture: Ecriture, cle: str, le: date, libelle: str) -> Ecriture | None:
    """Cancels an écriture by its opposite. What a cancelled credit paid is owed again, and nothing pays it silently;
    money that was not given back after all pays again what it had paid, as far as that is still owed.

    `None` when the key is posted already. Raises `IntegrityError` when another key cancelled it, and
    `TransactionManagementError` outside a transaction.
    """
    verrouiller([ecriture.dossier_id])
    if Ecriture.objects.filter(cle=cle).exists():
        return None
    compte = comptes([ecriture.dossier_id])[ecriture.dossier_id]
    contraire = Ecriture.objects.create(
        dossier_id=ecriture.dossier_id,
        cle=cle,
        nature=ecriture.nature,
        annee=ecriture.annee,
        montant_centimes=-ecriture.montant_centimes,
        date_operation=le,
        libelle=libelle,
        contrepasse_de=ecriture,
    )
    Imputation.objects.en_vigueur().filter(credit=ecriture).update(annulee_par=contraire)
    Imputation.objects.en_vigueur().filter(debit=ecriture).update(annulee_par=contraire)
    if ecriture.rendue_de:
        _retablir(ecriture, compte, credit=ecriture.rendue_de)
    return contraire


def _retirer(credit: Ecriture, centimes: int, *, par: Ecriture) -> None:
    actuelles = imputations_de(credit)
    libre = credit.montant_centimes - _deja_rendu(credit, sauf=par) - sum(ligne.centimes for ligne in actuelles)
    gardes = retirer(centimes, [ligne.centimes for ligne in actuelles], libre=max(0, libre))
    touchees = [(ligne, garde) for ligne, garde in zip(actuelles, gardes, strict=True) if garde != ligne.centimes]
    Imputation.objects.filter(pk__in=[ligne.pk for ligne, _ in touchees]).update(annulee_par=par)
    _ajouter(credit, [Part(Dette(ligne.echeance_id, ligne.debit_id), garde) for ligne, garde in touchees if garde])


def _deja_rendu(credit: Ecriture, *, sauf: Ecriture) -> int:
    """Cents of a credit that went back before, and did not return since."""
    rendues = Ecriture.objects.filter(rendue_de=credit, contrepassee_par__isnull=True).exclude(pk=sauf.pk)
    return -rendues.solde_centimes()


def _retablir(rendue: Ecriture, compte: Compte, *, credit: Ecriture) -> None:
    payees = Imputation.objects.filter(annulee_par=rendue).values_list("echeance", "debit")
    designees = {Dette(echeance, debit) for echeance, debit in payees}
    le = credit.date_operation
    partage = imputer(-rendue.montant_centimes, compte.cibles(le), le=le, designees=designees)
    _ajouter(credit, [part for part in partage.parts if part.cle in designees])


def _ajouter(credit: Ecriture, parts: Iterable[Part[Dette]]) -> None:
    ajouter_en_nombre(Imputation, [_ligne(credit, part) for part in parts])


def _ligne(credit: Ecriture, part: Part[Dette]) -> Ligne:
    """Without aim when it pays what is in no échéance: the oldest debt, which no row stands for."""
    return {
        "credit_id": credit.pk,
        "echeance_id": part.cle.echeance,
        "debit_id": part.cle.debit,
        "centimes": part.centimes,
        "regle": REGLE,
    }
