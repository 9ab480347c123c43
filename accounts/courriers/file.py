"""Who gets a letter: what becomes of each request in the queue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.adresse_postale import destinataire, est_postale
from accounts.enums import Canal, EtatDemande, EtatLot, EtatPli, EtatSecret
from accounts.models import DemandeMotDePasse, Dossier, LotDeCourriers, Pli, SecretProvisoire
from accounts.models.lot import VIVANTS
from accounts.provisoires.revocation import demande_morte

LETTRES_MAX = {timedelta(days=1): 1, timedelta(days=30): 4}  # posted to one dossier, as docs/securite/limites.md says
_PAQUET = 500


@dataclass
class Tri:
    """What a batch is made of. `retenues`: one request a dossier, oldest first; `doublons` ask for the same letters."""

    retenues: list[tuple[DemandeMotDePasse, Dossier]] = field(default_factory=list)
    doublons: list[tuple[DemandeMotDePasse, Dossier]] = field(default_factory=list)
    sans_suite: list[DemandeMotDePasse] = field(default_factory=list)


def en_attente(jusqu_a: datetime) -> list[DemandeMotDePasse]:
    """The requests for a letter that nobody has looked at yet, oldest first."""
    demandes = DemandeMotDePasse.objects.filter(canal=Canal.LETTRE, etat=EtatDemande.RECUE, demandee_le__lte=jusqu_a)
    return list(demandes.order_by("demandee_le", "pk"))


def trier(demandes: Sequence[DemandeMotDePasse], maintenant: datetime) -> Tri:
    """Sorts the requests. No letter for a dossier that does not exist, has no postal address, came in or had its
    provisional passwords revoked meanwhile, has a letter under way or as many as allowed, or whose last letter came
    back from the same address.
    """
    tri, vus = Tri(), set[int]()
    for paquet in _par_paquets(demandes):
        dossiers = {
            (dossier.type, dossier.numero): dossier
            for dossier in Dossier.objects.filter(numero__in=[demande.numero for demande in paquet])
        }
        exclus = _Exclus.de([dossier.pk for dossier in dossiers.values()], maintenant)
        for demande in paquet:
            dossier = dossiers.get((demande.type_dossier, demande.numero))
            if dossier and dossier.pk in vus:
                tri.doublons.append((demande, dossier))
            elif dossier and est_postale(dossier) and exclus.laissent(demande, dossier):
                vus.add(dossier.pk)
                tri.retenues.append((demande, dossier))
            else:
                tri.sans_suite.append(demande)
    return tri


def _par_paquets(demandes: Sequence[DemandeMotDePasse]) -> Iterator[Sequence[DemandeMotDePasse]]:
    return (demandes[debut : debut + _PAQUET] for debut in range(0, len(demandes), _PAQUET))


@dataclass(frozen=True)
class _Exclus:
    """What is known of some dossiers, in four queries. Keys are primary keys of dossiers."""

    utilises: dict[int, datetime]
    en_cours: frozenset[int]
    pourvus: frozenset[int]
    revenus: dict[int, list[str]]

    @classmethod
    def de(cls, dossiers: Sequence[int], maintenant: datetime) -> "_Exclus":
        secrets = SecretProvisoire.objects.filter(dossier__in=dossiers)
        utilises = secrets.filter(etat=EtatSecret.UTILISE).order_by("utilise_le").values_list("dossier", "utilise_le")
        plis = Pli.objects.filter(dossier__in=dossiers)
        en_cours = plis.filter(lot__etat__in=VIVANTS, etat=EtatPli.PREVU).values_list("dossier", flat=True)
        npai = plis.filter(etat=EtatPli.NPAI).order_by("npai_le").values_list("dossier", "adresse")
        return cls(
            utilises={pk: moment for pk, moment in utilises if moment},
            en_cours=frozenset(en_cours),
            pourvus=frozenset(_pourvus(dossiers, maintenant)),
            revenus=dict(npai),
        )

    def laissent(self, demande: DemandeMotDePasse, dossier: Dossier) -> bool:
        utilise_le = self.utilises.get(dossier.pk)
        return (
            not demande_morte(demande, dossier)
            and dossier.pk not in self.en_cours | self.pourvus
            and (utilise_le is None or utilise_le < demande.demandee_le)
            and self.revenus.get(dossier.pk) != list(destinataire(dossier))
        )


def _pourvus(dossiers: Sequence[int], maintenant: datetime) -> Iterator[int]:
    """The dossiers to which as many letters were posted as are allowed."""
    envoyees = Pli.objects.filter(
        Q(lot__etat=EtatLot.POSTE), ~Q(etat=EtatPli.REMPLACE), dossier__in=dossiers
    ).values_list("dossier", "lot__poste_le")
    par_dossier: dict[int, list[datetime]] = {}
    for dossier, poste_le in envoyees:
        if poste_le:
            par_dossier.setdefault(dossier, []).append(poste_le)
    for dossier, dates in par_dossier.items():
        if any(sum(d > maintenant - duree for d in dates) >= nombre for duree, nombre in LETTRES_MAX.items()):
            yield dossier


def plis_a_remettre(lot: LotDeCourriers) -> int:
    """How many letters of the batch go to La Poste: all but those printed again elsewhere."""
    return Pli.objects.filter(lot=lot, etat=EtatPli.PREVU).count()
