"""Where a letter is: what the batches' dates tell, and nothing of the dossier."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import Canal, EtatDemande, EtatLot
from accounts.models import DemandeMotDePasse, LotDeCourriers
from accounts.reinitialisation.suivi import suivi_de
from tests.accounts.reinitialisation.conftest import SUIVI
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_compte

CONNUE, INCONNUE = "ACDEFGHJKMNP", "PNMKJHGFEDCA"
HEURE = timedelta(hours=1)


@pytest.fixture
def demandes(affilie: Persona) -> datetime:
    """One letter for a dossier that exists, one for a dossier that does not; the worker has decided on both."""
    maintenant = timezone.now()
    champs: dict[str, Any] = {"type_dossier": "affilie", "canal": Canal.LETTRE, "demandee_le": maintenant}
    DemandeMotDePasse.objects.create(
        reference=CONNUE, numero="1234567", etat=EtatDemande.TRAITEE, dossier=affilie.dossier, traitee_le=maintenant,
        **champs,
    )  # fmt: skip
    DemandeMotDePasse.objects.create(
        reference=INCONNUE, numero="7654321", etat=EtatDemande.SANS_SUITE, traitee_le=maintenant, **champs
    )
    return maintenant


def dates() -> list[datetime | None]:
    vus = []
    for reference in (CONNUE, INCONNUE):
        suivi = suivi_de(reference)
        assert suivi
        vus.append([etape.le for etape in suivi.etapes])
    assert vus[0] == vus[1]
    return vus[0]


def lot(coupure_le: datetime, etat: EtatLot = EtatLot.TELECHARGE, **champs: Any) -> LotDeCourriers:
    """Downloaded: one batch at a time is prepared, while any number may be on the way to La Poste."""
    return LotDeCourriers.objects.create(coupure_le=coupure_le, etat=etat, **champs)


def test_la_lettre_avance_avec_les_lots(demandes: datetime, agent: Persona) -> None:
    assert dates() == [demandes, None, None]
    lot(demandes - HEURE)
    assert dates() == [demandes, None, None], "un lot fermé avant la demande"
    abandonne = lot(demandes + HEURE, EtatLot.ABANDONNE, abandonne_le=demandes + 2 * HEURE)
    assert dates() == [demandes, None, None]
    premier = lot(demandes + 2 * HEURE, EtatLot.EN_PREPARATION)
    assert dates() == [demandes, premier.coupure_le, None]
    LotDeCourriers.objects.filter(pk=premier.pk).update(etat=EtatLot.TELECHARGE)
    lot(demandes + 3 * HEURE, EtatLot.EN_PREPARATION)
    assert dates() == [demandes, premier.coupure_le, None], "le lot suivant n’y change rien"
    poste_le = demandes + 5 * HEURE
    LotDeCourriers.objects.filter(pk=premier.pk).update(
        etat=EtatLot.POSTE, poste_le=poste_le, confirme_par=creer_compte("!")
    )
    assert dates() == [demandes, premier.coupure_le, poste_le]
    assert abandonne.coupure_le < premier.coupure_le


def test_la_page_est_la_meme(client: ClientStrict, demandes: datetime) -> None:
    lot(demandes)
    pages = [client.post(SUIVI, {"reference": reference.lower()}) for reference in (CONNUE, INCONNUE)]
    assert [page.status_code for page in pages] == [200, 200]
    textes = [
        page.content.decode().split("<main", 1)[1].split("</main", 1)[0].replace(vue, "REF")
        for page, vue in zip(pages, ("ACDE-FGHJ-KMNP", "PNMK-JHGF-EDCA"), strict=True)
    ]
    assert textes[0] == textes[1]
    assert "Remise à La Poste" in textes[0]
    assert "1234567" not in textes[0]


def test_un_e_mail_ne_dit_rien_de_plus(client: ClientStrict, demandes: datetime) -> None:
    DemandeMotDePasse.objects.update(canal=Canal.COURRIEL)
    page = client.post(SUIVI, {"reference": "acde fghj kmnp"}).content.decode()
    assert "Si le dossier existe" in page
    assert "Remise à La Poste" not in page


@pytest.mark.parametrize(
    ("reference", "faute"),
    [("", "Indiquez votre référence"), ("1234567", "douze lettres"), ("CCCCCCCCCCCC", "Nous ne trouvons pas")],
)
def test_une_reference_fausse(client: ClientStrict, demandes: datetime, reference: str, faute: str) -> None:
    assert faute in client.post(SUIVI, {"reference": reference}).content.decode()


def test_deviner_une_reference_est_limite(
    client: ClientStrict, demandes: datetime, horloge: time_machine.Traveller
) -> None:
    for _ in range(25):  # whoever holds one looks as often as they like
        assert client.post(SUIVI, {"reference": CONNUE}).status_code == 200
    recus = [client.post(SUIVI, {"reference": f"CCCCCCCCCC{a}{b}"}).status_code for a in "ACDE" for b in "ACDEFG"]
    assert recus == [200] * 20 + [429] * 4
    horloge.shift(60)
    assert client.post(SUIVI, {"reference": CONNUE}).status_code == 200


def test_aucune_reference_dans_les_adresses(client: ClientStrict, demandes: datetime) -> None:
    page = client.get(SUIVI, {"reference": CONNUE}).content.decode()
    assert "ACDE-FGHJ-KMNP</strong>" not in page
    assert "Où en est votre demande" not in page
