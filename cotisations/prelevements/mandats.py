"""Writes of mandates: prepared, signed with a code, used after a delay, revoked, forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.confirmations.services import CodeRefuse, Motif, demander_code, utiliser_code, verifier_code
from accounts.enums import ActionConfirmee
from accounts.journal import journaliser
from accounts.models import CodeDeConfirmation, Compte, Dossier
from accounts.reinitialisation.masques import masquer_domaine, masquer_nom, separer
from accounts.sessions import provenance
from carpimko_portal.lib.coffre import CoffreIllisible, sceller
from carpimko_portal.lib.iban import Compte as CompteBancaire
from cotisations.grand_livre import verrouiller
from cotisations.models import MandatSepa, MandatSepaQuerySet, Prelevement, PreuveDeSignature
from cotisations.prelevements.avis import Nouvelle, aviser_du_mandat
from cotisations.prelevements.enums import A_VENIR, EN_SIGNATURE, EN_VIGUEUR, Acte, EtatMandat, EtatPrelevement
from cotisations.prelevements.pdf import revoquer_les_pdf
from cotisations.prelevements.references import est_ics, rum_de
from cotisations.prelevements.texte import VERSION, TexteDuMandat, texte_du_mandat

CHANGEMENT_RECENT = timedelta(days=30)
DELAI_CHANGEMENT = timedelta(hours=72)  # from the signature of another account to its first use
DUREE_SIGNATURE = timedelta(hours=24)


class MandatRefuse(Exception):
    """Not with this mandate, or not now; the message says why, in French."""


class MemeCompte(MandatRefuse):
    """It is the account in use already, or the one that is about to be."""


# By its state, and whether another account is signed for.
_MEME_COMPTE = {
    (EtatMandat.SIGNE, True): "Vous avez déjà signé pour ce compte ({}) : il sera bientôt prélevé.",
    (EtatMandat.ACTIF, False): "C’est déjà le compte prélevé ({}) : indiquez-en un autre, ou ne changez rien.",
    (EtatMandat.ACTIF, True): "C’est encore le compte prélevé ({}) : pour le garder, annulez le changement de compte.",
}


@dataclass(frozen=True)
class Adresse:
    """Of a debtor whose bank is outside the European Economic Area; empty otherwise."""

    voie: str = ""
    code_postal: str = ""
    localite: str = ""
    pays: str = ""


def preparer_mandat(
    *, dossier: Dossier, compte: CompteBancaire, titulaire: str, adresse: Adresse, par: Compte
) -> MandatSepa:
    """A mandate to read again, in the place of any other that was not signed. Raises `MandatRefuse`, `MemeCompte`."""
    try:
        return _preparer(dossier, compte, titulaire, adresse, par)
    except IntegrityError as cause:  # another tab, at the same moment
        raise MandatRefuse("Une autre demande vient d’être faite : recommencez.") from cause


@transaction.atomic
def _preparer(dossier: Dossier, compte: CompteBancaire, titulaire: str, adresse: Adresse, par: Compte) -> MandatSepa:
    verrouiller([dossier.pk])
    _exiger_un_autre(dossier, compte)
    _abandonner(MandatSepa.objects.du_dossier(dossier).en_signature(), "remplacé par une autre saisie")
    dernier = MandatSepa.objects.du_dossier(dossier).aggregate(rang=Max("rang"))["rang"]
    mandat = MandatSepa(
        dossier=dossier,
        rang=(dernier or 0) + 1,
        iban_masque=compte.masque,
        bic=compte.bic,
        titulaire=titulaire,
        adresse_voie=adresse.voie,
        adresse_code_postal=adresse.code_postal,
        adresse_localite=adresse.localite,
        adresse_pays=adresse.pays,
        cree_le=timezone.now(),
        cree_par=par,
    )
    mandat.rum = rum_de(mandat.public_id)
    mandat.sceller_iban(compte.iban)
    mandat.save(force_insert=True)
    journaliser(acte=Acte.MANDAT_PREPARE, par=par, dossier=dossier, mandat=mandat.rum)
    return mandat


def _exiger_un_autre(dossier: Dossier, compte: CompteBancaire) -> None:
    """Raises `MemeCompte`. A suspended mandate may be signed anew on its account, which its bank may have unblocked."""
    mandats = MandatSepa.objects.du_dossier(dossier).filter(etat__in=[EtatMandat.ACTIF, EtatMandat.SIGNE])
    for mandat in mandats:
        if _ouvre_sur(mandat, compte):
            change = any(un.etat == EtatMandat.SIGNE for un in mandats)
            raise MemeCompte(_MEME_COMPTE[EtatMandat(mandat.etat), change].format(mandat.iban_masque))


def _ouvre_sur(mandat: MandatSepa, compte: CompteBancaire) -> bool:
    try:
        return mandat.ouvrir_iban() == compte.iban
    except CoffreIllisible:  # its key is gone: another mandate is the way out
        return False


def demander_signature(request: HttpRequest, *, mandat: MandatSepa, par: Compte) -> None:
    """Sends the code that signs exactly this text to the dossier's address. Raises `MandatRefuse`, `TropDeDemandes`."""
    if not mandat.dossier.courriel:
        raise MandatRefuse("Indiquez d’abord votre adresse e-mail, dans « Sécurité » : le code y est envoyé.")
    texte = texte_du_mandat(mandat)
    if not est_ics(texte.ics):
        raise MandatRefuse("La signature en ligne n’est pas ouverte : l’identifiant créancier manque.")
    en_cours = MandatSepa.objects.filter(pk=mandat.pk, etat__in=EN_SIGNATURE)
    if not en_cours.update(etat=EtatMandat.SIGNATURE_EN_COURS):
        raise MandatRefuse("Ce mandat n’est plus à signer.")
    demander_code(
        request,
        dossier=mandat.dossier,
        action=ActionConfirmee.MANDAT,
        adresse=mandat.dossier.courriel,
        lie=_lie(mandat, texte),
        par=par,
    )


