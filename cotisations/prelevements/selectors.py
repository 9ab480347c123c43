"""Reads of « Prélèvement automatique », shaped for its page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Sum
from django.utils import timezone

from accounts.models import Dossier
from cotisations.models import MandatSepa, Prelevement
from cotisations.prelevements.dire import pour_soi
from cotisations.prelevements.enums import ATTENDUS, EN_SIGNATURE, EN_VIGUEUR, EtatMandat, EtatPrelevement
from cotisations.prelevements.portee import Portee, portee_du_mandat
from cotisations.prelevements.remise import limite_du_lot

_PASSES = 12
_TONS = {
    EtatPrelevement.ENCAISSE: "payee",
    EtatPrelevement.REJETE: "en_retard",
    EtatPrelevement.RETOURNE: "en_retard",
    EtatPrelevement.REMBOURSE_DEBITEUR: "en_retard",
}


@dataclass(frozen=True)
class VueMandat:
    """A mandate as a member sees it: its account is masked."""

    public_id: UUID
    rum: str
    iban: str
    titulaire: str
    etat: EtatMandat
    signe_le: datetime | None
    utilisable_le: datetime | None
    fini_le: datetime | None
    motif: str

    @property
    def ton(self) -> str:
        return {EtatMandat.ACTIF: "payee", EtatMandat.SUSPENDU: "en_retard"}.get(self.etat, "partielle")


@dataclass(frozen=True)
class VuePrelevement:
    """A line. `montant` in cents."""

    jour: date
    montant: int
    etat: EtatPrelevement
    motif: str

    @property
    def ton(self) -> str:
        return _TONS.get(self.etat, "partielle")


@dataclass(frozen=True)
class PagePrelevement:
    """All that the page says. Eight queries, whatever there is."""

    mandat: VueMandat | None
    attente: VueMandat | None
    a_signer: VueMandat | None
    historique: list[VueMandat]
    a_venir: list[VuePrelevement]
    passes: list[VuePrelevement]
    rappele: bool
    portee: Portee

    @property
    def en_route(self) -> bool:
        """Whether a batch is taking one of the next debits: what is paid another way now is paid twice."""
        return any(une.etat in {EtatPrelevement.INCLUS, EtatPrelevement.TRANSMIS} for une in self.a_venir)


def page_prelevement(dossier: Dossier) -> PagePrelevement:
    """The mandates, the next debits, the last ones, and what it is too late to collect."""
    mandats = [_vue(mandat) for mandat in MandatSepa.objects.du_dossier(dossier).order_by("-rang")]
    lignes = list(Prelevement.objects.du_dossier(dossier).order_by("-date_prelevement", "-pk")[:60])
    passes = [_ligne(une) for une in lignes if une.etat not in ATTENDUS]
    return PagePrelevement(
        mandat=_premier(mandats, EN_VIGUEUR),
        attente=_premier(mandats, (EtatMandat.SIGNE,)),
        a_signer=_premier(mandats, EN_SIGNATURE),
        historique=[une for une in mandats if une.signe_le and une.fini_le],
        a_venir=[_ligne(une) for une in reversed(lignes) if une.etat in ATTENDUS],
        passes=passes[:_PASSES],
        rappele=any(une.etat is EtatPrelevement.RAPPELE for une in passes[:_PASSES]),
        portee=portee_du_mandat(dossier),
    )


def mandat_du_dossier(dossier: Dossier, *etats: EtatMandat) -> MandatSepa | None:
    """The latest of the dossier in one of these states."""
    trouves = MandatSepa.objects.du_dossier(dossier).filter(etat__in=etats).select_related("dossier")
    return trouves.order_by("-rang").first()


@dataclass(frozen=True)
class JourAPreparer:
    """What waits for a batch on one day. `total` in cents; `limite`: when the bank stops taking its file."""

    jour: date
    nombre: int
    total: int
    limite: str


def jours_a_preparer() -> list[JourAPreparer]:
    """The next days with announced lines that no batch has, soonest first. One query."""
    libres = Prelevement.objects.filter(
        etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True, date_prelevement__gte=timezone.localdate()
    )
    jours = libres.values("date_prelevement").annotate(nombre=Count("pk"), total=Sum("montant_prevu_centimes"))
    return [
        JourAPreparer(un["date_prelevement"], un["nombre"], un["total"], limite_du_lot(un["date_prelevement"]))
        for un in jours.order_by("date_prelevement")[:6]
    ]


def _premier(mandats: list[VueMandat], etats: tuple[EtatMandat, ...]) -> VueMandat | None:
    return next((une for une in mandats if une.etat in etats), None)


def _vue(mandat: MandatSepa) -> VueMandat:
    return VueMandat(
        mandat.public_id,
        mandat.rum,
        mandat.iban_masque,
        mandat.titulaire,
        EtatMandat(mandat.etat),
        mandat.signe_le,
        mandat.utilisable_le,
        mandat.fini_le,
        pour_soi(mandat.motif),
    )


def _ligne(ligne: Prelevement) -> VuePrelevement:
    return VuePrelevement(ligne.date_prelevement, ligne.a_prendre, EtatPrelevement(ligne.etat), pour_soi(ligne.motif))
