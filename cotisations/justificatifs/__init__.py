"""What the account of cotisations can prove: one file a document, registered in the order they are offered."""

from cotisations.justificatifs.a_jour import ATTESTATION_A_JOUR
from cotisations.justificatifs.appel import APPEL_DE_COTISATIONS
from cotisations.justificatifs.echeancier import ECHEANCIER
from cotisations.justificatifs.fiscale import ATTESTATION_FISCALE
from cotisations.justificatifs.paiement import ATTESTATION_PAIEMENT
from cotisations.justificatifs.recapitulatif import RECAPITULATIF
from cotisations.justificatifs.situation import RELEVE_SITUATION

JUSTIFICATIFS = (
    ATTESTATION_A_JOUR,
    ATTESTATION_PAIEMENT,
    ATTESTATION_FISCALE,
    RELEVE_SITUATION,
    RECAPITULATIF,
    ECHEANCIER,
    APPEL_DE_COTISATIONS,
)
