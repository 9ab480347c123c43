"""Money that a card brings, or that its bank takes back before it was given."""

from cotisations.enums import Nature
from cotisations.grand_livre import Versement, contrepasser, verser
from cotisations.models import Ecriture, Paiement
from cotisations.paiements.designation import dettes_designees
from cotisations.paiements.effet import Effet, cle_credit, credit_de, entendu, jour_de
from cotisations.paiements.etats import ENCAISSES, EtatEvenement, EtatPaiement, Origine, suite
from cotisations.paiements.evenement import EURO, Evenement


def au_paiement(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    avant = EtatPaiement(paiement.etat)
    if evenement.etat == EtatEvenement.PAYE:
        return _encaisser(paiement, avant, evenement, origine)
    apres = suite(avant, evenement.etat)
    if apres == avant and evenement.etat == EtatEvenement.CAPTURE_ECHOUEE:
        return Effet(avant, motif="encaissement annulé par la banque, dans un état qui ne l’attend pas")
    credit = credit_de(paiement)
    if evenement.etat == EtatEvenement.CAPTURE_ECHOUEE and credit and evenement.id_psp != paiement.id_psp:
        return Effet(avant, motif="encaissement annulé par la banque, d’une autre transaction que celle du compte")
    if apres == EtatPaiement.ANNULE_BANQUE and credit:
        cle, libelle = credit.cle.replace(":credit", ":annule"), f"Paiement par carte {paiement.numero} annulé"
        return Effet(apres, contrepasser(ecriture=credit, cle=cle, le=jour_de(evenement), libelle=libelle))
    return Effet(apres)


def _encaisser(paiement: Paiement, avant: EtatPaiement, evenement: Evenement, origine: Origine) -> Effet:
    apres = suite(avant, EtatEvenement.PAYE)
    if avant == EtatPaiement.ANNULE_BANQUE:  # another card, on the same page
        apres = EtatPaiement.PAYE
    decide = avant == EtatPaiement.A_EXAMINER and origine == Origine.AGENT
    if avant in ENCAISSES:
        autre = evenement.id_psp != paiement.id_psp
        return Effet(avant, motif="la banque annonce un second encaissement du même paiement" if autre else "")
    if apres == avant and not decide:
        return Effet(avant, motif="argent annoncé pour un paiement qui ne l’attend plus")
    if not decide and entendu(paiement, evenement, EtatEvenement.CAPTURE_ECHOUEE):
        return Effet(avant, motif="argent annoncé après l’annulation de son encaissement")
    if not decide and (evenement.devise != EURO or evenement.centimes != paiement.montant_centimes):
        return Effet(EtatPaiement.A_EXAMINER, motif="montant ou devise différents de ce qui était attendu")
    return Effet(EtatPaiement.PAYE, _crediter(paiement, evenement))


def _crediter(paiement: Paiement, evenement: Evenement) -> Ecriture:
    versement = Versement(
        dossier=paiement.dossier_id,
        cle=cle_credit(paiement),
        nature=Nature.CARTE,
        centimes=evenement.centimes,
        le=jour_de(evenement),
        libelle=f"Paiement par carte {paiement.numero}",
        designees=dettes_designees(paiement.dossier, paiement.designees),
    )
    poses = verser([versement])
    if not poses:
        raise RuntimeError(f"le crédit du paiement {paiement.public_id} est au compte, et son état l’ignore")
    return poses[0].ecriture
