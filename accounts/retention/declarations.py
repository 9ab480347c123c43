"""What this app keeps for a time only."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.adresse_postale import destinataire
from accounts.captcha.usage import MARGE
from accounts.enums import EtatEnvoi, EtatPli, EtatSecret
from accounts.limites.alarme import GARDE
from accounts.models import (
    CodeDeConfirmation,
    Compte,
    DemandeMotDePasse,
    Envoi,
    EssaisDeLHeure,
    NiveauSeau,
    Pli,
    PreuveUtilisee,
    SecretProvisoire,
)
from accounts.reprise import ALGORITHME
from accounts.retention.registre import Purge, enregistrer, lignes

_TOUT_DE_SUITE = timedelta(0)


def enregistrer_les_purges() -> None:
    """Called once, at start."""
    enregistrer(
        Purge("sessions", "sessions finies", _TOUT_DE_SUITE, lignes(_sessions)),
        Purge("preuves", "preuves du captcha périmées", MARGE, lignes(PreuveUtilisee.objects.perimees)),
        Purge("seaux", "limites de nouveau pleines", _TOUT_DE_SUITE, lignes(_seaux)),
        Purge("essais", "heures de l’alarme", GARDE, lignes(_essais)),
        Purge("envois-partis", "e-mails partis", timedelta(days=90), lignes(_envois_partis)),
        Purge("envois-sans-suite", "e-mails abandonnés ou sans objet", timedelta(days=365), lignes(_envois_sans_suite)),
        Purge("secrets", "mots de passe provisoires finis", timedelta(days=60), lignes(_secrets)),
        Purge("plis", "courriers de lots remis ou abandonnés", timedelta(days=60), plis),
        Purge(
            "demandes",
            "demandes de mot de passe",
            timedelta(days=120),
            lignes(_demandes, avec=((SecretProvisoire, "demande"),)),
        ),
        Purge("codes", "codes de confirmation", timedelta(days=30), lignes(_codes)),
        Purge("mots-de-passe-repris", "mots de passe de l’ancien site", timedelta(days=365), mots_de_passe_repris),
        Purge("fichiers-provisoires", "fichiers laissés par un processus tué", timedelta(days=1), fichiers_provisoires),
    )


def _sessions(limite: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=limite)


def _seaux(limite: datetime) -> QuerySet[NiveauSeau]:
    return NiveauSeau.objects.filter(plein_us__lte=round(limite.timestamp() * 1_000_000))


def _essais(limite: datetime) -> QuerySet[EssaisDeLHeure]:
    return EssaisDeLHeure.objects.filter(pk__lt=int(limite.timestamp()) // 3600)


def _envois_partis(limite: datetime) -> QuerySet[Envoi]:
    return Envoi.objects.filter(etat=EtatEnvoi.ENVOYE, envoye_le__lt=limite)


def _envois_sans_suite(limite: datetime) -> QuerySet[Envoi]:
    return Envoi.objects.filter(etat__in=[EtatEnvoi.ECHEC, EtatEnvoi.SANS_OBJET], cree_le__lt=limite)


def _secrets(limite: datetime) -> QuerySet[SecretProvisoire]:
    """One that waits for its letter to be posted has not ended, however old."""
    finis = SecretProvisoire.objects.exclude(etat=EtatSecret.INACTIF)
    return finis.annotate(fini_le=Coalesce("utilise_le", "expire_le", "emis_le")).filter(fini_le__lt=limite)


def plis(limite: datetime, *, a_blanc: bool) -> int:
    """A letter that came back stays while its dossier has the same address: it is why no other letter goes there
    (`accounts/courriers/file.py`); its request goes without it.
    """
    finis = Pli.objects.filter(Q(lot__poste_le__lt=limite) | Q(lot__abandonne_le__lt=limite))
    revenus = finis.filter(etat=EtatPli.NPAI).select_related("dossier")
    encore = [pli.pk for pli in revenus.iterator() if pli.adresse == list(destinataire(pli.dossier))]
    return lignes(lambda _: finis.exclude(pk__in=encore))(limite, a_blanc=a_blanc)


def _demandes(limite: datetime) -> QuerySet[DemandeMotDePasse]:
    """Counted from the request, whatever came of it: how long its reference answers must tell nothing."""
    return DemandeMotDePasse.objects.filter(demandee_le__lt=limite)


def _codes(limite: datetime) -> QuerySet[CodeDeConfirmation]:
    return CodeDeConfirmation.objects.filter(demande_le__lt=limite)


def mots_de_passe_repris(limite: datetime, *, a_blanc: bool) -> int:
    """Makes unusable those that nobody has come back with: each try pays for them (`accounts/reprise.py`)."""
    oublies = Compte.objects.filter(password__startswith=f"{ALGORITHME}$", cree_le__lt=limite)
    return oublies.count() if a_blanc else oublies.update(password=make_password(None))


def fichiers_provisoires(limite: datetime, *, a_blanc: bool) -> int:
    """Drafts of generated keys, and messages between processes that no worker took (the sweeps do their work)."""
    donnees = Path(settings.REPERTOIRE_DONNEES)
    candidats = [*donnees.glob("cles/.*.*"), *donnees.glob("celery/*.msg")]
    anciens = [fichier for fichier in candidats if _touche_le(fichier) < limite.timestamp()]
    if not a_blanc:
        for fichier in anciens:
            fichier.unlink(missing_ok=True)
    return len(anciens)


def _touche_le(fichier: Path) -> float:
    try:
        return fichier.stat().st_mtime
    except FileNotFoundError:  # taken meanwhile
        return float("inf")
