"""What those who have an e-mail address are told of the letter they asked for: a reminder, then its end."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.enums import Acte, Canal, EtatLot, EtatSecret
from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.journal import journaliser
from accounts.models import Compte, Envoi, SecretProvisoire
from carpimko_portal.lib.dates import ecrire_date

RAPPEL, FIN = "lettre-rappel", "lettre-expiree"
DELAI = timedelta(days=7)  # from the posting to the reminder
_A_TEMPS = timedelta(days=7)  # said later than that, it helps nobody
_PAQUET = 500


def rappeler_les_lettres() -> int:
    """Posts what is due, once a letter and kind; returns how many mails. Runs again without harm."""
    return sum(rappeler(secret=secret, genre=genre, par=None) for genre in (RAPPEL, FIN) for secret in _dus(genre))


@transaction.atomic
def rappeler(*, secret: SecretProvisoire, genre: str, par: Compte | None) -> bool:
    """Posts one mail about a letter; false when it was already."""
    cle = _cle(genre, secret)
    if Envoi.objects.filter(cle=cle).exists():
        return False
    poster(genre=genre, dossier=secret.dossier, cle=cle, secret=str(secret.public_id))
    acte = Acte.LETTRE_RAPPELEE if genre == RAPPEL else Acte.LETTRE_EXPIREE
    journaliser(acte=acte, par=par, dossier=secret.dossier, secret=str(secret.public_id))
    return True


def enregistrer_les_rappels() -> None:
    """Makes both kinds known. Called once, at start."""
    enregistrer(Genre(RAPPEL, _rediger, frozenset({"secret"})))
    enregistrer(Genre(FIN, _rediger, frozenset({"secret"})))


def _dus(genre: str) -> Iterator[SecretProvisoire]:
    """The letters posted, not used, that are due for a mail and have none yet."""
    maintenant = timezone.now()
    lettres = SecretProvisoire.objects.filter(canal=Canal.LETTRE, etat=EtatSecret.ACTIF, lot__etat=EtatLot.POSTE)
    lettres = lettres.exclude(dossier__courriel="").select_related("dossier").order_by("pk")
    if genre == RAPPEL:
        postees = (maintenant - DELAI - _A_TEMPS, maintenant - DELAI)
        lettres = lettres.filter(expire_le__gt=maintenant, lot__poste_le__gt=postees[0], lot__poste_le__lte=postees[1])
    else:
        lettres = lettres.filter(expire_le__lte=maintenant, expire_le__gt=maintenant - _A_TEMPS)
    dues = list(lettres)
    for debut in range(0, len(dues), _PAQUET):
        paquet = dues[debut : debut + _PAQUET]
        faits = set(Envoi.objects.filter(cle__in=[_cle(genre, un) for un in paquet]).values_list("cle", flat=True))
        yield from (un for un in paquet if _cle(genre, un) not in faits)


def _cle(genre: str, secret: SecretProvisoire) -> str:
    return f"{genre}:{secret.public_id}"


def _rediger(envoi: Envoi) -> Contenu:
    """Looks again when the mail leaves: the letter may have served since."""
    secret = (
        SecretProvisoire.objects.select_related("dossier", "lot")
        .filter(public_id=uuid.UUID(envoi.references["secret"]), etat=EtatSecret.ACTIF)
        .first()
    )
    if secret is None or secret.lot is None or not secret.lot.poste_le or not secret.expire_le:
        raise SansObjet("mot de passe utilisé ou remplacé")
    est_fini = secret.expire_le <= timezone.now()
    if est_fini is not (envoi.genre == FIN):
        raise SansObjet("trop tard pour un rappel")
    dernier_jour = timezone.localdate(secret.expire_le - timedelta(microseconds=1))
    valeurs = {"poste": ecrire_date(timezone.localdate(secret.lot.poste_le)), "fin": ecrire_date(dernier_jour)}
    return Contenu(secret.dossier.courriel, {"prenom": secret.dossier.prenom, **valeurs})
