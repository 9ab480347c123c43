"""The comptes of agents. Each act on one is done by somebody else: nobody opens their own way in again."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.enums import Acte
from accounts.journal import journaliser
from accounts.models import Authentificateur, Compte
from accounts.provisoires.symboles import presenter, tirer

DELAI_INSTALLATION = timedelta(hours=72)
_CLE = 20  # bytes, as RFC 4226 recommends


class ActeImpossible(ValueError):
    """Said to the agent as it is."""


def creer_agent(*, identifiant: str, roles: Iterable[str], par: Compte | None) -> tuple[Compte, str]:
    """Opens the compte of an agent; returns it with its provisional password, which is kept nowhere.

    That password opens the installation of an authentificateur, and nothing else, for `DELAI_INSTALLATION`.
    Raises `IntegrityError` when the compte exists, `Group.DoesNotExist` on an unknown role.
    """
    mot_de_passe = presenter(tirer())
    empreinte = make_password(mot_de_passe)
    with transaction.atomic():
        compte = Compte.objects.create(identifiant=identifiant.strip().lower(), password=empreinte, est_agent=True)
        _attribuer(compte, roles)
        _a_installer(compte)
        journaliser(acte=Acte.COMPTE_OUVERT, par=par, agent=str(compte.public_id), roles=_nommer(roles))
    return compte, mot_de_passe


@transaction.atomic
def donner_roles(*, compte: Compte, roles: Iterable[str], par: Compte | None) -> None:
    """These roles and no other. Raises `ActeImpossible`, `Group.DoesNotExist`."""
    _exiger_quelqu_un_d_autre(compte, par)
    _attribuer(compte, roles)
    journaliser(acte=Acte.AGENT_ROLES, par=par, agent=str(compte.public_id), roles=_nommer(roles))


def rouvrir_acces(*, compte: Compte, par: Compte | None) -> str:
    """For a lost telephone or password: returns a new provisional password. What the agent had opens nothing now.

    Raises `ActeImpossible`.
    """
    _exiger_quelqu_un_d_autre(compte, par)
    mot_de_passe = presenter(tirer())
    empreinte = make_password(mot_de_passe)
    with transaction.atomic():
        compte.password = empreinte  # ends every session
        compte.save(update_fields=["password"])
        _a_installer(compte)
        journaliser(acte=Acte.AUTHENTIFICATEUR_RETIRE, par=par, agent=str(compte.public_id))
    return mot_de_passe


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
    """The agent chose a password (its hash) and gave the code of the step `pas`; `False` when it has served."""
    compte = appareil.user
    if not appareil.consommer(pas, confirmed=True):
        return False
    appareil.confirmed = True
    compte.password = empreinte
    compte.save(update_fields=["password"])
    journaliser(acte=Acte.AUTHENTIFICATEUR_INSTALLE, par=compte)
    return True


def _a_installer(compte: Compte) -> None:
    """A new key, that opens nothing until the agent has given one of its codes."""
    appareil = Authentificateur.objects.filter(user=compte).first() or Authentificateur(user=compte)
    appareil.cle = secrets.token_bytes(_CLE)
    appareil.confirmed, appareil.dernier_pas = False, -1
    appareil.a_installer_avant = timezone.now() + DELAI_INSTALLATION
    appareil.save()


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
