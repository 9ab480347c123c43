"""What waits, for each role. Registered by accounts.admin."""

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.administration.cartes import Carte
from accounts.enums import Canal, EtatDemande, EtatLot
from accounts.limites.alarme import etat_d_alarme, sous_attaque
from accounts.models import Compte, DemandeMotDePasse, Envoi, LotDeCourriers


def lettres_a_preparer(request: HttpRequest) -> Carte | None:
    if not _peut(request, "accounts.view_lotdecourriers"):
        return None
    a_faire = DemandeMotDePasse.objects.filter(canal=Canal.LETTRE, etat=EtatDemande.RECUE)
    attente = a_faire.aggregate(nombre=Count("pk"), depuis=Min("demandee_le"))
    return Carte(
        titre="Courriers à préparer",
        phrase="Mots de passe provisoires demandés par courrier.",
        adresse=_liste("lotdecourriers"),
        ton="attention" if attente["nombre"] else "",
        **attente,
    )


def lots_a_confirmer(request: HttpRequest) -> Carte | None:
    if not _peut(request, "accounts.view_lotdecourriers"):
        return None
    lots = LotDeCourriers.objects.filter(etat__in=[EtatLot.PRET, EtatLot.TELECHARGE])
    attente = lots.aggregate(nombre=Count("pk"), depuis=Min("coupure_le"))
    return Carte(
        titre="Lots à remettre à La Poste",
        phrase="Un autre agent que celui qui les a préparés confirme la remise.",
        adresse=_liste("lotdecourriers"),
        ton="attention" if attente["nombre"] else "",
        **attente,
    )


def envois_en_echec(request: HttpRequest) -> Carte | None:
    if not _peut(request, "accounts.view_envoi"):
        return None
    attente = Envoi.objects.echoues().aggregate(nombre=Count("pk"), depuis=Min("cree_le"))
    return Carte(
        titre="E-mails en échec",
        phrase="À rejouer une fois la cause corrigée.",
        adresse=f"{_liste('envoi')}?etat__exact=echec",
        ton="danger" if attente["nombre"] else "",
        **attente,
    )


def alarme(request: HttpRequest) -> Carte | None:
    if not _peut(request, "accounts.view_essaisdelheure"):
        return None
    etat = etat_d_alarme()
    return Carte(
        titre="Connexions refusées dans l’heure",
        nombre=etat.echecs + etat.refus,
        phrase=f"L’alarme se déclenche à {etat.seuil}.",
        adresse=_liste("essaisdelheure"),
        ton="danger" if sous_attaque() else "",
    )


def _peut(request: HttpRequest, permission: str) -> bool:
    return isinstance(request.user, Compte) and request.user.has_perm(permission)


def _liste(modele: str) -> str:
    """Empty when nothing shows that model."""
    try:
        return reverse(f"admin:accounts_{modele}_changelist")
    except NoReverseMatch:
        return ""
