"""Asking for a code, checking it, using it up."""

from enum import Enum

from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.choix.session import marque_de
from accounts.confirmations.avis import CODE
from accounts.enums import Acte, ActionConfirmee
from accounts.envois.depot import poster
from accounts.hachage import place_de_hachage
from accounts.journal import journaliser
from accounts.limites import Prise, consommer, seaux
from accounts.limites.alarme import noter_echec
from accounts.models import CodeDeConfirmation, Compte, Dossier


class Motif(Enum):
    """Why a code opens nothing."""

    FAUX = "faux"
    EXPIRE = "expire"
    EPUISE = "epuise"
    ABSENT = "absent"


class CodeRefuse(Exception):
    """The code typed does not confirm anything; `motif` says why."""

    def __init__(self, motif: Motif) -> None:
        super().__init__(motif.value)
        self.motif = motif


def demander_code(
    request: HttpRequest,
    *,
    dossier: Dossier | None,
    action: ActionConfirmee,
    adresse: str,
    lie: str = "",
    qui: str = "",
    par: Compte | None,
) -> CodeDeConfirmation:
    """Has a code sent to `adresse`, in place of the one this session was waiting for. `lie`: what it also seals.

    `dossier=None`, without address: a decoy, which costs and answers as the others do, and is sent to nobody.
    `qui`: whom the limits count, when it is not the dossier. Raises `TropDeDemandes`. Call it outside any transaction.
    """
    consommer([
        Prise(seaux.CODE_ENVOI, _valeur(dossier, qui)), Prise(seaux.CODE_ENVOI_ADRESSE, qui or adresse.casefold())
    ])  # fmt: skip
    try:
        return _enregistrer(request, dossier=dossier, action=action, adresse=adresse, lie=lie, par=par)
    except IntegrityError:  # the same page sent twice at once: the other one's code is as good
        return CodeDeConfirmation.objects.en_attente(marque_de(request.session), action).get()


@transaction.atomic
def _enregistrer(
    request: HttpRequest,
    *,
    dossier: Dossier | None,
    action: ActionConfirmee,
    adresse: str,
    lie: str,
    par: Compte | None,
) -> CodeDeConfirmation:
    session = marque_de(request.session)
    CodeDeConfirmation.objects.en_attente(session, action).delete()
    code = CodeDeConfirmation.objects.create(
        dossier=dossier,
        action=action,
        session=session,
        adresse=adresse,
        lie=_sceller(action, adresse, lie),
        expire_le=timezone.now() + CodeDeConfirmation.DUREE,
    )
    journaliser(acte=Acte.CODE_DEMANDE, par=par, dossier=dossier, code=str(code.public_id), pour=action.value)
    poster(genre=CODE, dossier=dossier, cle=f"code:{code.public_id}", code=str(code.public_id))
    return code


def code_en_attente(request: HttpRequest, *, action: ActionConfirmee) -> CodeDeConfirmation | None:
    """The code this session was sent for this action, good or not."""
    return CodeDeConfirmation.objects.en_attente(marque_de(request.session), action).select_related("dossier").first()


def verifier_code(
    request: HttpRequest, *, action: ActionConfirmee, saisie: str, lie: str = "", qui: str = "", par: Compte | None
) -> CodeDeConfirmation:
    """The code of this session and action, if `saisie` is it. A try is counted before anything is hashed.

    It is not used up yet: see `utiliser_code`. `lie`, `qui`: as when it was asked for.
    Raises `CodeRefuse`, `TropDeDemandes`, `Encombrement`.
    """
    code = code_en_attente(request, action=action)
    if code is None or code.lie != _sceller(action, code.adresse, lie):
        raise CodeRefuse(Motif.ABSENT)
    consommer([Prise(seaux.CODE_ESSAI, _valeur(code.dossier, qui))])
    maintenant = timezone.now()
    if not CodeDeConfirmation.objects.valables(maintenant).filter(pk=code.pk).update(essais=F("essais") + 1):
        raise CodeRefuse(_motif(code))
    with place_de_hachage():
        juste = check_password(saisie, code.empreinte)
    if not juste or code.dossier is None:
        _noter_refus(code, par)
        raise CodeRefuse(Motif.FAUX)
    return code


def utiliser_code(*, code: CodeDeConfirmation, courriel_avant: str) -> None:
    """Uses a checked code up, in the transaction of what it confirms. Raises `CodeRefuse` when it was already."""
    maintenant = timezone.now()
    encore = CodeDeConfirmation.objects.filter(pk=code.pk, utilise_le__isnull=True, expire_le__gt=maintenant)
    if not encore.update(utilise_le=maintenant, courriel_avant=courriel_avant):
        raise CodeRefuse(Motif.ABSENT)


@transaction.atomic
def _noter_refus(code: CodeDeConfirmation, par: Compte | None) -> None:
    journaliser(acte=Acte.CODE_REFUSE, par=par, dossier=code.dossier, code=str(code.public_id))
    noter_echec()


def _motif(code: CodeDeConfirmation) -> Motif:
    if not code.empreinte:
        return Motif.FAUX  # its mail has not left: nobody can know it
    return Motif.EXPIRE if code.expire_le <= timezone.now() else Motif.EPUISE


def _valeur(dossier: Dossier | None, qui: str) -> str:
    return qui if qui or dossier is None else f"{dossier.type}|{dossier.numero}"


def _sceller(action: ActionConfirmee, adresse: str, lie: str) -> str:
    contenu = "\x1f".join([action.value, adresse, lie])
    return salted_hmac("accounts.confirmations", contenu, algorithm="sha256").hexdigest()
