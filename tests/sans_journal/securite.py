from accounts.choix import services as choix
from accounts.confirmations import services as confirmations
from accounts.enums import ActionConfirmee
from accounts.models import SessionOuverte
from accounts.securite import services as securite
from tests.harnais.personas import Persona
from tests.sans_journal import SESSION, Chapitre, Essai, requete_de


def _changer_mot_de_passe(persona: Persona) -> None:
    securite.changer_mot_de_passe(
        requete_de(persona), compte=persona.compte, dossier=persona.dossier, nouveau="Un autre mot 8"
    )


def _prouver_mot_de_passe(persona: Persona) -> None:
    """A wrong one is told to the journal."""
    securite.prouver_mot_de_passe(compte=persona.compte, saisie="Faux-2026")


def _fermer_session(persona: Persona) -> None:
    requete_de(persona)
    securite.fermer_session(compte=persona.compte, public_id=SessionOuverte.objects.get().public_id)


def _fermer_autres_sessions(persona: Persona) -> None:
    securite.fermer_autres_sessions(requete_de(persona), compte=persona.compte)


def _oublier_appareils(persona: Persona) -> None:
    securite.oublier_appareils(compte=persona.compte)


def _demander_code(persona: Persona) -> None:
    confirmations.demander_code(
        requete_de(persona),
        dossier=persona.dossier,
        action=ActionConfirmee.COURRIEL,
        adresse="nouvelle@portail.example",
        par=persona.compte,
    )


CHAPITRE = Chapitre(
    modules=(choix, securite, confirmations),
    essais=(
        Essai(_changer_mot_de_passe, SESSION),
        Essai(_prouver_mot_de_passe, frozenset({"accounts.NiveauSeau"})),
        Essai(_fermer_session, SESSION),
        Essai(_fermer_autres_sessions, SESSION),
        Essai(_oublier_appareils),
        Essai(_demander_code, SESSION | {"accounts.NiveauSeau"}),
    ),
    # The choice of a password, and whatever asks for a code that was read in a mailbox.
    ailleurs=frozenset({
        "choisir_mot_de_passe", "confirmer_choix", "envoyer_le_code", "adresse_prouvee", "confirmer_courriel",
        "demander_changement_courriel",
        "retenir_courriel", "fermer_les_sessions",
        "code_en_attente", "verifier_code", "utiliser_code",
    }),
)  # fmt: skip
