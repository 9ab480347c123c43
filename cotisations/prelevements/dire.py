"""Why a mandate or a debit ended, to its member: what is kept of it is written for agents."""

_POUR_SOI = {
    "annulé par l’affilié": "annulé à votre demande",
    "révoqué par l’affilié": "révoqué à votre demande",
    "remplacé par un autre changement": "remplacé par un autre changement de compte",
    "aucun prélèvement depuis 36 mois": "aucun prélèvement depuis 36 mois : la règle européenne y met fin",
    "mandat terminé": "votre mandat a pris fin",
    "mandat révoqué": "votre mandat a été révoqué",
    "mandat remplacé": "vous avez changé de compte",
    "mandat caduc": "votre mandat a cessé",
    "mandat clos": "votre mandat a pris fin",
    "mandat suspendu": "votre mandat est suspendu",
    "mandat pas encore utilisable": "votre nouveau compte ne servait pas encore",
    "changement de compte en cours": "vous changiez de compte",
    "paiement par carte en cours": "un paiement par carte était en cours",
    "paiement par carte à examiner": "nous vérifiions un paiement qui règle peut-être déjà cette somme",
    "annoncé moins de quatorze jours avant": "il était trop tard pour vous l’annoncer",
    "échéance changée depuis l’annonce": "votre échéancier a changé depuis l’annonce",
    "réglé depuis l’annonce": "vous avez payé entre-temps",
    "fichier refusé par la banque": "notre banque n’a pas pu le prendre",
    "la banque a pris le précédent": "votre banque avait déjà pris le précédent",
}


def pour_soi(motif: str) -> str:
    """A reason that is not listed was written for members: it is what their bank said."""
    return _POUR_SOI.get(motif, motif)
