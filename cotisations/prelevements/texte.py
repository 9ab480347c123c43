"""What a member signs, word for word. A change of wording is another version: signed mandates keep theirs."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.conf import settings

from accounts.adresse_postale import destinataire
from cotisations.models import MandatSepa

VERSION = "2026-11"
AUTORISATIONS = (
    "En signant ce mandat, vous autorisez (A) {creancier} à envoyer des instructions à votre banque pour débiter "
    "votre compte, et (B) votre banque à débiter votre compte conformément aux instructions de {creancier}.",
    "Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans la convention que "
    "vous avez passée avec elle. Une demande de remboursement doit être présentée dans les huit semaines suivant la "
    "date de débit de votre compte pour un prélèvement autorisé, et dans les treize mois pour un prélèvement non "
    "autorisé.",
    "Vos droits concernant ce mandat sont expliqués dans un document que vous pouvez obtenir auprès de votre banque.",
)
PAIEMENT = "Récurrent, pour les échéances de cotisations"


@dataclass(frozen=True)
class TexteDuMandat:
    """All that is signed. `iban` in full: kept sealed, shown masked."""

    version: str
    titre: str
    rum: str
    ics: str
    creancier: str
    adresse_creancier: tuple[str, ...]
    debiteur: str
    adresse_debiteur: tuple[str, ...]
    iban: str
    bic: str
    paiement: str
    autorisations: tuple[str, ...]

    def en_octets(self) -> bytes:
        """Canonical: the same words give the same bytes."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def empreinte(self) -> str:
        return hashlib.sha256(self.en_octets()).hexdigest()


def texte_du_mandat(mandat: MandatSepa) -> TexteDuMandat:
    """As it would be signed now. Raises `CoffreIllisible`."""
    return TexteDuMandat(
        version=VERSION,
        titre="Mandat de prélèvement SEPA",
        rum=mandat.rum,
        ics=settings.CAISSE_ICS,
        creancier=settings.CAISSE_NOM,
        adresse_creancier=tuple(settings.CAISSE_ADRESSE),
        debiteur=mandat.titulaire,
        adresse_debiteur=adresse_du_debiteur(mandat),
        iban=mandat.ouvrir_iban(),
        bic=mandat.bic,
        paiement=PAIEMENT,
        autorisations=autorisations(),
    )


def autorisations() -> tuple[str, ...]:
    return tuple(phrase.format(creancier=settings.CAISSE_NOM) for phrase in AUTORISATIONS)


def adresse_du_debiteur(mandat: MandatSepa) -> tuple[str, ...]:
    """The address given with the account, else that of the dossier."""
    if mandat.adresse_localite:
        localite = f"{mandat.adresse_code_postal} {mandat.adresse_localite}".strip()
        return (mandat.adresse_voie, f"{localite} ({mandat.adresse_pays})")
    return destinataire(mandat.dossier)[1:]
