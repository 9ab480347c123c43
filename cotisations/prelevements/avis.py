"""The mails about mandates and direct debits."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.utils import timezone

from accounts.enums import ActionConfirmee
from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import CodeDeConfirmation, Dossier, Envoi
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import MandatSepa, Prelevement
from cotisations.prelevements.enums import A_VENIR, EtatPrelevement
from cotisations.prelevements.motifs import motif_du_code

MANDAT, ANNONCE, REJET = "mandat-de-prelevement", "prelevements-annonces", "prelevement-rejete"
_RECENTE = timedelta(days=30)  # an address that was replaced since is told too


class Nouvelle(Enum):
    """What happened to a mandate. Values are ASCII slugs; `titre` is the subject of the mail."""

    SIGNE = "signe"
    CHANGE = "change"
    ACTIVE = "active"
    ANNULE = "annule"
    REVOQUE = "revoque"
    BIENTOT_CADUC = "bientot_caduc"
    CADUC = "caduc"
    SUSPENDU = "suspendu"


_TITRES = {
    Nouvelle.SIGNE: "Votre mandat de prélèvement est signé",
    Nouvelle.CHANGE: "Un autre compte bancaire sera prélevé",
    Nouvelle.ACTIVE: "Votre nouveau compte bancaire est utilisé",
    Nouvelle.ANNULE: "Le changement de compte bancaire est annulé",
    Nouvelle.REVOQUE: "Votre mandat de prélèvement est révoqué",
    Nouvelle.BIENTOT_CADUC: "Votre mandat de prélèvement va cesser",
    Nouvelle.CADUC: "Votre mandat de prélèvement a cessé",
    Nouvelle.SUSPENDU: "Votre prélèvement est suspendu",
}
_PHRASES = {
    Nouvelle.SIGNE: "Vous l’avez signé en ligne le {moment}. Vos prochaines échéances seront annoncées par e-mail, "
    "quatorze jours au moins avant d’être prélevées. Ce qui est en retard, ou à payer dans moins de quatorze jours, "
    "ne le sera pas : payez-le par carte ou par virement.",
    Nouvelle.CHANGE: "Un nouveau mandat a été signé en ligne le {moment}. Il sera utilisé à partir du {effet} ; "
    "d’ici là, vous pouvez l’annuler dans votre espace personnel et ce nouveau compte n’est pas prélevé.",
    Nouvelle.ACTIVE: "Le délai de 72 heures est passé. Vos prochaines échéances seront prélevées sur ce compte.",
    Nouvelle.ANNULE: "Le compte ci-dessous ne sera pas utilisé. Rien n’a changé pour vos prélèvements.",
    Nouvelle.REVOQUE: "Rien ne sera plus prélevé. Vos échéances restent dues : payez-les par carte ou par virement.",
    Nouvelle.BIENTOT_CADUC: "Aucun prélèvement n’a été présenté depuis 33 mois. Sans prélèvement d’ici trois mois, "
    "le mandat cesse et il faudra en signer un autre.",
    Nouvelle.CADUC: "Aucun prélèvement n’a été présenté depuis 36 mois : la règle européenne met fin au mandat. "
    "Signez-en un autre dans votre espace personnel pour être de nouveau prélevé.",
    Nouvelle.SUSPENDU: "Votre banque a refusé le dernier prélèvement : {motif}. Indiquez un autre compte dans votre "
    "espace personnel, ou payez par carte ou par virement.",
}
_PAS_PRELEVE = {Nouvelle.CHANGE, Nouvelle.ANNULE, Nouvelle.REVOQUE, Nouvelle.CADUC}  # its account is not, or not yet
_A_SURVEILLER = {Nouvelle.SIGNE, Nouvelle.CHANGE, Nouvelle.ACTIVE, Nouvelle.REVOQUE}


def aviser_du_mandat(mandat: MandatSepa, nouvelle: Nouvelle) -> None:
    """Tells the dossier's address; and, of another account, the address that it replaced lately."""
    cle = f"{MANDAT}:{mandat.public_id}:{nouvelle.value}"
    references = {"mandat": str(mandat.public_id), "nouvelle": nouvelle.value}
    if mandat.dossier.courriel:
        poster(genre=MANDAT, dossier=mandat.dossier, cle=cle, code=None, **references)
    if nouvelle is Nouvelle.CHANGE and (code := _adresse_d_avant(mandat.dossier)):
        poster(genre=MANDAT, dossier=mandat.dossier, cle=f"{cle}:avant", code=str(code.public_id), **references)


def aviser_des_prelevements(dossier: Dossier, lignes: Sequence[Prelevement]) -> None:
    """The pre-notification: one mail for all the lines announced today."""
    if dossier.courriel and lignes:
        jour, premiere = timezone.localdate().isoformat(), lignes[0].public_id
        poster(genre=ANNONCE, dossier=dossier, cle=f"{ANNONCE}:{premiere}", jour=jour)