def signer_mandat(request: HttpRequest, *, mandat: MandatSepa, saisie: str, par: Compte) -> MandatSepa:
    """Signs with the code. The first mandate is active at once; another account waits for 72 hours.

    Raises `CodeRefuse`, `TropDeDemandes`, and `MandatRefuse` when it was signed, replaced or given up meanwhile.
    Five wrong codes give the mandate up.
    """
    texte = texte_du_mandat(mandat)
    try:
        code = verifier_code(request, action=ActionConfirmee.MANDAT, saisie=saisie, lie=_lie(mandat, texte), par=par)
    except CodeRefuse as refus:
        if refus.motif is Motif.EPUISE:
            abandonner_signature(mandat=mandat, par=par, motif="cinq codes faux")
        raise
    return _signer(request, mandat, code, texte, par)


def utilisable_des(mandat: MandatSepa, le: datetime) -> datetime:
    """From when it is collected under it, if it is signed at the moment `le`."""
    return le + DELAI_CHANGEMENT if suit_un_autre(mandat, le) else le


def suit_un_autre(mandat: MandatSepa, le: datetime) -> bool:
    """Another account, even when the former mandate was revoked first: whoever does both is told to the old address."""
    recents = Q(etat__in=EN_VIGUEUR) | Q(signe_le__isnull=False, fini_le__gt=le - CHANGEMENT_RECENT)
    return MandatSepa.objects.du_dossier(mandat.dossier).exclude(pk=mandat.pk).filter(recents).exists()


