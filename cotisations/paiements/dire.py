"""What a payment's page says in each state: a title, and what happened, what was kept, what to do."""

from cotisations.paiements.etats import EtatPaiement as Etat

_RIEN = "Rien n’a été débité."
# Closed by the portal, not by the bank: nobody knows yet that the card was not debited.
_SI_VALIDE = (
    "Mais si vous aviez déjà validé ce paiement chez elle, ne payez pas une seconde fois : "
    "il sera porté à votre compte dès qu’elle le confirmera."
)

TITRES: dict[Etat, str] = {
    Etat.CREE: "Votre paiement est prêt",
    Etat.OUVERT: "Votre paiement est prêt",
    Etat.EN_ATTENTE: "Confirmation en cours",
    Etat.PAYE: "Merci, votre paiement est reçu",
    Etat.REFUSE: "Votre paiement a été refusé",
    Etat.ABANDONNE: "Vous avez abandonné ce paiement",
    Etat.EXPIRE: "Ce paiement a expiré",
    Etat.ERREUR: "La banque n’a pas répondu",
    Etat.A_EXAMINER: "Nous vérifions ce paiement",
    Etat.CLASSE: "Ce paiement n’a pas été retenu",
    Etat.ANNULE_BANQUE: "La banque a annulé ce paiement",
    Etat.REMBOURSE_PARTIEL: "Ce paiement vous a été remboursé en partie",
    Etat.REMBOURSE: "Ce paiement vous a été remboursé",
    Etat.LITIGE: "Ce paiement est contesté auprès de votre banque",
    Etat.LITIGE_GAGNE: "Votre paiement est maintenu",
    Etat.LITIGE_PERDU: "Votre banque vous a rendu ce paiement",
}

PHRASES: dict[Etat, str] = {
    Etat.CREE: "Il ne vous reste qu’à payer sur la page de notre banque. Vous reviendrez ici ensuite.",
    Etat.OUVERT: "Il ne vous reste qu’à payer sur la page de notre banque. Vous reviendrez ici ensuite.",
    Etat.EN_ATTENTE: "La banque a reçu votre demande et l’examine. Ne payez pas une seconde fois.",
    Etat.PAYE: "Cette page vaut accusé de réception. Un e-mail vous le confirme, et votre solde est à jour.",
    Etat.REFUSE: f"Votre banque n’a pas accepté la carte. {_RIEN} Essayez une autre carte, ou payez autrement.",
    Etat.ABANDONNE: f"La banque ne nous a annoncé aucun débit. Vous pouvez payer quand vous voulez. {_SI_VALIDE}",
    Etat.EXPIRE: (
        "Le temps donné pour payer est passé sans que la banque nous annonce un débit. Vous pouvez recommencer. "
        f"{_SI_VALIDE}"
    ),
    Etat.ERREUR: f"Nous n’avons pas pu ouvrir la page de paiement. {_RIEN} Réessayez dans quelques minutes.",
    Etat.A_EXAMINER: (
        "La banque annonce un autre montant que celui que vous aviez demandé. Un agent vérifie : "
        "vous n’avez rien à faire."
    ),
    Etat.CLASSE: "Après vérification, aucune somme n’a été portée à votre compte. Vous pouvez payer de nouveau.",
    Etat.ANNULE_BANQUE: "L’argent ne nous est pas parvenu : ce qu’il réglait est de nouveau à payer.",
    Etat.REMBOURSE_PARTIEL: "Une partie de la somme vous a été rendue : votre solde en tient compte.",
    Etat.REMBOURSE: "La somme vous a été rendue : ce que ce paiement réglait est de nouveau à payer.",
    Etat.LITIGE: (
        "Votre banque a repris la somme : ce que ce paiement réglait est à payer en attendant sa décision. "
        "Si la contestation ne vient pas de vous, prévenez-nous."
    ),
    Etat.LITIGE_GAGNE: "Votre banque a rejeté la contestation : la somme reste portée à votre compte.",
    Etat.LITIGE_PERDU: "Ce que ce paiement réglait est de nouveau à payer.",
}

RECOMMENCER = frozenset({
    Etat.REFUSE, Etat.ABANDONNE, Etat.EXPIRE, Etat.ERREUR, Etat.CLASSE, Etat.ANNULE_BANQUE, Etat.REMBOURSE,
    Etat.REMBOURSE_PARTIEL, Etat.LITIGE, Etat.LITIGE_PERDU,
})  # fmt: skip
