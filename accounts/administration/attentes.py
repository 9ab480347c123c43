"""What waits, for each role. Registered by accounts.admin."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.administration.cartes import Attente, Carte
from accounts.enums import Canal, EtatDemande, EtatLot
from accounts.limites.alarme import etat_d_alarme, sous_attaque
from accounts.models import Compte, DemandeMotDePasse, Envoi, LotDeCourriers

lettres_a_preparer = Attente(
    titre="Courriers à préparer",
    phrase="Mots de passe provisoires demandés par courrier.",
    liste=LotDeCourriers,
    lignes=lambda: DemandeMotDePasse.objects.filter(canal=Canal.LETTRE, etat=EtatDemande.RECUE),
    depuis="demandee_le",
)
lots_a_confirmer = Attente(
    titre="Lots à remettre à La Poste",
    phrase="Un autre agent que celui qui les a préparés confirme la remise.",
    liste=LotDeCourriers,
    lignes=lambda: LotDeCourriers.objects.filter(etat__in=[EtatLot.PRET, EtatLot.TELECHARGE]),
    depuis="coupure_le",
)
envois_en_echec = Attente(
    titre="E-mails en échec",
    phrase="À rejouer une fois la cause corrigée.",
    liste=Envoi,
    filtre="?etat__exact=echec",
    lignes=Envoi.objects.echoues,
    depuis="cree_le",
    ton="danger",
)


def alarme(request: HttpRequest) -> Carte | None:
    if not (isinstance(request.user, Compte) and request.user.has_perm("accounts.view_essaisdelheure")):
        return None
    etat = etat_d_alarme()
    return Carte(
        titre="Connexions refusées dans l’heure",
        nombre=etat.echecs + etat.refus,
        phrase=f"L’alarme se déclenche à {etat.seuil}.",
        adresse=reverse("admin:accounts_essaisdelheure_changelist"),
        ton="danger" if sous_attaque() else "",
    )