@transaction.atomic
def _signer(
    request: HttpRequest, mandat: MandatSepa, code: CodeDeConfirmation, texte: TexteDuMandat, par: Compte
) -> MandatSepa:
    maintenant = timezone.now()
    dossier = mandat.dossier
    verrouiller([dossier.pk])
    attente = MandatSepa.objects.du_dossier(dossier).filter(etat=EtatMandat.SIGNE)
    attente.update(etat=EtatMandat.ABANDONNE, fini_le=maintenant, motif="remplacé par un autre changement")
    change = suit_un_autre(mandat, maintenant)
    champs = {
        "etat": EtatMandat.SIGNE if change else EtatMandat.ACTIF,
        "texte": VERSION,
        "empreinte_texte": texte.empreinte(),
        "signe_le": maintenant,
        "utilisable_le": maintenant + DELAI_CHANGEMENT if change else maintenant,
    }
    utiliser_code(code=code, courriel_avant="")
    if not MandatSepa.objects.filter(pk=mandat.pk, etat=EtatMandat.SIGNATURE_EN_COURS).update(**champs):
        raise MandatRefuse("Ce mandat n’est plus à signer.")
    mandat.refresh_from_db()
    _prouver(request, mandat, code, texte, par)
    journaliser(acte=Acte.MANDAT_SIGNE, par=par, dossier=dossier, mandat=mandat.rum, empreinte=texte.empreinte())
    aviser_du_mandat(mandat, Nouvelle.CHANGE if change else Nouvelle.SIGNE)
    return mandat


def _prouver(
    request: HttpRequest, mandat: MandatSepa, code: CodeDeConfirmation, texte: TexteDuMandat, par: Compte
) -> None:
    assert mandat.signe_le
    PreuveDeSignature.objects.create(
        mandat=mandat,
        texte=texte.version,
        texte_scelle=sceller(texte.en_octets(), contexte=PreuveDeSignature.contexte(mandat)),
        empreinte_texte=texte.empreinte(),
        code=code.public_id,
        adresse_masquee=adresse_masquee(code.adresse),
        code_demande_le=code.demande_le,
        signe_le=mandat.signe_le,
        signe_par=par,
        **provenance(request),
    )


@transaction.atomic
def abandonner_signature(*, mandat: MandatSepa, par: Compte | None, motif: str) -> bool:
    """Gives up a mandate that was not signed: its IBAN is forgotten. False when it is too late."""
    verrouiller([mandat.dossier_id])
    if not _abandonner(MandatSepa.objects.filter(pk=mandat.pk).en_signature(), motif):
        return False
    journaliser(acte=Acte.MANDAT_ABANDONNE, par=par, dossier=mandat.dossier, mandat=mandat.rum, motif=motif)
    return True


@transaction.atomic
def annuler_changement(*, mandat: MandatSepa, par: Compte) -> None:
    """Gives up another account that was signed and does not serve yet. Raises `MandatRefuse`."""
    verrouiller([mandat.dossier_id])
    attente = MandatSepa.objects.filter(pk=mandat.pk, etat=EtatMandat.SIGNE)
    if not attente.update(etat=EtatMandat.ABANDONNE, fini_le=timezone.now(), motif="annulé par l’affilié"):
        raise MandatRefuse("Ce changement n’est plus à annuler : il a pris effet, ou il est déjà annulé.")
    journaliser(acte=Acte.MANDAT_ABANDONNE, par=par, dossier=mandat.dossier, mandat=mandat.rum, motif="annulé")
    revoquer_les_pdf(mandat, par=par)
    aviser_du_mandat(mandat, Nouvelle.ANNULE)


@transaction.atomic
def revoquer_mandat(*, mandat: MandatSepa, par: Compte) -> int:
    """Nothing more is collected under it; returns how many lines are already at the bank. Raises `MandatRefuse`."""
    finir_mandat(mandat, EtatMandat.REVOQUE, motif="révoqué par l’affilié")
    attente = MandatSepa.objects.du_dossier(mandat.dossier).filter(etat=EtatMandat.SIGNE)
    attente.update(etat=EtatMandat.ABANDONNE, fini_le=timezone.now(), motif="mandat révoqué")
    journaliser(acte=Acte.MANDAT_REVOQUE, par=par, dossier=mandat.dossier, mandat=mandat.rum)
    revoquer_les_pdf(mandat, par=par)
    aviser_du_mandat(mandat, Nouvelle.REVOQUE)
    return Prelevement.objects.filter(mandat=mandat, etat=EtatPrelevement.TRANSMIS).count()


