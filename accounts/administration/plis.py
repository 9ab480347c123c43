"""The letters of all batches, and the requests they answer."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail, Colonnes
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import vers
from accounts.agents.refus import ActeImpossible
from accounts.courriers.refus import LotRefuse
from accounts.courriers.retour import signaler_npai
from accounts.enums import EtatLot, EtatPli
from accounts.models import Compte, DemandeMotDePasse, Pli
from carpimko_portal.lib.dates import ecrire_attente, ecrire_moment

_NOMINATIVES = {"Destinataire", "Dossier", "Adresse imprimée"}


def _age(demande: DemandeMotDePasse) -> str:
    if demande.traitee_le:
        return "—"
    return ecrire_attente(int((timezone.now() - demande.demandee_le).total_seconds()))


class DemandeAdmin(AdminPortail):
    """What was asked for, never by whom: those who see these hold the letters."""

    titre = "Demandes de mot de passe"
    rubrique = Rubrique.COURRIERS
    colonnes = [
        ("Demandée le", lambda demande: ecrire_moment(demande.demandee_le)),
        ("Attend depuis", _age),
        ("Canal", lambda demande: demande.get_canal_display()),
        ("État", lambda demande: demande.get_etat_display()),
    ]
    list_filter = ["canal", "etat"]
    ordering = ["-demandee_le", "-pk"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.peut(request, "preparer_lot") or self.peut(request, "confirmer_lot")

    def fiche(self, objet: DemandeMotDePasse) -> list[tuple[str, Lignes]]:
        lignes = [(titre, valeur) for titre, dire in self.colonnes if (valeur := dire(objet))]
        if objet.traitee_le:
            lignes.append(("Traitée le", ecrire_moment(objet.traitee_le)))
        return [("Demande", lignes)]


def _noter_retour(pli: Pli, agent: Compte) -> str:
    try:
        signaler_npai(pli=pli, par=agent)
    except LotRefuse as refus:
        raise ActeImpossible(str(refus)) from refus
    return "Retour noté : le mot de passe de cette lettre n’ouvre plus rien."


class PliAdmin(AdminPortail):
    """Letters. One that comes back is noted here, by those who never hold them otherwise.

    Whoever prints them holds passwords: they must not learn here which dossier each one opens.
    """

    titre = "Plis"
    rubrique = Rubrique.COURRIERS
    colonnes = [
        ("Pli", lambda pli: f"{pli.lot.reference}, pli {pli.rang}"),
        ("Référence", lambda pli: pli.public_id),
        ("Destinataire", lambda pli: pli.adresse[0]),
        ("Lot", lambda pli: pli.lot.get_etat_display()),
        ("État", lambda pli: pli.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["etat"]
    list_select_related = ["lot"]
    ordering = ["-lot", "rang"]
    actes = [
        ActeDeFiche(
            code="npai",
            titre="Noter son retour (NPAI)",
            phrase="La lettre est revenue : « n’habite pas à l’adresse indiquée ». Son mot de passe n’ouvrira plus "
            "rien, et aucune autre lettre ne partira à cette adresse tant que celle du dossier n’aura pas changé.",
            permission="signaler_npai",
            faire=_noter_retour,
            possible=lambda pli, agent: pli.lot.etat == EtatLot.POSTE and pli.etat == EtatPli.PREVU,
        )
    ]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.peut(request, "view_lotdecourriers") or self.peut(request, "signaler_npai")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("lot", "dossier")

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["=dossier__numero"] if self._nominatif(request) else []

    def colonnes_pour(self, request: HttpRequest) -> Colonnes:
        return [c for c in self.colonnes if self._nominatif(request) or c[0] not in _NOMINATIVES]

    def contexte_fiche(self, request: HttpRequest, objet: Pli) -> dict[str, Any]:
        sections = self.fiche(objet)
        if not self._nominatif(request):
            sections = [(titre, [li for li in lignes if li[0] not in _NOMINATIVES]) for titre, lignes in sections]
        return {"sections": sections}

    def _nominatif(self, request: HttpRequest) -> bool:
        """An agent of the letters never is, whatever other role they were given."""
        return self.peut(request, "signaler_npai") and not self.peut(request, "preparer_lot")

    def fiche(self, objet: Pli) -> list[tuple[str, Lignes]]:
        lignes: Lignes = [
            ("Lot", objet.lot.reference),
            ("Rang", objet.rang),
            ("Référence", objet.public_id),
            ("Dossier", vers(objet.dossier, objet.dossier.numero)),
            ("Adresse imprimée", "\n".join(objet.adresse)),
            ("État du lot", objet.lot.get_etat_display()),
            ("État du pli", objet.get_etat_display()),
        ]
        if objet.npai_le:
            lignes.append(("Revenu le", ecrire_moment(objet.npai_le)))
        return [("Courrier", lignes)]
