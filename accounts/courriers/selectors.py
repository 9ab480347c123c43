"""What the agents' pages say of the queue and of a batch."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from accounts.courriers.file import en_attente, plis_a_remettre, trier
from accounts.courriers.fin import DELAI
from accounts.courriers.preparation import TAILLE_TRANCHE
from accounts.enums import EtatLot, EtatPli, EtatSecret
from accounts.models import LotDeCourriers, Pli, SecretProvisoire
from accounts.models.lot import A_TERMINER, VIVANTS


@dataclass(frozen=True)
class FileDAttente:
    """Requests for a letter that wait: how many, since when, and how many letters they would make today."""

    demandes: int
    depuis: datetime | None
    plis: int
    sans_suite: int
    doublons: int
    lot: LotDeCourriers | None


def file_d_attente() -> FileDAttente:
    """`lot`: the one to finish before another may be prepared."""
    maintenant = timezone.now()
    demandes = en_attente(maintenant)
    tri = trier(demandes, maintenant)
    return FileDAttente(
        demandes=len(demandes),
        depuis=demandes[0].demandee_le if demandes else None,
        plis=len(tri.retenues),
        sans_suite=len(tri.sans_suite),
        doublons=len(tri.doublons),
        lot=LotDeCourriers.objects.filter(etat__in=A_TERMINER).first(),
    )


@dataclass(frozen=True)
class Etape:
    """One step of a batch. `etat`: fait, ici or plus_tard."""

    titre: str
    phrase: str
    etat: str


@dataclass(frozen=True)
class SuiviDuLot:
    """A batch, as its page shows it. `reste`: time left before it is given up, `None` when it has ended."""

    lot: LotDeCourriers
    etapes: list[Etape]
    a_remettre: int
    remplaces: int
    revenus: int
    secrets: dict[str, int]
    limite: datetime | None

    @property
    def pourcentage(self) -> int:
        return 100 * self.lot.imprimes // self.lot.plis if self.lot.plis else 100

    @property
    def en_impression(self) -> bool:
        return self.lot.etat == EtatLot.EN_PREPARATION

    @property
    def secondes(self) -> int:
        """How long the rest takes, about: 25 ms a letter, most of it in hashing."""
        return 1 + (self.lot.plis - self.lot.imprimes) * 25 // 1000


def suivi_du_lot(lot: LotDeCourriers) -> SuiviDuLot:
    """Three queries."""
    plis = Pli.objects.filter(lot=lot)
    etats = dict(plis.order_by().values_list("etat").annotate(Count("pk")))
    secrets = SecretProvisoire.objects.filter(lot=lot).order_by()
    return SuiviDuLot(
        lot=lot,
        etapes=_etapes(lot),
        a_remettre=etats.get(EtatPli.PREVU, 0),
        remplaces=etats.get(EtatPli.REMPLACE, 0),
        revenus=etats.get(EtatPli.NPAI, 0),
        secrets={EtatSecret(etat).label: nombre for etat, nombre in secrets.values_list("etat").annotate(Count("pk"))},
        limite=lot.prepare_le + DELAI if lot.etat in VIVANTS else None,
    )


_RANG = {
    EtatLot.EN_PREPARATION: 0,
    EtatLot.PRET: 1,
    EtatLot.TELECHARGE: 2,
    EtatLot.POSTE: 3,
}


def _etapes(lot: LotDeCourriers) -> list[Etape]:
    vide = lot.plis == 0
    rang = 2 if vide and lot.etat == EtatLot.PRET else _RANG.get(EtatLot(lot.etat), -1)
    titres = [
        ("Préparer", "Les lettres sont composées et leurs mots de passe tirés, sans que personne ne les voie."),
        (
            "Télécharger",
            "Aucune lettre à imprimer dans ce lot."
            if vide
            else "La personne qui a préparé le lot prend le fichier, une seule fois, et l’imprime.",
        ),
        (
            "Confirmer la remise à La Poste",
            "Une autre personne compte les plis et confirme : les mots de passe deviennent utilisables, "
            "le fichier est détruit.",
        ),
    ]
    return [
        Etape(titre, phrase, "fait" if place < rang else "ici" if place == rang else "plus_tard")
        for place, (titre, phrase) in enumerate(titres)
    ]


@dataclass(frozen=True)
class FeuilleDeComptes:
    """What the printer and whoever posts sign. `tranches`: (first rank, last rank, sheets)."""

    lot: LotDeCourriers
    a_remettre: int
    tranches: list[tuple[int, int, int]]
    imprimee_le: datetime


def feuille_de_comptes(lot: LotDeCourriers) -> FeuilleDeComptes:
    """The counts of a batch, by hundreds."""
    premiers = range(1, lot.plis + 1, TAILLE_TRANCHE)
    tranches = [(p, min(p + TAILLE_TRANCHE - 1, lot.plis)) for p in premiers]
    return FeuilleDeComptes(
        lot=lot,
        a_remettre=plis_a_remettre(lot),
        tranches=[(debut, fin, fin - debut + 1) for debut, fin in tranches],
        imprimee_le=timezone.now(),
    )