def aviser_du_rejet(prelevement: Prelevement, code: str) -> None:
    """What the bank said, and what to do."""
    if prelevement.dossier.courriel:
        reference = str(prelevement.public_id)
        poster(genre=REJET, dossier=prelevement.dossier, cle=f"{REJET}:{reference}", prelevement=reference, motif=code)


def enregistrer_les_avis() -> None:
    """Makes the kinds known. Called once, at start."""
    enregistrer(Genre(MANDAT, _rediger_mandat, frozenset({"mandat", "nouvelle", "code"})))
    enregistrer(Genre(ANNONCE, _rediger_annonce, frozenset({"jour"})))
    enregistrer(Genre(REJET, _rediger_rejet, frozenset({"prelevement", "motif"})))


def _adresse_d_avant(dossier: Dossier) -> CodeDeConfirmation | None:
    changes = CodeDeConfirmation.objects.filter(
        dossier=dossier, action=ActionConfirmee.COURRIEL, utilise_le__gt=timezone.now() - _RECENTE
    )
    return changes.exclude(courriel_avant__in=["", dossier.courriel]).order_by("-utilise_le").first()


def _rediger_mandat(envoi: Envoi) -> Contenu:
    mandat = MandatSepa.objects.select_related("dossier").get(public_id=uuid.UUID(envoi.references["mandat"]))
    nouvelle = Nouvelle(envoi.references["nouvelle"])
    destinataire = mandat.dossier.courriel
    if avant := envoi.references["code"]:
        code = CodeDeConfirmation.objects.filter(public_id=uuid.UUID(avant)).first()
        destinataire = code.courriel_avant if code else ""
    if not destinataire:
        raise SansObjet("aucune adresse")
    phrase = _PHRASES[nouvelle].format(
        moment=ecrire_moment(mandat.signe_le) if mandat.signe_le else "",
        effet=ecrire_moment(mandat.utilisable_le) if mandat.utilisable_le else "",
        motif=mandat.motif,
    )
    valeurs = {
        "prenom": mandat.dossier.prenom,
        "titre": _TITRES[nouvelle],
        "phrase": _encore_pris(mandat) or phrase if nouvelle is Nouvelle.REVOQUE else phrase,
        "lignes": _identite(mandat, "Compte bancaire" if nouvelle in _PAS_PRELEVE else "Compte prélevé"),
        "a_surveiller": nouvelle in _A_SURVEILLER,
    }
    return Contenu(destinataire, valeurs)


def _encore_pris(mandat: MandatSepa) -> str:
    """What the bank has already may be taken still: not a word that promises the contrary."""
    lignes = Prelevement.objects.filter(mandat=mandat, etat=EtatPrelevement.TRANSMIS).chronologiques()
    dits = [f"{ecrire_montant(une.a_prendre)} le {ecrire_date(une.date_prelevement)}" for une in lignes]
    if not dits:
        return ""
    return (
        f"Déjà transmis à la banque avant la révocation, et pouvant encore être pris : {', '.join(dits)}. Rien d’autre "
        "ne le sera. Vos autres échéances restent dues : payez-les par carte ou par virement."
    )


def _rediger_annonce(envoi: Envoi) -> Contenu:
    """Looks again when the mail leaves: what is announced still, on the account in use then."""
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    a_venir = Prelevement.objects.du_dossier(envoi.dossier).filter(etat__in=A_VENIR).select_related("mandat")
    lignes = list(a_venir.chronologiques())
    if not lignes:
        raise SansObjet("plus rien à prélever")
    valeurs = {
        "prenom": envoi.dossier.prenom,
        "identite": _identite(lignes[0].mandat),
        "prelevements": [(ecrire_date(une.date_prelevement), ecrire_montant(une.a_prendre)) for une in lignes],
    }
    return Contenu(envoi.dossier.courriel, valeurs)


def _rediger_rejet(envoi: Envoi) -> Contenu:
    ligne = Prelevement.objects.select_related("dossier").get(public_id=uuid.UUID(envoi.references["prelevement"]))
    motif = motif_du_code(envoi.references["motif"])
    if motif.est_silencieux:
        raise SansObjet("dossier clos")
    valeurs = {
        "prenom": ligne.dossier.prenom,
        "date": ecrire_date(ligne.date_prelevement),
        "motif": motif.phrase,
        "suite": _suite(ligne) or motif.suite,
    }
    return Contenu(ligne.dossier.courriel, valeurs)


def _suite(ligne: Prelevement) -> str:
    """When it is presented again, if it is."""
    reprise = Prelevement.objects.filter(represente=ligne).first()
    if reprise is None:
        return ""
    return (
        f"Il sera présenté une seconde fois le {ecrire_date(reprise.date_prelevement)}. Si vous payez avant par carte "
        "ou par virement, rien ne sera prélevé."
    )


def _identite(mandat: MandatSepa, compte: str = "Compte prélevé") -> list[tuple[str, str]]:
    return [
        (compte, mandat.iban_masque),
        ("Référence du mandat (RUM)", mandat.rum),
        ("Identifiant créancier (ICS)", settings.CAISSE_ICS),
    ]
