"""What someone typed as a password: is it a provisional one?"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from math import ceil

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone

from accounts.enums import Canal, EtatSecret, TypeDossier
from accounts.models import Acces, SecretProvisoire
from accounts.provisoires.symboles import normaliser


class Issue(Enum):
    """What a provisional password that was typed right is worth."""

    OUVRE = "ouvre"
    TENU = "tenu"
    EXPIRE = "expire"
    PERIME = "perime"


_MESSAGES = {
    Issue.TENU: "Ce mot de passe provisoire sert en ce moment dans un autre navigateur. Terminez là-bas.",
    Issue.EXPIRE: "Ce mot de passe provisoire a expiré. Demandez-en un nouveau : "
    "« Mot de passe oublié / Première connexion ? »",
    Issue.PERIME: "Ce mot de passe provisoire ne sert plus : il a été utilisé, ou un autre l’a remplacé. "
    "Si vous l’avez utilisé, saisissez le mot de passe que vous avez choisi alors.",
}


@dataclass(frozen=True)
class Presentation:
    """A secret typed right. Whoever knows its 55 bits may be told what became of it."""

    secret: SecretProvisoire
    issue: Issue


def presenter_secret(
    *, type_dossier: TypeDossier, numero: str, saisie: str, marque: str, maintenant: datetime | None = None
) -> Presentation | None:
    """Compares `saisie` with the secrets of the dossier; `None` when it is none of them.

    What cannot be a secret costs nothing. What can costs one query and as many hashes as there are canaux,
    whether the dossier, its compte and its secrets exist or not. `marque`: the browser's, see `session`.
    """
    symboles = normaliser(saisie)
    if symboles is None:
        return None
    candidats = _candidats(type_dossier, numero)
    essais = [(secret := candidats.get(canal), _verifier(symboles, secret)) for canal in Canal]
    justes = [secret for secret, juste in essais if juste and secret]
    presentees = [Presentation(un, _issue(un, marque, maintenant or timezone.now())) for un in justes]
    return min(presentees, key=lambda une: list(Issue).index(une.issue), default=None)


def message_du_secret(presentee: Presentation) -> str:
    """Why a secret typed right opens nothing, and what to do."""
    secret = presentee.secret
    if presentee.issue is Issue.TENU and secret.tenu_jusqu_a:
        reste = ceil((secret.tenu_jusqu_a - timezone.now()).total_seconds() / 60)
        return (
            "Ce mot de passe provisoire sert en ce moment dans un autre navigateur. Terminez là-bas, ou revenez "
            f"dans {max(reste, 1)} minute{'s' if reste > 1 else ''}."
        )
    return _MESSAGES[presentee.issue]


def _candidats(type_dossier: TypeDossier, numero: str) -> dict[str, SecretProvisoire]:
    """For each canal the secret that may open something, else the last one issued."""
    fermes = Acces.objects.titulaires().filter(dossier=OuterRef("dossier"), compte__is_active=False)
    d_abord = Case(When(etat=EtatSecret.ACTIF, then=Value(0)), default=Value(1))
    secrets = (
        SecretProvisoire.objects.filter(~Exists(fermes), dossier__type=type_dossier, dossier__numero=numero)
        .exclude(etat=EtatSecret.INACTIF)
        .select_related("dossier")
        .order_by(d_abord, "-emis_le", "-pk")[:20]
    )
    par_canal: dict[str, SecretProvisoire] = {}
    for secret in secrets:
        par_canal.setdefault(secret.canal, secret)
    return par_canal


def _verifier(symboles: str, secret: SecretProvisoire | None) -> bool:
    if secret is None:
        make_password(symboles)  # the work a secret would have cost
        return False
    return check_password(symboles, secret.empreinte)


def _issue(secret: SecretProvisoire, marque: str, maintenant: datetime) -> Issue:
    if secret.etat != EtatSecret.ACTIF or secret.expire_le is None:
        return Issue.PERIME
    if secret.expire_le <= maintenant:
        return Issue.EXPIRE
    tenu = secret.tenu_jusqu_a is not None and secret.tenu_jusqu_a > maintenant and secret.tenu_par != marque
    return Issue.TENU if tenu else Issue.OUVRE
