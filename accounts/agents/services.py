"""The comptes of agents. Each act on one is done by somebody else: nobody opens their own way in again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.administration.roles import SUPERVISION
from accounts.agents.approbation import exiger_approuve
from accounts.agents.refus import ActeImpossible
from accounts.enums import Acte
from accounts.envois.depot import poster
from accounts.journal import journaliser
from accounts.limites import Prise, seaux, vider
from accounts.models import Authentificateur, Compte

DELAI_INSTALLATION = timedelta(hours=72)
ACCES_OUVERT, ACCES_INSTALLE = "agent-acces-ouvert", "agent-acces-installe"


def premiere_supervision() -> bool:
    """Whether nobody of the supervision could approve anybody."""
    return not Compte.objects.filter(est_agent=True, is_active=True, groups__name=SUPERVISION).exists()


@transaction.atomic
def creer_agent(*, identifiant: str, roles: Iterable[str], par: Compte | None, approuve: bool = False) -> Compte:
    """Opens the compte of an agent, and sends its provisional password to `identifiant`: nobody else is shown it.

    That password opens the installation of an authentificateur, and nothing else, for `DELAI_INSTALLATION`.
    `approuve`: for whoever nobody could approve. Raises `IntegrityError` when the compte exists,
    `Group.DoesNotExist` on an unknown role, `ActeImpossible`.
    """
    exiger_approuve(par)
    compte = Compte(identifiant=identifiant.strip().lower(), est_agent=True)
    compte.set_unusable_password()
    compte.save(force_insert=True)
    _attribuer(compte, roles)
    _a_installer(compte, par=par, approuve=approuve)
    journaliser(acte=Acte.COMPTE_OUVERT, par=par, agent=str(compte.public_id), roles=_nommer(roles), approuve=approuve)
    return compte


@transaction.atomic
def donner_roles(*, compte: Compte, roles: Iterable[str], par: Compte | None) -> None:
    """These roles and no other. Raises `ActeImpossible`, `Group.DoesNotExist`."""
    _exiger_quelqu_un_d_autre(compte, par)
    _attribuer(compte, roles)
    journaliser(acte=Acte.AGENT_ROLES, par=par, agent=str(compte.public_id), roles=_nommer(roles))


@transaction.atomic
def rouvrir_acces(*, compte: Compte, par: Compte | None, approuve: bool = False) -> None:
    """For a lost telephone or password: sends the agent a new provisional password. What they had opens nothing now.

    Raises `ActeImpossible`.
    """
    _exiger_quelqu_un_d_autre(compte, par)
    compte.set_unusable_password()  # ends every session
    compte.save(update_fields=["password"])
    _a_installer(compte, par=par, approuve=approuve)
    journaliser(acte=Acte.AUTHENTIFICATEUR_RETIRE, par=par, agent=str(compte.public_id))


@transaction.atomic
def emettre_provisoire(*, compte: Compte, avant: datetime, empreinte: str) -> bool:
    """The password (its hash) that leaves by e-mail; `False` when the access was installed, or reopened since."""
    ouvert = Authentificateur.objects.filter(user=compte, confirmed=False, a_installer_avant=avant)
    if not ouvert.update(confirmed=False):  # takes the row: a reopening waits
        return False
    compte.password = empreinte
    compte.save(update_fields=["password"])
    journaliser(acte=Acte.SECRET_EMIS, par=None, agent=str(compte.public_id))
    return True


@transaction.atomic
def debloquer_agent(*, compte: Compte, par: Compte) -> None:
    """The agent may try their password and codes again at once. Raises `ActeImpossible`."""
    _exiger_quelqu_un_d_autre(compte, par)
    identifiant = [Prise(seau, compte.identifiant) for seau in (seaux.AGENT_IDENTIFIANT, seaux.AGENT_IDENTIFIANT_JOUR)]
    vider([*identifiant, Prise(seaux.AGENT_CODE, str(compte.public_id))])
    journaliser(acte=Acte.TENTATIVES_DEBLOQUEES, par=par, agent=str(compte.public_id))


@transaction.atomic
def desactiver_agent(*, compte: Compte, par: Compte | None) -> None:
    """Ends every session at once, for good: none revives with the compte. Raises `ActeImpossible`."""
    _exiger_quelqu_un_d_autre(compte, par)
    _basculer(compte, actif=False)
    _fermer_les_sessions(compte)
    journaliser(acte=Acte.AGENT_DESACTIVE, par=par, agent=str(compte.public_id))


@transaction.atomic
def reactiver_agent(*, compte: Compte, par: Compte | None) -> None:
    """Raises `ActeImpossible`."""
    _exiger_quelqu_un_d_autre(compte, par)
    _basculer(compte, actif=True)
    journaliser(acte=Acte.AGENT_REACTIVE, par=par, agent=str(compte.public_id))


@transaction.atomic
def enregistrer_installation(*, appareil: Authentificateur, pas: int, empreinte: str) -> bool:
    """The agent chose a password (its hash) and gave the code of the step `pas`, of the key that `appareil` holds.

    `False` when somebody installed it first, or reopened the access. The agent is told by e-mail.
    """
    compte = appareil.user
    if not appareil.confirmer(pas):
        return False
    compte.password = empreinte
    compte.save(update_fields=["password"])
    entree = journaliser(acte=Acte.AUTHENTIFICATEUR_INSTALLE, par=compte)
    poster(
        genre=ACCES_INSTALLE,
        dossier=None,
        cle=f"{ACCES_INSTALLE}:{entree.public_id}",
        agent=str(compte.public_id),
        moment=entree.moment.isoformat(),
    )
    return True


def _a_installer(compte: Compte, *, par: Compte | None, approuve: bool) -> None:
    """No key any more: the session that installs the next one draws it."""
    avant = timezone.now() + DELAI_INSTALLATION
    vide = {"cle_scellee": b"", "confirmed": False, "dernier_pas": -1, "a_installer_avant": avant}
    Authentificateur.objects.update_or_create(
        user=compte, defaults={**vide, "a_approuver": not approuve, "rouvert_par": par}
    )
    poster(
        genre=ACCES_OUVERT,
        dossier=None,
        cle=f"{ACCES_OUVERT}:{compte.public_id}:{avant.isoformat()}",
        agent=str(compte.public_id),
        avant=avant.isoformat(),
    )


def _attribuer(compte: Compte, roles: Iterable[str]) -> None:
    compte.groups.set([Group.objects.get(name=role) for role in roles])


def _nommer(roles: Iterable[str]) -> str:
    return ", ".join(sorted(roles))


def _basculer(compte: Compte, *, actif: bool) -> None:
    if not Compte.objects.filter(pk=compte.pk, est_agent=True, is_active=not actif).update(is_active=actif):
        raise ActeImpossible("Cet accès est déjà dans cet état.")


def _fermer_les_sessions(compte: Compte) -> None:
    """Reads every session: those of agents have no list, and this is done once in a long while."""
    vivantes = Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500)
    siennes = [une.pk for une in vivantes if une.get_decoded().get(SESSION_KEY) == str(compte.pk)]
    Session.objects.filter(pk__in=siennes).delete()


def _exiger_quelqu_un_d_autre(compte: Compte, par: Compte | None) -> None:
    if compte == par:
        raise ActeImpossible("Personne n’agit sur son propre accès : demandez à un autre agent.")
    exiger_approuve(par)
