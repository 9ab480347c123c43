"""How a person proves who they are: the one `authenticate` pipeline."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.enums import TypeDossier
from accounts.models import Acces, Compte
from accounts.reprise import completer_le_travail


class NumeroDeDossier(BaseBackend):
    """Type of dossier, numéro and password of its titulaire.

    An unknown dossier, a dossier without a compte and a wrong password cost the same hash and give
    the same answer.
    """

    def authenticate(self, request: HttpRequest | None, **justificatifs: Any) -> Compte | None:
        if justificatifs.keys() != {"type_dossier", "numero", "mot_de_passe"}:
            return None
        compte = self._titulaire(justificatifs["type_dossier"], justificatifs["numero"])
        completer_le_travail(justificatifs["mot_de_passe"], compte.password if compte else "")
        if compte is None:
            make_password(justificatifs["mot_de_passe"])  # the work a known dossier would have cost
            return None
        return compte if compte.check_password(justificatifs["mot_de_passe"]) and compte.is_active else None

    def get_user(self, user_id: int) -> Compte | None:
        """The compte of each request of a session, with the dossiers it is titulaire of and their links: one query.

        They wait in `acces_lus`, for `accounts.sessions.acces_courant`.
        """
        lus = list(
            Acces.objects.titulaires().filter(compte=user_id).select_related("compte", "dossier__lien_franceconnect")
        )
        if lus:
            compte = lus[0].compte
            compte.acces_lus = tuple(lus)
            return compte if compte.is_active else None
        try:
            return Compte.objects.get(pk=user_id, is_active=True)
        except Compte.DoesNotExist:
            return None

    @staticmethod
    def _titulaire(type_dossier: TypeDossier, numero: str) -> Compte | None:
        acces = (
            Acces.objects.titulaires()
            .filter(dossier__type=type_dossier, dossier__numero=numero)
            .select_related("compte")
            .first()
        )
        return acces.compte if acces else None


class Agents(ModelBackend):
    """Identifiant and password of an agent of the caisse, and the permissions of their roles.

    The code of the authentificateur comes after (`accounts.agents.connexion`): alone, this opens nothing.
    """

    def authenticate(self, request: HttpRequest | None, **justificatifs: Any) -> Compte | None:  # type: ignore[override] # other keys
        if justificatifs.keys() != {"identifiant", "mot_de_passe"}:
            return None
        compte = Compte.objects.filter(identifiant=justificatifs["identifiant"], est_agent=True).first()
        if compte is None:
            make_password(justificatifs["mot_de_passe"])  # the work a known agent would have cost
            return None
        return compte if compte.check_password(justificatifs["mot_de_passe"]) and compte.is_active else None

    def get_user(self, user_id: int) -> Compte | None:
        return Compte.objects.filter(pk=user_id, is_active=True, est_agent=True).first()
