"""Money of a card that goes back: refunds, disputes, and those that do not go after all."""

from hashlib import sha256

from cotisations.enums import Nature
from cotisations.grand_livre import contrepasser, rendre
from cotisations.models import Ecriture, Paiement
from cotisations.paiements.effet import Effet, credit_de, entendu, jour_de, rendu_de
from cotisations.paiements.etats import ENCAISSES, EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.paiements.evenement import EURO, Evenement

_LITIGES = {
    EtatEvenement.OUVERT: EtatPaiement.LITIGE,
    EtatEvenement.GAGNE: EtatPaiement.LITIGE_GAGNE,
    EtatEvenement.PERDU: EtatPaiement.LITIGE_PERDU,
}
_ANNULE = ":annule"
_CLE_MAX = 64 - len(_ANNULE)  # characters: what is undone has a key too
SANS_CREDIT = "argent rendu d’un paiement qui n’est pas au compte"
RENDU_EN_TROP = "argent rendu au-delà du paiement"
_RENDU_HORS_COMPTE = "argent rendu d’un encaissement qui n’est pas au compte : rien n’en est retiré"


def _cle(evenement: Evenement) -> str:
    """`remboursement:<id at the bank>`, `litige:<id at the bank>`: of a long id, its digest."""
    cle = f"{evenement.type}:{evenement.id_psp}"
    if len(cle) <= _CLE_MAX:
        return cle
    return f"{evenement.type}:{sha256(evenement.id_psp.encode()).hexdigest()}"[:_CLE_MAX]


def au_remboursement(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    cle, avant = _cle(evenement), EtatPaiement(paiement.etat)
    if evenement.etat == EtatEvenement.EN_ATTENTE:
        return Effet(avant)  # asked, and nothing more: no money has moved
    if evenement.etat == EtatEvenement.ECHOUE:
        return _ne_pas_rendre(paiement, avant, cle, evenement)
    if entendu(paiement, evenement, EtatEvenement.ECHOUE):
        return Effet(avant)
    rendus = _rendus_hors_compte(paiement)
    if evenement.id_psp in rendus:
        return Effet(avant)
    if 0 < evenement.centimes <= _pris_hors_compte(paiement) - sum(rendus.values()):
        return Effet(avant, motif=_RENDU_HORS_COMPTE)
    return _rendre(paiement, avant, cle, evenement, nature=Nature.REMBOURSEMENT, vers=None)


def _pris_hors_compte(paiement: Paiement) -> int:
    """Cents that the bank took for this payment beside those of its credit: whichever it gives back, the account keeps
    what remains at the bank."""
    dites = paiement.notifications.filter(type=TypeEvenement.PAIEMENT).exclude(id_psp=paiement.id_psp)
    annulees = dites.filter(etat=EtatEvenement.CAPTURE_ECHOUEE).values("id_psp")
    prises = dites.filter(etat=EtatEvenement.PAYE, ecriture__isnull=True, devise=EURO).exclude(id_psp__in=annulees)
    return sum(dict(prises.values_list("id_psp", "centimes")).values())


def _rendus_hors_compte(paiement: Paiement) -> dict[str, int]:
    """By refund, the cents that went back out of those."""
    dites = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT)
    echoues = dites.filter(etat=EtatEvenement.ECHOUE).values("id_psp")
    rendues = dites.filter(erreur=_RENDU_HORS_COMPTE).exclude(id_psp__in=echoues)
    return dict(rendues.values_list("id_psp", "centimes"))


def au_litige(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    """Money is taken when a dispute opens, or is lost without our having heard of its opening."""
    cle, avant, vers = _cle(evenement), EtatPaiement(paiement.etat), _LITIGES[evenement.etat]
    if evenement.etat == EtatEvenement.GAGNE:
        effet = _ne_pas_rendre(paiement, avant, cle, evenement)
        return Effet(vers, effet.ecriture) if effet.ecriture else effet
    if evenement.etat == EtatEvenement.OUVERT and entendu(
        paiement, evenement, EtatEvenement.GAGNE, EtatEvenement.PERDU
    ):
        return Effet(avant)
    if prise := Ecriture.objects.filter(cle=cle).first():
        revenue = Ecriture.objects.filter(contrepasse_de=prise).exists()
        return Effet(avant, motif="contestation gagnée, et la banque en parle encore") if revenue else Effet(vers)
    return _rendre(paiement, avant, cle, evenement, nature=Nature.LITIGE, vers=vers)


def _rendre(
    paiement: Paiement,
    avant: EtatPaiement,
    cle: str,
    evenement: Evenement,
    *,
    nature: Nature,
    vers: EtatPaiement | None,
) -> Effet:
    credit = credit_de(paiement)
    if credit is None or avant not in ENCAISSES:
        return Effet(avant, motif=SANS_CREDIT)
    if evenement.centimes <= 0:
        return Effet(avant, motif="argent rendu, d’un montant nul")
    if evenement.devise != EURO or evenement.centimes > credit.montant_centimes - rendu_de(credit):
        deja = Ecriture.objects.filter(cle=cle).exists()
        return Effet(avant, motif="" if deja else RENDU_EN_TROP)
    libelle = f"{nature.label}, paiement par carte {paiement.numero}"
    rendue = rendre(
        credit=credit, cle=cle, nature=nature, centimes=evenement.centimes, le=jour_de(evenement), libelle=libelle
    )
    return Effet(vers or _etat_selon_le_rendu(avant, credit), rendue)


def _ne_pas_rendre(paiement: Paiement, avant: EtatPaiement, cle: str, evenement: Evenement) -> Effet:
    """What went, or was about to, did not go after all."""
    rendue = Ecriture.objects.filter(cle=cle).first()
    credit = credit_de(paiement)
    if rendue is None or credit is None:
        return Effet(avant)
    libelle = f"{rendue.libelle} : somme non rendue"
    contraire = contrepasser(ecriture=rendue, cle=f"{cle}{_ANNULE}", le=jour_de(evenement), libelle=libelle)
    return Effet(_etat_selon_le_rendu(avant, credit), contraire)


def _etat_selon_le_rendu(avant: EtatPaiement, credit: Ecriture) -> EtatPaiement:
    """A dispute stays a dispute, whatever else is given back; once it is won, all may be given back."""
    rendu = rendu_de(credit)
    if avant == EtatPaiement.LITIGE_GAGNE and rendu == credit.montant_centimes:
        return EtatPaiement.REMBOURSE
    if avant not in {EtatPaiement.PAYE, EtatPaiement.REMBOURSE_PARTIEL, EtatPaiement.REMBOURSE}:
        return avant
    if rendu == credit.montant_centimes:
        return EtatPaiement.REMBOURSE
    return EtatPaiement.REMBOURSE_PARTIEL if rendu else EtatPaiement.PAYE