def finir_mandat(mandat: MandatSepa, etat: EtatMandat, *, motif: str) -> None:
    """Ends a mandate in force and withdraws what was announced under it. Part of a journalled act."""
    verrouiller([mandat.dossier_id])
    champs = {"etat": etat, "fini_le": timezone.now(), "motif": motif}
    if not MandatSepa.objects.filter(pk=mandat.pk, etat__in=EN_VIGUEUR).update(**champs):
        raise MandatRefuse("Ce mandat n’est plus en vigueur.")
    retirer_les_lignes(mandat, motif)


def retirer_les_lignes(mandat: MandatSepa, motif: str) -> int:
    """Withdraws what a batch has not taken yet; a line frozen in a batch falls at its validation."""
    libres = Prelevement.objects.filter(mandat=mandat, etat__in=A_VENIR, lot__isnull=True)
    return libres.update(etat=EtatPrelevement.RETIRE, motif=motif)


def activer_les_mandats() -> int:
    """Puts in use the accounts whose delay has passed; returns how many. Runs again without harm."""
    dus = MandatSepa.objects.a_activer(timezone.now()).select_related("dossier").order_by("pk")
    return sum(activer_mandat(mandat=mandat, par=None) for mandat in dus)


@transaction.atomic
def activer_mandat(*, mandat: MandatSepa, par: Compte | None) -> bool:
    """The former mandate is replaced in the same transaction. False when somebody else did it, or gave it up."""
    maintenant = timezone.now()
    verrouiller([mandat.dossier_id])
    anciens = MandatSepa.objects.du_dossier(mandat.dossier).en_vigueur()
    remplaces = list(anciens.values_list("pk", flat=True))
    anciens.update(etat=EtatMandat.REMPLACE, fini_le=maintenant, motif="remplacé par un autre compte")
    if not MandatSepa.objects.a_activer(maintenant).filter(pk=mandat.pk).update(etat=EtatMandat.ACTIF):
        transaction.set_rollback(True)
        return False
    suite = Prelevement.objects.filter(mandat__in=remplaces, etat=EtatPrelevement.PRENOTIFIE)
    suite.update(mandat=mandat)  # the same sum, the same day: what was announced still is
    journaliser(acte=Acte.MANDAT_ACTIVE, par=par, dossier=mandat.dossier, mandat=mandat.rum)
    aviser_du_mandat(mandat, Nouvelle.ACTIVE)
    return True


def abandonner_les_signatures() -> int:
    """Forgets the IBANs that nobody signed for within a day; returns how many."""
    limite = timezone.now() - DUREE_SIGNATURE
    oublies = MandatSepa.objects.en_signature().filter(cree_le__lte=limite).select_related("dossier").order_by("pk")
    return sum(abandonner_signature(mandat=mandat, par=None, motif="pas signé en 24 heures") for mandat in oublies)


def _abandonner(mandats: MandatSepaQuerySet, motif: str) -> int:
    return mandats.update(etat=EtatMandat.ABANDONNE, fini_le=timezone.now(), motif=motif, iban_scelle=b"")


def _lie(mandat: MandatSepa, texte: TexteDuMandat) -> str:
    """What the code seals: this mandate, in these words."""
    return f"{mandat.public_id}|{texte.empreinte()}"


def adresse_masquee(courriel: str) -> str:
    nom, domaine = separer(courriel)
    return f"{masquer_nom(nom)}@{masquer_domaine(domaine)}"
