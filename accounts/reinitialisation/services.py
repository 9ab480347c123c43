"""All writes about asking for, and giving by e-mail, a provisional password."""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Acte, Canal, EtatDemande, EtatSecret, TypeDossier
from accounts.envois.depot import poster, reveiller
from accounts.journal import journaliser
from accounts.models import Compte, DemandeMotDePasse, Dossier, GelDesLeurres, SecretProvisoire
from accounts.provisoires.revocation import permettre
from accounts.reinitialisation.effectifs import Effectifs
from accounts.reinitialisation.urne import en_json

GENRE = "mot-de-passe-provisoire"
DUREE_COURRIEL = timedelta(hours=24)


class DejaGeles(RuntimeError):
    """The decoys were frozen before: drawing them anew would change them all at once."""


def enregistrer_demande(
    *, reference: str, type_dossier: TypeDossier, numero: str, canal: Canal, par: Compte | None
) -> None:
    """Writes down that someone asked, and wakes the worker who decides. Looks at no dossier.

    A second request of the same `reference` is the first one.
    """
    try:
        with transaction.atomic():
            demande = DemandeMotDePasse.objects.create(
                reference=reference, type_dossier=type_dossier, numero=numero, canal=canal
            )
            journaliser(acte=Acte.MOT_DE_PASSE_DEMANDE, par=par, demande=str(demande.public_id), canal=canal.value)
            if canal is Canal.COURRIEL:
                transaction.on_commit(partial(reveiller, "traiter_demandes"), robust=True)
    except IntegrityError:
        if not DemandeMotDePasse.objects.filter(reference=reference).exists():
            raise


class DemandeMorte(Exception):
    """Since this request, the password was chosen or changed, or an agent revoked what was on its way."""


class SecretTenu(Exception):
    """A browser holds the secret in place, until `jusqu_a`."""

    def __init__(self, jusqu_a: datetime) -> None:
        super().__init__(jusqu_a.isoformat())
        self.jusqu_a = jusqu_a


@transaction.atomic
def traiter_demande(*, demande: DemandeMotDePasse, par: Compte | None) -> bool:
    """Decides on a request by e-mail: posts the mail when the dossier exists and has an address.

    `False` when somebody else decided meanwhile.
    """
    dossier = Dossier.objects.du_numero(TypeDossier(demande.type_dossier), demande.numero).first()
    servi = dossier if dossier and dossier.courriel else None
    etat = EtatDemande.TRAITEE if servi else EtatDemande.SANS_SUITE
    recues = DemandeMotDePasse.objects.filter(pk=demande.pk, etat=EtatDemande.RECUE)
    if not recues.update(etat=etat, dossier=servi, traitee_le=timezone.now()):
        return False
    reference = str(demande.public_id)
    acte = Acte.DEMANDE_TRAITEE if servi else Acte.DEMANDE_SANS_SUITE
    journaliser(acte=acte, par=par, dossier=servi, demande=reference)
    if servi:
        poster(genre=GENRE, dossier=servi, cle=f"{GENRE}:{reference}", demande=reference)
    return True


@transaction.atomic
def emettre_par_courriel(*, demande: DemandeMotDePasse, empreinte: str, par: Compte | None) -> SecretProvisoire:
    """Makes a secret usable for 24 hours, in place of the one that the dossier had by e-mail.

    `empreinte`: its hash, computed before, outside any transaction. Two at once: the second raises
    `IntegrityError`, and its mail is composed again later. Raises `DemandeMorte`, and
    `SecretTenu` while the one before is in use: nobody's request takes a choice under way from its author.
    """
    assert demande.dossier, "une demande traitée a son dossier"
    if not permettre(demande=demande):
        raise DemandeMorte
    maintenant = timezone.now()
    remplaces = SecretProvisoire.objects.filter(dossier=demande.dossier, canal=Canal.COURRIEL, etat=EtatSecret.ACTIF)
    combien = remplaces.libres(maintenant, "").update(etat=EtatSecret.REVOQUE, tenu_par="", tenu_jusqu_a=None)
    if (tenu := remplaces.first()) and tenu.tenu_jusqu_a:
        raise SecretTenu(tenu.tenu_jusqu_a)
    secret = SecretProvisoire.objects.create(
        dossier=demande.dossier, demande=demande, canal=Canal.COURRIEL, empreinte=empreinte, etat=EtatSecret.ACTIF,
        emis_le=maintenant, expire_le=maintenant + DUREE_COURRIEL,
    )  # fmt: skip
    journaliser(
        acte=Acte.SECRET_EMIS, par=par, dossier=demande.dossier,
        demande=str(demande.public_id), secret=str(secret.public_id), canal=Canal.COURRIEL.value, revoques=combien,
    )  # fmt: skip
    return secret


@transaction.atomic
def geler_leurres(
    *, effectifs: dict[TypeDossier, Effectifs], par: Compte | None, remplacer: bool = False
) -> GelDesLeurres:
    """Freezes what decoys are drawn from. Raises `DejaGeles` the second time, unless told to replace."""
    dernier = GelDesLeurres.objects.order_by("-version").values_list("version", flat=True).first() or 0
    if dernier and not remplacer:
        raise DejaGeles
    gel = GelDesLeurres.objects.create(version=dernier + 1, effectifs=en_json(effectifs))
    journaliser(acte=Acte.LEURRES_GELES, par=par, version=gel.version)
    return gel
