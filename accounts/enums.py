"""The closed lists of the app. Values are ASCII slugs; labels are what people read."""

from django.db.models import TextChoices


class TypeDossier(TextChoices):
    AFFILIE = "affilie", "Affilié"
    AYANT_DROIT = "ayant_droit", "Ayant droit"

    @property
    def longueur_numero(self) -> int:
        """Number of digits of a numéro de dossier of this type."""
        return 7 if self is TypeDossier.AFFILIE else 9

    def au_genre(self, sexe: str) -> str:
        """The label in the feminine when `sexe` is `Sexe.FEMME`."""
        return "Affiliée" if self is TypeDossier.AFFILIE and sexe == Sexe.FEMME else str(self.label)


class StatutDossier(TextChoices):
    COTISANT = "cotisant", "Cotisant"
    RETRAITE = "retraite", "Retraité"
    CUMUL = "cumul", "Cumul emploi-retraite"
    RENTE_INVALIDITE = "rente_invalidite", "Rente d’invalidité"
    RADIE = "radie", "Radié"
    REVERSION = "reversion", "Pension de réversion"
    RENTE_SURVIE = "rente_survie", "Rente de survie"
    RENTE_EDUCATION = "rente_education", "Rente d’éducation"

    @classmethod
    def possibles(cls, type_dossier: TypeDossier) -> frozenset["StatutDossier"]:
        """The statuts that a dossier of this type may have."""
        ayant_droit = frozenset({cls.REVERSION, cls.RENTE_SURVIE, cls.RENTE_EDUCATION})
        return ayant_droit if type_dossier is TypeDossier.AYANT_DROIT else frozenset(cls) - ayant_droit

    @property
    def cotise(self) -> bool:
        """Whether cotisations are still called."""
        return self in {StatutDossier.COTISANT, StatutDossier.CUMUL}

    def au_genre(self, sexe: str) -> str:
        """The label in the feminine when `sexe` is `Sexe.FEMME`; the names of pensions have one form."""
        accorde = self in {StatutDossier.COTISANT, StatutDossier.RETRAITE, StatutDossier.RADIE}
        return f"{self.label}e" if accorde and sexe == Sexe.FEMME else str(self.label)


class Profession(TextChoices):
    INFIRMIER = "infirmier", "Infirmier"
    KINESITHERAPEUTE = "kinesitherapeute", "Masseur-kinésithérapeute"
    PODOLOGUE = "podologue", "Pédicure-podologue"
    ORTHOPHONISTE = "orthophoniste", "Orthophoniste"
    ORTHOPTISTE = "orthoptiste", "Orthoptiste"

    def au_genre(self, sexe: str) -> str:
        """The label in the feminine when `sexe` is `Sexe.FEMME`: only nurses' changes."""
        return "Infirmière" if self is Profession.INFIRMIER and sexe == Sexe.FEMME else str(self.label)


class Sexe(TextChoices):
    """As FranceConnect's identité pivot has it."""

    FEMME = "female", "Femme"
    HOMME = "male", "Homme"


class RoleAcces(TextChoices):
    TITULAIRE = "titulaire", "Titulaire"
    DELEGUE = "delegue", "Délégué"


