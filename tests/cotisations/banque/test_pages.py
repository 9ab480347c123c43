"""One day told in several statements, or in the pages of one: what follows is new, what is told again is refused."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.models import Dossier
from cotisations.banque.lu import FichierRefuse
from cotisations.enums import Nature
from cotisations.virement.reference import reference_rf
from tests.cotisations.banque.fabrique import JOUR, SOLDE, camt, prendre, recu
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
DEMAIN = JOUR + timedelta(days=1)


def rf(persona: Persona) -> str:
    return reference_rf(persona.dossier.numero)


def credits_de(dossier: Dossier) -> list[int]:
    return sorted(dossier.ecritures.filter(nature=Nature.VIREMENT).values_list("montant_centimes", flat=True))


def pages(persona: Persona) -> list[bytes]:
    """The statement of a day in four pages, of 10 to 40 euros."""
    soldes = [SOLDE, SOLDE + 1_000, SOLDE + 3_000, SOLDE + 6_000]
    recues = [recu(centimes, rf(persona), reference_banque=f"P{centimes}") for centimes in (1_000, 2_000, 3_000, 4_000)]
    premiere, *autres = [camt(une, solde=solde) for une, solde in zip(recues, soldes, strict=True)]
    suites = [page.replace(b"OPBD", b"ITBD") for page in autres]
    return [page.replace(b"CLBD", b"ITBD") for page in (premiere, *suites[:-1])] + suites[-1:]


@pytest.mark.parametrize("ordre", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 2, 0, 3)])
def test_un_jour_en_plusieurs_pages_se_lit_en_entier(affilie: Persona, ordre: tuple[int, ...]) -> None:
    """Each page has the balances it begins and ends with."""
    dits = pages(affilie)
    prises = [prendre(dits[rang]) for rang in ordre]
    assert [prise.nouvelles for prise in prises] == [1, 1, 1, 1]
    assert list(prises[-1].ruptures) == []
    assert credits_de(affilie.dossier) == [1_000, 2_000, 3_000, 4_000]
    suite = prendre(camt(recu(500, rf(affilie), jour=DEMAIN), solde=SOLDE + 10_000, jour=DEMAIN))
    assert list(suite.ruptures) == []


def test_une_page_qui_saute_les_autres_attend_son_tour(affilie: Persona) -> None:
    premiere, deuxieme, troisieme, _ = pages(affilie)
    prendre(premiere)
    with pytest.raises(FichierRefuse, match="si un relevé manque entre eux, importez-le d’abord"):
        prendre(troisieme)
    assert [prendre(page).nouvelles for page in (deuxieme, troisieme)] == [1, 1]


def renommer(page: bytes) -> bytes:
    """The same operations, under other names."""
    renommee = page.replace(b">P", b">Z")
    assert renommee != page
    return renommee


@pytest.mark.parametrize("rang", range(4))
def test_une_page_renommee_est_refusee(affilie: Persona, rang: int) -> None:
    dits = pages(affilie)
    for page in dits:
        prendre(page)
    with pytest.raises(FichierRefuse, match="d’autres opérations"):
        prendre(renommer(dits[rang]))


def test_un_jour_qui_revient_a_son_solde_ne_se_dit_pas_deux_fois(affilie: Persona) -> None:
    """Its statements lead back to where they began: nothing but their names says that they were read."""
    aller, retour = recu(1_000, rf(affilie)), recu(-1_000, "frais")
    prendre(camt(aller))
    prendre(camt(retour, solde=SOLDE + 1_000))
    tous = [replace(une, reference_banque=f"Z{une.reference_banque}") for une in (aller, retour)]
    for encore in (tous, tous[:1]):
        with pytest.raises(FichierRefuse, match="d’autres opérations"):
            prendre(camt(*encore))
    assert prendre(camt(recu(2_000, rf(affilie)))).nouvelles == 1


def test_des_soldes_de_page_dits_dans_le_desordre_se_reconnaissent_a_leur_nom(affilie: Persona) -> None:
    dit = camt(recu(50_000, rf(affilie)))
    soldes = re.findall(rb"<Bal>.*?</Bal>\n", dit, re.DOTALL)
    ouvre, ferme = (
        re.sub(rb"<CdOrPrtry><Cd>\w+</Cd></CdOrPrtry>", rb"<CdOrPrtry><Cd>ITBD</Cd></CdOrPrtry>" + sous, bal)
        for bal, sous in zip(soldes, (b"<SubTp><Cd>OIBD</Cd></SubTp>", b"<SubTp><Cd>CIBD</Cd></SubTp>"), strict=True)
    )
    assert prendre(dit.replace(b"".join(soldes), ferme + ouvre)).nouvelles == 1
