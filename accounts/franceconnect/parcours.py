"""From an identity to a dossier: what is tried, in which order."""

import logging

from django.db import IntegrityError
from django.http import HttpRequest

from accounts.choix.presentation import Presentation
from accounts.confirmations.services import CodeRefuse, demander_code, verifier_code
from accounts.confirmations.services import Motif as MotifDuCode
from accounts.enums import ActionConfirmee, MethodeLien, TypeDossier
from accounts.franceconnect import services
from accounts.franceconnect.attente import Attente, mettre_en_attente, retenir_sortie
from accounts.franceconnect.authentification import FranceConnect
from accounts.franceconnect.departs import Depart, Intention
from accounts.franceconnect.identite import Identite
from accounts.franceconnect.rapprochement import acces_lies, acces_reconnus, dossier_joignable
from accounts.franceconnect.refus import Motif, RefusFranceConnect
from accounts.limites import seaux
from accounts.limites.alarme import noter_echec
from accounts.limites.connexion import adresse_de
from accounts.limites.gcra import Prise, consommer
from accounts.models import Acces, CodeDeConfirmation, Compte, Dossier
from accounts.preuve import prouver
from carpimko_portal.lib.adresses import poste

_journal = logging.getLogger(__name__)
_ERREURS = {
    "access_denied": Motif.ABANDON,
    "server_error": Motif.INDISPONIBLE,
    "temporarily_unavailable": Motif.INDISPONIBLE,
}
_NIVEAUX = {
    Motif.ABANDON: logging.INFO,
    Motif.INDISPONIBLE: logging.WARNING,
    Motif.ECHEC: logging.ERROR,
    Motif.SUSPENDU: logging.WARNING,
}


def recevoir(request: HttpRequest, depart: Depart) -> Identite:
    """Who came back. Keeps what it takes to leave FranceConnect. Raises `RefusFranceConnect`, `TropDeDemandes`."""
    consommer([Prise(seaux.FRANCECONNECT_ADRESSE, poste(adresse_de(request)))])
    if erreur := request.GET.get("error"):
        raise RefusFranceConnect(_etiquette(erreur), _ERREURS.get(erreur, Motif.ECHEC))
    identite, id_token = FranceConnect().identifier(request, code=request.GET.get("code", ""), nonce=depart.nonce)
    # Calls were slow: whatever other tabs did to the session meanwhile must not be undone.
    request.session = type(request.session)(request.session.session_key)
    retenir_sortie(request.session, id_token)
    return identite


def _etiquette(erreur: str) -> str:
    """The error code when it looks like one: nothing else that comes from an address is written to the logs."""
    propre = erreur.isascii() and erreur.replace("_", "").isalnum() and len(erreur) <= 40
    return f"erreur {erreur}" if propre else "erreur illisible"


def noter_refus(refus: RefusFranceConnect) -> None:
    """Tells the logs the cause and nothing of the person. A defect of ours or a forgery is an error."""
    _journal.log(_NIVEAUX[refus.motif], "FranceConnect n’a rien ouvert : %s", refus)


def entrer(request: HttpRequest, *, identite: Identite, intention: Intention) -> list[Acces]:
    """Opens a session on a dossier of this identity, the first of those returned; empty: a proof is asked for.

    Raises `RefusFranceConnect`.
    """
    if intention is Intention.ENTRER:
        acces = acces_reconnus(identite)
        if not acces and (trouve := services.associer_par_identite(identite=identite)):
            acces = [trouve]
        if acces:
            services.connecter_par_franceconnect(request, acces=acces[0], plusieurs=len(acces) > 1)
            return acces
    mettre_en_attente(request.session, identite)
    return []


