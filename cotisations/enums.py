"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class Nature(TextChoices):
    """What an écriture is. Debits are negative, credits positive."""

    APPEL = "appel", "Appel de cotisations"
    REGULARISATION = "regularisation", "Régularisation"
    MAJORATION = "majoration", "Majoration de retard"
    PRELEVEMENT = "prelevement", "Prélèvement"
    VIREMENT = "virement", "Virement"
    CARTE = "carte", "Paiement par carte"
    REJET = "rejet", "Rejet de prélèvement"
    REMBOURSEMENT = "remboursement", "Remboursement"
    LITIGE = "litige", "Paiement contesté"
    REPRISE = "reprise", "Solde repris de l’ancien système"

    @property
    def sens(self) -> int:
        """Sign of the amounts: -1 due, 1 paid, 0 either way (what corrects or resumes the others)."""
        if self in {Nature.PRELEVEMENT, Nature.VIREMENT, Nature.CARTE}:
            return 1
        return 0 if self in {Nature.REGULARISATION, Nature.REPRISE} else -1

    @property
    def definition(self) -> str:
        """What it is, to who never read an account."""
        return _DEFINITIONS[self.value]


_DEFINITIONS = {
    "appel": "Les cotisations de l’année, demandées par la caisse.",
    "regularisation": "L’écart entre ce que l’année a coûté, revenus connus, et ce que son appel avait demandé.",
    "majoration": "Le coût d’un paiement en retard.",
    "prelevement": "Une somme que la caisse a prise sur votre compte, avec votre accord.",
    "virement": "Une somme reçue de votre banque.",
    "carte": "Une somme payée par carte bancaire.",
    "rejet": "Un prélèvement que votre banque a refusé\u00a0: la somme est de nouveau due.",
    "remboursement": "Une somme que la caisse vous a rendue.",
    "litige": "Un paiement par carte contesté auprès de votre banque\u00a0: elle a repris la somme.",
    "reprise": "Le solde de votre compte quand ce portail a remplacé l’ancien.",
}


class EtatEcheance(TextChoices):
    """Derived from the solde, never stored."""

    PAYEE = "payee", "Payée"
    PARTIELLE = "partielle", "Payée en partie"
    A_VENIR = "a_venir", "À venir"
    EN_RETARD = "en_retard", "En retard"

    @property
    def signe(self) -> str:
        """One character that says it where there is no room for words, nor perhaps for colours."""
        return {"payee": "✓", "partielle": "½", "a_venir": "○", "en_retard": "✕"}[self.value]


class Periodicite(TextChoices):
    """In how many parts a year is paid."""

    ANNUELLE = "annuelle", "Une fois par an"
    SEMESTRIELLE = "semestrielle", "Deux fois par an"
    TRIMESTRIELLE = "trimestrielle", "Quatre fois par an"
    MENSUELLE = "mensuelle", "Chaque mois"


class CauseAppel(TextChoices):
    """Why a call, or a new version of it, was issued."""

    ANNUEL = "annuel", "Appel annuel"
    DECLARATION = "declaration", "Revenu déclaré"
    ESTIMATION = "estimation", "Revenu estimé par l’affilié"
    RECTIFICATION = "rectification", "Rectification"

    @property
    def pour_soi(self) -> str:
        """To the member themself."""
        return "Revenu que vous avez estimé" if self is CauseAppel.ESTIMATION else str(self.label)


class EtatEstimation(TextChoices):
    """Where an estimated income is."""

    DEPOSEE = "deposee", "Transmise à la caisse"
    APPLIQUEE = "appliquee", "Prise en compte"
    ANNULEE = "annulee", "Annulée"
    REFUSEE = "refusee", "Non retenue"


class Acte(TextChoices):
    """What this app records in the journal."""

    ECRITURES_IMPORTEES = "ecritures_importees", "Import d’écritures"
    ECHEANCES_IMPORTEES = "echeances_importees", "Import d’échéances"
    REVENUS_IMPORTES = "revenus_importes", "Import de revenus déclarés"
    APPEL_EMIS = "appel_emis", "Émission d’un appel de cotisations"
    APPELS_EMIS = "appels_emis", "Émission d’un lot d’appels de cotisations"
    ESTIMATION_APPLIQUEE = "estimation_appliquee", "Estimation de revenu prise en compte"
    ESTIMATION_REFUSEE = "estimation_refusee", "Estimation de revenu non retenue"
    ECRITURE_CONTREPASSEE = "ecriture_contrepassee", "Contre-passation"
    PAIEMENT_COMMENCE = "paiement_commence", "Paiement par carte commencé"
    PAIEMENT_SUIVI = "paiement_suivi", "Nouvelle d’un paiement par carte"
    COMPTES_VERIFIES = "comptes_verifies", "Vérification des comptes"
    NOTIFICATION_REFUSEE = "notification_refusee", "Notification de paiement refusée"
    ESTIMATION_DEPOSEE = "estimation_deposee", "Dépôt d’une estimation de revenu"
    ESTIMATION_ANNULEE = "estimation_annulee", "Annulation d’une estimation de revenu"
    CALENDRIER_CREE = "calendrier_cree", "Adresse secrète de l’agenda créée"
    CALENDRIER_REMPLACE = "calendrier_remplace", "Adresse secrète de l’agenda remplacée"
    CALENDRIER_REVOQUE = "calendrier_revoque", "Adresse secrète de l’agenda révoquée"
    PREFERENCES_CHOISIES = "preferences_choisies", "Préférences de cotisations choisies"
    RAPPELS_POSTES = "rappels_postes", "Rappels d’échéance postés"
    RELEVE_IMPORTE = "releve_importe", "Import d’un relevé bancaire"
    OPERATIONS_RAPPROCHEES = "operations_rapprochees", "Rapprochement d’opérations bancaires"
    OPERATION_DECIDEE = "operation_decidee", "Décision sur une opération bancaire"
