import documents.services
import documents.verification
from documents.attestations import ATTESTATION_AFFILIATION
from documents.enums import Motif, Moyen
from documents.models import Document
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _emettre_document(persona: Persona) -> None:
    documents.services.emettre_document(
        dossier=persona.dossier, type_document=ATTESTATION_AFFILIATION, par=persona.compte
    )


def _document(persona: Persona) -> Document:
    return Document.objects.get(dossier=persona.dossier)


def _revoquer_document(persona: Persona) -> None:
    documents.services.revoquer_document(document=_document(persona), motif=Motif.PERTE, par=persona.compte)


def _compter_verification(persona: Persona) -> None:
    documents.verification.compter_verification(document=_document(persona), moyen=Moyen.CODE)


CHAPITRE = Chapitre(
    modules=(documents.services, documents.verification),
    essais=(
        Essai(_emettre_document),
        Essai(_revoquer_document, avant=_emettre_document),
        Essai(_compter_verification, avant=_emettre_document),
    ),
    # `verifier_…` charge a limit in a transaction of their own, then count through `compter_verification`.
    ailleurs=frozenset({"rendre", "cle_du_contenu", "intitule", "initiales", "verifier_code", "verifier_fichier"}),
)
