"""The agents of the demonstration, and the telephones they do not have.

Their keys are drawn at each installation and sealed like anyone's: only the pages of the demonstration show codes.
"""

import time
from collections.abc import Iterable
from secrets import token_bytes

from django.contrib.auth.hashers import make_password

from accounts.agents.services import creer_agent, donner_roles, enregistrer_installation, rouvrir_acces
from accounts.models import Authentificateur, Compte
from accounts.models.authentificateur import PAS, code_du_pas
from demonstration.personas import MOT_DE_PASSE


def equiper(identifiant: str, *, roles: Iterable[str]) -> None:
    """Opens the agent's compte, as a first connexion would leave it. Changes nothing the second time."""
    compte = Compte.objects.filter(identifiant=identifiant).first()
    if compte is None:
        compte = creer_agent(identifiant=identifiant, roles=roles, par=None, approuve=True)
    if {groupe.name for groupe in compte.groups.all()} != set(roles):
        donner_roles(compte=compte, roles=roles, par=None)
    appareil = Authentificateur.objects.filter(user=compte).first()
    if appareil is None or not appareil.confirmed:
        rouvrir_acces(compte=compte, par=None, approuve=True)
        appareil = Authentificateur.objects.select_related("user").get(user=compte)
        appareil.cle = token_bytes(20)
        passe = int(time.time()) // PAS - 2  # no code of now is spent
        enregistrer_installation(appareil=appareil, pas=passe, empreinte=make_password(MOT_DE_PASSE))


def codes_du_moment(identifiants: Iterable[str]) -> dict[str, tuple[str, int]]:
    """For each agent, a code that has not served and is taken now; "" and seconds to wait when both have. One query."""
    maintenant = time.time()
    pas, attente = int(maintenant) // PAS, PAS - int(maintenant) % PAS
    codes = {}
    appareils = Authentificateur.objects.filter(user__identifiant__in=identifiants, confirmed=True)
    for appareil in appareils.select_related("user"):
        libre = max(pas, appareil.dernier_pas + 1)
        code = code_du_pas(appareil.cle, libre) if libre <= pas + 1 else ""
        codes[appareil.user.identifiant] = (code, attente)
    return codes
