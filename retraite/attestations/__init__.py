"""What the ledger of pensions can prove."""

from retraite.attestations.fiscale import ATTESTATION_FISCALE_PENSIONS
from retraite.attestations.paiement import ATTESTATION_PENSION

ATTESTATIONS = (ATTESTATION_PENSION, ATTESTATION_FISCALE_PENSIONS)
