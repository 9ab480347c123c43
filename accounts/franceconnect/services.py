"""All writes about FranceConnect. Keyword-only, atomic, journalled."""

from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.appareils import appareil_reconnu
from accounts.confirmations.services import CodeRefuse, Motif, utiliser_code
from accounts.enums import Acte, MethodeLien, TypeDossier
from accounts.envois.avis import aviser_connexion
from accounts.franceconnect import attente as memoire
from accounts.franceconnect.attente import Attente
from accounts.franceconnect.avis import ASSOCIE, DISSOCIE, aviser
from accounts.franceconnect.identite import Identite
from accounts.franceconnect.rapprochement import dossier_de_l_identite
from accounts.journal import journaliser
from accounts.models import Acces, CodeDeConfirmation, Compte, Dossier, LienFranceConnect
from accounts.services import entrer, ouvrir_compte
from accounts.sessions import lien_de_la_session, ouverte_depuis, ouvrir_session, provenance

BACKEND = "accounts.franceconnect.authentification.FranceConnect"


class DejaAssocie(ValueError):
    """The dossier has an identity already, or the waiting identity has served."""


@transaction.atomic
def associer_franceconnect(
    *, dossier: Dossier, sub: str, methode: MethodeLien, par: Compte | None
) -> LienFranceConnect:
    """Links a dossier to an identity that has none but others' it may have. Never overwrites: raises `DejaAssocie`."""
    try:
        with transaction.atomic():
            lien = LienFranceConnect.objects.create(dossier=dossier, sub=sub, methode=methode)
    except IntegrityError:
        raise DejaAssocie(str(dossier.public_id)) from None
    entree = journaliser(acte=Acte.FRANCECONNECT_ASSOCIE, par=par, dossier=dossier, methode=methode.value)
    aviser(ASSOCIE, dossier=dossier, entree=entree)
    return lien


@transaction.atomic
def dissocier_franceconnect(*, dossier: Dossier, par: Compte) -> bool:
    """Removes the link, at once for the sessions it opened; `False` when there is none. `par`: titulaire or agent."""
    if not LienFranceConnect.objects.filter(dossier=dossier).delete()[0]:
        return False
    entree = journaliser(acte=Acte.FRANCECONNECT_DISSOCIE, par=par, dossier=dossier, agent=par.est_agent)
    aviser(DISSOCIE, dossier=dossier, entree=entree)
    return True


def associer_par_identite(*, identite: Identite) -> Acces | None:
    """Links the only dossier with these six fields, whose compte is opened if need be; `None` when there is none.

    Of simultaneous calls, one links; the others find a dossier already linked.
    """
    try:
        with transaction.atomic():
            dossier = dossier_de_l_identite(identite)
            return _associer(dossier, identite.sub) if dossier else None
    except (DejaAssocie, IntegrityError):
        return None


def _associer(dossier: Dossier, sub: str) -> Acces:
    acces = _titulaire(dossier)
    associer_franceconnect(dossier=dossier, sub=sub, methode=MethodeLien.PIVOT, par=acces.compte)
    return acces


def _titulaire(dossier: Dossier) -> Acces:
    """The titulaire's access; a compte is opened if need be, without a password."""
    titulaires = Acces.objects.titulaires().filter(dossier=dossier).select_related("compte", "dossier")
    acces = titulaires.first()
    if acces is None:
        ouvrir_compte(dossier=dossier, mot_de_passe=None, par=None)
        acces = titulaires.get()
    return acces


@transaction.atomic
def associer_par_preuve(*, en_attente: Attente, acces: Acces, methode: MethodeLien) -> None:
    """Links the dossier whose titulaire has just proved who they are. Raises `DejaAssocie`.

    A former identity gives way: FranceConnect gives another `sub` to whom civil status is corrected.
    """
    if not en_attente.utiliser():
        raise DejaAssocie(en_attente.cle)
    sub = en_attente.identite.sub
    if LienFranceConnect.objects.filter(dossier=acces.dossier, sub=sub).exists():
        return
    dissocier_franceconnect(dossier=acces.dossier, par=acces.compte)
    associer_franceconnect(dossier=acces.dossier, sub=sub, methode=methode, par=acces.compte)


@transaction.atomic
def associer_par_code(*, en_attente: Attente, code: CodeDeConfirmation) -> Acces:
    """Links the dossier of a checked code, whose compte is opened if need be. Raises `CodeRefuse`, `DejaAssocie`."""
    utiliser_code(code=code, courriel_avant="")
    if code.dossier is None:
        raise CodeRefuse(Motif.ABSENT)
    acces = _titulaire(code.dossier)
    associer_par_preuve(en_attente=en_attente, acces=acces, methode=MethodeLien.CODE)
    return acces


@transaction.atomic
def refuser_association(*, cause: str) -> None:
    """Records a proof that did not hold. `cause`: a short label."""
    journaliser(acte=Acte.FRANCECONNECT_REFUSE, par=None, cause=cause)


@transaction.atomic
def connecter_par_franceconnect(request: HttpRequest, *, acces: Acces, plusieurs: bool) -> None:
    """Opens a session on a linked dossier. The way out of FranceConnect is carried over."""
    compte, lien = acces.compte, LienFranceConnect.objects.get(dossier=acces.dossier)
    sortie = memoire.sortie_scellee(request.session)
    entree = entrer(request, compte, acces=acces, backend=BACKEND, lien=lien.public_id, plusieurs=plusieurs)
    memoire.remettre_sortie(request.session, sortie)
    LienFranceConnect.objects.filter(pk=lien.pk).update(utilise_le=timezone.now())
    type_dossier = TypeDossier(acces.dossier.type)
    if not appareil_reconnu(request, type_dossier=type_dossier, numero=acces.dossier.numero):
        aviser_connexion(request, dossier=acces.dossier, entree=entree)


@transaction.atomic
def changer_de_dossier(request: HttpRequest, *, acces: Acces, par: Compte) -> None:
    """Goes on with `acces`, one of `dossiers_de(request)`, without another connexion."""
    sortie, depuis = memoire.sortie_scellee(request.session), ouverte_depuis(request.session)
    lien = lien_de_la_session(request.session)
    if lien and acces.compte != par:  # reached by the link of that dossier
        lien = LienFranceConnect.objects.get(dossier=acces.dossier).public_id
    journaliser(acte=Acte.CHANGEMENT_DE_DOSSIER, par=par, dossier=acces.dossier)
    if acces.compte != par:
        login(request, acces.compte, backend=BACKEND)
        memoire.remettre_sortie(request.session, sortie)
    ici, maintenant = provenance(request), timezone.now()
    ouvrir_session(request.session, acces=acces, maintenant=maintenant, depuis=depuis, lien=lien, plusieurs=True, **ici)