def rattacher(
    request: HttpRequest, *, en_attente: Attente, type_dossier: TypeDossier, numero: str, mot_de_passe: str
) -> Acces | Presentation | None:
    """Links the dossier whose password is given and opens a session on it; `None` when anything does not match.

    A provisional password (a `Presentation`) proves nothing yet: one's own has to be chosen with it first.
    Unknown numéro, wrong password, another person's dossier: one answer, one hash. Raises as `prouver` does.
    """
    consommer([Prise(seaux.FRANCECONNECT_ASSOCIATION, en_attente.identite.sub)])
    preuve = prouver(request, type_dossier=type_dossier, numero=numero, mot_de_passe=mot_de_passe)
    acces = _acces_prouve(preuve.compte, type_dossier, numero)
    if acces is None or not _convient(acces, en_attente.identite):
        services.refuser_association(cause="preuve" if acces is None else "identité")
        noter_echec()
        return preuve.presentee
    try:
        services.associer_par_preuve(en_attente=en_attente, acces=acces, methode=MethodeLien.MOT_DE_PASSE)
    except services.DejaAssocie:
        services.refuser_association(cause="attente")
        return None
    services.connecter_par_franceconnect(request, acces=acces, plusieurs=len(acces_lies(en_attente.identite.sub)) > 1)
    preuve.charge.rendre()
    return acces


def demander_code_d_association(
    request: HttpRequest, *, en_attente: Attente, type_dossier: TypeDossier, numero: str
) -> None:
    """Sends a code to the address on file, if the dossier is this identity's; else does the same work for nobody.

    The identity is counted, never the dossier: somebody else's tries must not keep its titulaire from theirs.
    Raises `TropDeDemandes`.
    """
    sub = en_attente.identite.sub
    consommer([Prise(seaux.FRANCECONNECT_ASSOCIATION, sub)])
    dossier = dossier_joignable(en_attente.identite, type_dossier=type_dossier, numero=numero)
    adresse = dossier.courriel if dossier else ""
    demander_code(
        request,
        dossier=dossier,
        action=ActionConfirmee.ASSOCIER,
        adresse=adresse,
        lie=en_attente.cle,
        qui=sub,
        par=None,
    )


def rattacher_par_code(request: HttpRequest, *, en_attente: Attente, saisie: str) -> Acces:
    """Links the dossier whose code is given and opens a session on it.

    Raises `CodeRefuse`, `TropDeDemandes`, `Encombrement`.
    """
    identite = en_attente.identite
    code = verifier_code(
        request, action=ActionConfirmee.ASSOCIER, saisie=saisie, lie=en_attente.cle, qui=identite.sub, par=None
    )
    try:
        if not _encore_joignable(code, identite):
            raise services.DejaAssocie(en_attente.cle)
        acces = services.associer_par_code(en_attente=en_attente, code=code)
    except (services.DejaAssocie, IntegrityError):  # the file changed, or the compte has just been opened elsewhere
        services.refuser_association(cause="attente")
        raise CodeRefuse(MotifDuCode.ABSENT) from None
    services.connecter_par_franceconnect(request, acces=acces, plusieurs=len(acces_lies(identite.sub)) > 1)
    return acces


def _encore_joignable(code: CodeDeConfirmation, identite: Identite) -> bool:
    """Whether the file still says what it said when the code left."""
    if code.dossier is None:
        return False
    type_dossier, numero = TypeDossier(code.dossier.type), code.dossier.numero
    dossier = dossier_joignable(identite, type_dossier=type_dossier, numero=numero)
    return dossier is not None and dossier.courriel == code.adresse


def _acces_prouve(compte: Compte | None, type_dossier: TypeDossier, numero: str) -> Acces | None:
    if compte is None:
        return None
    acces = Acces.objects.titulaires().select_related("compte", "dossier")
    return acces.get(compte=compte, dossier__type=type_dossier, dossier__numero=numero)


def _convient(acces: Acces, identite: Identite) -> bool:
    """The dossier is this person's, as far as a corrected civil status allows; agents come in by their own door."""
    return identite.concorde_avec(acces.dossier) and not acces.compte.est_agent


def mot_de_passe_est_le_sien(request: HttpRequest, *, dossier: Dossier, mot_de_passe: str) -> bool:
    """Whether the titulaire of `dossier` knows their password: before what cannot be undone. Same limits."""
    preuve = prouver(request, type_dossier=TypeDossier(dossier.type), numero=dossier.numero, mot_de_passe=mot_de_passe)
    if preuve.compte is None:
        services.refuser_association(cause="dissociation")
        noter_echec()
        return False
    preuve.charge.rendre()
    return True
