from io import BytesIO

import cotisations.banque.decisions
import cotisations.banque.importation
import cotisations.banque.rapprochement
from cotisations.banque.fichier import reconnaitre
from cotisations.models import Operation
from tests.cotisations.banque.fabrique import camt, proposer, recu
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _importer_releve(persona: Persona) -> None:
    fichier = reconnaitre(BytesIO(camt(recu(50_000, persona.dossier.numero))))
    cotisations.banque.importation.importer_releve(fichier=fichier, par=persona.compte)


def _rapprocher_un_lot(persona: Persona) -> None:
    cotisations.banque.rapprochement.rapprocher_un_lot(par=None)


def _accepter_proposition(persona: Persona) -> None:
    cotisations.banque.decisions.accepter_proposition(
        operation=Operation.objects.get(), attendu=persona.dossier, par=persona.compte
    )


def _attribuer(persona: Persona) -> None:
    cotisations.banque.decisions.attribuer(
        operation=Operation.objects.get(), dossier=persona.dossier, motif="Essai", par=persona.compte
    )


def _refuser_proposition(persona: Persona) -> None:
    cotisations.banque.decisions.refuser_proposition(
        operation=Operation.objects.get(), motif="Essai", par=persona.compte
    )


def _mettre_en_attente(persona: Persona) -> None:
    cotisations.banque.decisions.mettre_en_attente(operation=Operation.objects.get(), motif="Essai", par=persona.compte)


def _ecarter(persona: Persona) -> None:
    cotisations.banque.decisions.ecarter(operation=Operation.objects.get(), motif="Essai", par=persona.compte)


def _annuler_decision(persona: Persona) -> None:
    cotisations.banque.decisions.annuler_decision(operation=Operation.objects.get(), motif="Essai", par=persona.compte)


def _proposer(persona: Persona) -> None:
    proposer(persona)


def _accepter(persona: Persona) -> None:
    proposer(persona)
    _accepter_proposition(persona)


CHAPITRE = Chapitre(
    modules=(cotisations.banque.importation, cotisations.banque.rapprochement, cotisations.banque.decisions),
    essais=(
        Essai(_importer_releve),
        Essai(_rapprocher_un_lot, avant=_importer_releve),
        Essai(_accepter_proposition, avant=_proposer),
        Essai(_attribuer, avant=_proposer),
        Essai(_refuser_proposition, avant=_proposer),
        Essai(_mettre_en_attente, avant=_proposer),
        Essai(_ecarter, avant=_proposer),
        Essai(_annuler_decision, avant=_accepter),
    ),
    # A loop over `rapprocher_un_lot`, and a read.
    ailleurs=frozenset({"rapprocher_les_recues", "derniere_decision"}),
)
