"""Delivering what was posted, whoever asks and however often: a worker woken after a commit, or the sweep.

A mail is taken by one conditional UPDATE, which starts a lease: of all those who try, one gets it. Killed
meanwhile, its mail is taken again when the lease ends, so that it leaves once at least.
"""

import logging
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from time import monotonic

from django.conf import settings
from django.core.mail import BadHeaderError, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.enums import Acte, EtatEnvoi
from accounts.envois.composition import composer
from accounts.envois.genres import PasEncore, SansObjet
from accounts.journal import journaliser
from accounts.models import Envoi, EnvoiQuerySet

ESSAIS_MAX = 12  # about fourteen hours from the first to the last
_PREMIERE_ATTENTE, _ATTENTE_MAX = timedelta(seconds=30), timedelta(hours=6)
_DUREE_MAX = 50.0  # seconds of one call: well under the time limit of a task
_LOT = 50
_journal = logging.getLogger(__name__)


@dataclass
class Bilan:
    """What one call did. `joignable` is false when the server of mails did not answer: nothing was tried."""

    envoyes: int = 0
    reportes: int = 0
    abandonnes: int = 0
    joignable: bool = True


@dataclass
class _Tournee:
    """One connection for all the mails of a call, opened for the first of them."""

    bilan: Bilan = field(default_factory=Bilan)
    connexion: BaseEmailBackend | None = None

    def ouvrir(self) -> BaseEmailBackend | None:
        if self.connexion is None:
            connexion = get_connection()
            try:
                connexion.open()
            except (SMTPException, OSError) as erreur:
                _journal.warning("serveur d’e-mails injoignable : %s", decrire(erreur))
                self.bilan.joignable = False
                return None
            self.connexion = connexion
        return self.connexion

    def fermer(self) -> None:
        """A connexion on which something went wrong may be in any state: whatever it says on leaving is ignored."""
        if self.connexion:
            with suppress(SMTPException, OSError):
                self.connexion.close()
            self.connexion = None


def distribuer() -> Bilan:
    """Sends each mail that is due. A server that does not answer costs no mail any of its tries."""
    tournee, fin = _Tournee(), monotonic() + _DUREE_MAX
    try:
        while lot := _dus():
            for pk in lot:
                if monotonic() > fin or not (connexion := tournee.ouvrir()):
                    return tournee.bilan
                if envoi := prendre(pk):
                    _essayer(envoi, connexion, tournee)
    finally:
        tournee.fermer()
    return tournee.bilan


def _dus() -> list[int]:
    dus = Envoi.objects.dus(timezone.now()).order_by("prochain_le", "pk")
    return list(dus.values_list("pk", flat=True)[:_LOT])


def prendre(pk: int) -> Envoi | None:
    """Takes a mail for the length of a lease, or `None` when somebody else did."""
    maintenant = timezone.now()
    pris = (
        Envoi.objects.dus(maintenant)
        .filter(pk=pk)
        .update(etat=EtatEnvoi.EN_COURS, essais=F("essais") + 1, prochain_le=maintenant + settings.COURRIEL_BAIL)
    )
    return Envoi.objects.select_related("dossier").get(pk=pk) if pris else None


def _essayer(envoi: Envoi, connexion: BaseEmailBackend, tournee: _Tournee) -> None:
    if envoi.essais > ESSAIS_MAX:  # every one of its tries was killed
        _conclure(envoi, EtatEnvoi.ECHEC, tournee.bilan, "interrompu")
        return
    try:
        connexion.send_messages([composer(envoi)])
    except SansObjet as motif:
        _conclure(envoi, EtatEnvoi.SANS_OBJET, tournee.bilan, str(motif))
    except PasEncore as plus_tard:
        _encore_a_moi(envoi).update(etat=EtatEnvoi.A_ENVOYER, essais=F("essais") - 1, prochain_le=plus_tard.moment)
        tournee.bilan.reportes += 1
    except Exception as erreur:  # noqa: BLE001 - whatever befalls one mail, the others leave
        tournee.fermer()
        _echouer(envoi, erreur, tournee.bilan)
    else:
        _conclure(envoi, EtatEnvoi.ENVOYE, tournee.bilan)


def _echouer(envoi: Envoi, erreur: Exception, bilan: Bilan) -> None:
    if envoi.essais >= ESSAIS_MAX or _definitive(erreur):
        _conclure(envoi, EtatEnvoi.ECHEC, bilan, decrire(erreur))
        _journal.error("envoi %s (%s) abandonné : %s", envoi.public_id, envoi.genre, decrire(erreur))
        return
    _encore_a_moi(envoi).update(
        etat=EtatEnvoi.A_ENVOYER, prochain_le=timezone.now() + attente(envoi.essais), derniere_erreur=decrire(erreur)
    )
    bilan.reportes += 1
    _journal.warning("envoi %s (%s) reporté : %s", envoi.public_id, envoi.genre, decrire(erreur))


_ACTES = {
    EtatEnvoi.ENVOYE: Acte.ENVOI_REMIS,
    EtatEnvoi.ECHEC: Acte.ENVOI_ABANDONNE,
    EtatEnvoi.SANS_OBJET: Acte.ENVOI_SANS_OBJET,
}


@transaction.atomic
def _conclure(envoi: Envoi, etat: EtatEnvoi, bilan: Bilan, erreur: str = "") -> None:
    """Ends the life of a mail. One that has left has left, even when its lease ended meanwhile."""
    envoye = etat is EtatEnvoi.ENVOYE
    lignes = Envoi.objects.filter(pk=envoi.pk).exclude(etat=EtatEnvoi.ENVOYE) if envoye else _encore_a_moi(envoi)
    envoye_le = timezone.now() if envoye else None
    if not lignes.update(etat=etat, envoye_le=envoye_le, derniere_erreur=erreur[:80]):
        return
    journaliser(acte=_ACTES[etat], par=None, dossier=envoi.dossier, envoi=str(envoi.public_id), genre=envoi.genre)
    if envoye:
        bilan.envoyes += 1
    else:
        bilan.abandonnes += 1


def _encore_a_moi(envoi: Envoi) -> EnvoiQuerySet:
    return Envoi.objects.filter(pk=envoi.pk, etat=EtatEnvoi.EN_COURS, essais=envoi.essais)


def attente(essais: int) -> timedelta:
    """How long to wait after this many tries: twice as long each time, and never the same for all."""
    pleine: timedelta = min(_PREMIERE_ATTENTE * 2 ** (essais - 1), _ATTENTE_MAX)
    return pleine * random.uniform(0.5, 1)  # noqa: S311 - spreads load, keeps no secret


def decrire(erreur: Exception) -> str:
    """`SMTPDataError 451`: the kind and the code. What servers say often quotes the address."""
    codes = [code for code, _ in erreur.recipients.values()] if isinstance(erreur, SMTPRecipientsRefused) else []
    code = codes[0] if codes else getattr(erreur, "smtp_code", None)
    return f"{type(erreur).__name__} {code}" if code else type(erreur).__name__


def _definitive(erreur: Exception) -> bool:
    """No later try can do better: the address is refused for good, or cannot be written in a header."""
    if isinstance(erreur, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in erreur.recipients.values())
    return isinstance(erreur, BadHeaderError)