class EtatEnvoi(TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    EN_COURS = "en_cours", "En cours d’envoi"
    ENVOYE = "envoye", "Envoyé"
    ECHEC = "echec", "Échec"
    SANS_OBJET = "sans_objet", "Sans objet"


class Canal(TextChoices):
    """How a provisional password reaches the person."""

    COURRIEL = "courriel", "E-mail"
    LETTRE = "lettre", "Courrier postal"


class EtatDemande(TextChoices):
    """What became of a request. A visitor is never told."""

    RECUE = "recue", "Reçue"
    TRAITEE = "traitee", "Traitée"
    SANS_SUITE = "sans_suite", "Sans suite"


class EtatSecret(TextChoices):
    """The life of a provisional password. One whose time has passed stays `actif`, and opens nothing."""

    INACTIF = "inactif", "Imprimé, pas encore posté"
    ACTIF = "actif", "Utilisable"
    UTILISE = "utilise", "Utilisé"
    REVOQUE = "revoque", "Révoqué"


class EtatLot(TextChoices):
    """The life of a batch of letters."""

    EN_PREPARATION = "en_preparation", "En préparation"
    PRET = "pret", "Prêt à télécharger"
    TELECHARGE = "telecharge", "Téléchargé"
    POSTE = "poste", "Remis à La Poste"
    ABANDONNE = "abandonne", "Abandonné"


class ActionConfirmee(TextChoices):
    """What a code sent by e-mail lets someone finish. A code for one of them is no good for another."""

    CHOIX = "choix", "Choix du mot de passe"
    COURRIEL = "courriel", "Changement d’adresse e-mail"
    ASSOCIER = "associer", "Association de FranceConnect"
    MANDAT = "mandat", "Signature d’un mandat de prélèvement"


class EtatPli(TextChoices):
    """What became of one letter of a batch, besides what became of the batch."""

    PREVU = "prevu", "Prévu"
    REMPLACE = "remplace", "Remplacé"
    NPAI = "npai", "Revenu : n’habite pas à l’adresse indiquée"


class MethodeLien(TextChoices):
    """What proved that a dossier belongs to an identity of FranceConnect."""

    PIVOT = "pivot", "État civil"
    MOT_DE_PASSE = "mot_de_passe", "Mot de passe"
    CODE = "code", "Code reçu par e-mail"
    DEMONSTRATION = "demonstration", "Démonstration"


class Acte(TextChoices):
    """What this app records in the journal."""

    CONNEXION = "connexion", "Connexion"
    CONNEXION_REFUSEE = "connexion_refusee", "Connexion refusée"
    DECONNEXION = "deconnexion", "Déconnexion"
    COMPTE_OUVERT = "compte_ouvert", "Ouverture du compte"
    SECRET_PRESENTE = "secret_presente", "Mot de passe provisoire saisi"
    SECRET_REFUSE = "secret_refuse", "Mot de passe provisoire qui ne sert plus"
    MOT_DE_PASSE_CHOISI = "mot_de_passe_choisi", "Choix du mot de passe"
    MOT_DE_PASSE_CHANGE = "mot_de_passe_change", "Changement du mot de passe"
    MOT_DE_PASSE_REFUSE = "mot_de_passe_refuse", "Mot de passe actuel refusé"
    CODE_DEMANDE = "code_demande", "Code de confirmation demandé"
    CODE_REFUSE = "code_refuse", "Code de confirmation refusé"
    COURRIEL_CONFIRME = "courriel_confirme", "Adresse e-mail confirmée"
    SESSION_FERMEE = "session_fermee", "Sessions fermées à distance"
    APPAREILS_OUBLIES = "appareils_oublies", "Navigateurs connus oubliés"
    ENVOI_REMIS = "envoi_remis", "E-mail envoyé"
    ENVOI_ABANDONNE = "envoi_abandonne", "E-mail abandonné"
    ENVOI_SANS_OBJET = "envoi_sans_objet", "E-mail sans objet"
    ENVOI_REJOUE = "envoi_rejoue", "E-mail remis à envoyer"
    MOT_DE_PASSE_DEMANDE = "mot_de_passe_demande", "Demande de mot de passe"
    DEMANDE_TRAITEE = "demande_traitee", "Demande de mot de passe traitée"
    DEMANDE_SANS_SUITE = "demande_sans_suite", "Demande de mot de passe sans suite"
    SECRET_EMIS = "secret_emis", "Mot de passe provisoire émis"
    LEURRES_GELES = "leurres_geles", "Gel des leurres"
    AGENT_CONNECTE = "agent_connecte", "Connexion d’un agent"
    AGENT_REFUSE = "agent_refuse", "Connexion d’un agent refusée"
    AGENT_CODE_REDEMANDE = "agent_code_redemande", "Code de l’agent vérifié de nouveau"
    AGENT_ROLES = "agent_roles", "Rôles d’un agent"
    AGENT_DESACTIVE = "agent_desactive", "Désactivation d’un agent"
    AGENT_REACTIVE = "agent_reactive", "Réactivation d’un agent"
    AGENT_APPROUVE = "agent_approuve", "Accès d’un agent approuvé"
    AUTHENTIFICATEUR_INSTALLE = "authentificateur_installe", "Authentificateur installé"
    AUTHENTIFICATEUR_RETIRE = "authentificateur_retire", "Authentificateur à réinstaller"
    VERIFICATION_DEMANDEE = "verification_demandee", "Vérification du journal demandée"
    JOURNAL_VERIFIE = "journal_verifie", "Journal vérifié"
    TENTATIVES_DEBLOQUEES = "tentatives_debloquees", "Tentatives débloquées"
    PROVISOIRES_REVOQUES = "provisoires_revoques", "Mots de passe provisoires révoqués"
    DOSSIERS_IMPORTES = "dossiers_importes", "Import de dossiers"
    PURGE_COMMENCEE = "purge_commencee", "Début d’une purge"
    PURGE_EFFECTUEE = "purge_effectuee", "Purge"
    TETE_EXPORTEE = "tete_exportee", "Export de la tête du journal"
    COMPTES_REPRIS = "comptes_repris", "Reprise de comptes"
    FRANCECONNECT_ASSOCIE = "franceconnect_associe", "FranceConnect associé"
    FRANCECONNECT_DISSOCIE = "franceconnect_dissocie", "FranceConnect dissocié"
    FRANCECONNECT_REFUSE = "franceconnect_refuse", "FranceConnect refusé"
    CHANGEMENT_DE_DOSSIER = "changement_de_dossier", "Changement de dossier"
    DEMONSTRATION_PREPAREE = "demonstration_preparee", "Préparation de la démonstration"
    LOT_PREPARE = "lot_prepare", "Préparation d’un lot de courriers"
    COURRIER_IMPRIME = "courrier_imprime", "Courrier de mot de passe provisoire imprimé"
    LOT_PRET = "lot_pret", "Lot de courriers prêt"
    LOT_TELECHARGEMENT_DEMANDE = "lot_telechargement_demande", "Téléchargement d’un lot demandé"
    LOT_TELECHARGE = "lot_telecharge", "Téléchargement d’un lot de courriers"
    LOT_POSTE = "lot_poste", "Remise d’un lot à La Poste"
    LOT_ABANDONNE = "lot_abandonne", "Abandon d’un lot de courriers"
    LOT_REGENERE = "lot_regenere", "Régénération de courriers"
    LETTRE_RAPPELEE = "lettre_rappelee", "Rappel par e-mail d’un courrier de mot de passe"
    LETTRE_EXPIREE = "lettre_expiree", "E-mail de fin d’un courrier de mot de passe"
    COURRIER_NPAI = "courrier_npai", "Courrier revenu, adresse signalée"
