"""Masks of dossiers that do not exist cannot be told from the others."""

from collections import Counter
from collections.abc import Callable, Sequence
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

from accounts.enums import Acte, TypeDossier
from accounts.models import Dossier, EntreeJournal, GelDesLeurres
from accounts.reinitialisation import proposition, urne
from accounts.reinitialisation.checks import leurres_geles
from accounts.reinitialisation.effectifs import SEUIL, compter
from accounts.reinitialisation.masques import DOMAINE_TU, NOM_TU, masquer_domaine, masquer_nom
from accounts.reinitialisation.proposition import adresse_masquee
from accounts.reinitialisation.urne import Urnes
from tests.accounts.reinitialisation.conftest import HABITANTS, population
from tests.harnais.personas import creer_dossier
from tests.harnais.statistiques import p_khi2

P_MIN = 0.01
MORCEAUX: dict[str, Callable[[str], str]] = {
    "sans e-mail": lambda masque: str(not masque),
    "domaine": lambda masque: masque.partition("@")[2],
    "première lettre": lambda masque: masque[:1],
    "fin du nom": lambda masque: masque.partition("@")[0][-2:],
    "nom et domaine": lambda masque: masque,
    "longueur": lambda masque: str(len(masque)),
}
INCONNUS = [str(5_000_000 + rang) for rang in range(HABITANTS)]


def masques(numeros: Sequence[str]) -> list[str]:
    return [adresse_masquee(TypeDossier.AFFILIE, numero) for numero in numeros]


def verifier_les_masques(caisse: list[str]) -> None:
    connus, inconnus = masques(caisse), masques(INCONNUS)
    for nom, morceau in MORCEAUX.items():
        p = p_khi2(map(morceau, connus), map(morceau, inconnus))
        assert p > P_MIN, f"{nom} : p = {p:.2g}"


def test_les_masques_ont_la_meme_repartition(caisse: list[str]) -> None:
    verifier_les_masques(caisse)


def test_ce_qui_est_montre_pour_l_un_peut_l_etre_pour_l_autre(caisse: list[str]) -> None:
    """No mask points at someone: each is met several times among the real ones, and the rare are hidden further."""
    noms = GelDesLeurres.objects.get().effectifs["affilie"]["noms"]
    possibles = {f"{nom}@{domaine}" for domaine, de in noms.items() for nom in de}
    for masque, fois in Counter(filter(None, masques(caisse))).items():
        assert masque in possibles
        assert len(masque.partition("@")[0]) == 7
        assert fois >= SEUIL or NOM_TU in masque


def test_un_seul_tld_se_verrait(caisse: list[str]) -> None:
    vrai = urne.Urnes.leurre

    def sabote(self: Urnes, type_dossier: TypeDossier, numero: str) -> str:
        masque = vrai(self, type_dossier, numero)
        return masque.rpartition(".")[0] + ".com" if "*." in masque else masque

    with patch.object(urne.Urnes, "leurre", sabote), pytest.raises(AssertionError, match="domaine"):
        verifier_les_masques(caisse)


def test_toujours_une_adresse_se_verrait(caisse: list[str]) -> None:
    vrai = urne.Urnes.leurre

    def sabote(self: Urnes, type_dossier: TypeDossier, numero: str) -> str:
        return vrai(self, type_dossier, numero) or vrai(self, type_dossier, numero[::-1])

    with patch.object(urne.Urnes, "leurre", sabote), pytest.raises(AssertionError, match="sans e-mail"):
        verifier_les_masques(caisse)


def test_des_morceaux_tires_chacun_pour_soi_se_verraient(caisse: list[str]) -> None:
    """`c****ct` is the name of a practice: never at a provider's."""
    gel = GelDesLeurres.objects.get()
    noms = gel.effectifs["affilie"]["noms"]
    tous = dict(sum((Counter(de) for de in noms.values()), Counter()))
    gel.effectifs["affilie"]["noms"] = dict.fromkeys(noms, tous)
    sabotees = Urnes.de_json(gel.effectifs)
    with (
        patch.object(proposition, "urnes_du_gel", return_value=sabotees),
        pytest.raises(AssertionError, match="p ="),
    ):
        verifier_les_masques(caisse)


def test_le_leurre_est_toujours_le_meme(caisse: list[str]) -> None:
    avant = masques(INCONNUS[:200])
    Dossier.objects.filter(numero__in=caisse[:500]).update(courriel="autre@change.example")
    creer_dossier("4000000", courriel="nouveau@change.example")
    proposition.urnes_du_gel.cache_clear()
    with override_settings(SECRET_KEY="une autre clé, depuis la rotation"):
        assert masques(INCONNUS[:200]) == avant
    with override_settings(CLE_LEURRES="une autre"):
        assert masques(INCONNUS[:200]) != avant


def test_affilie_et_ayant_droit_ont_chacun_leurs_leurres(caisse: list[str]) -> None:
    creer_dossier("500000001", courriel="")
    assert {adresse_masquee(TypeDossier.AYANT_DROIT, f"60000{rang:04d}") for rang in range(50)} == {
        f"{NOM_TU}@{DOMAINE_TU}"
    }, "une caisse sans ayant droit n’apprend rien de plus que sa règle"


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [("judy.modele", "j****le"), ("JUDY", "j******"), ("élise.exemple", "*****le"), ("a", "a******"), ("", "*******")],
)
def test_le_masque_du_nom_a_toujours_sept_signes(nom: str, attendu: str) -> None:
    assert masquer_nom(nom) == attendu


@pytest.mark.parametrize(
    ("domaine", "attendu"),
    [
        ("cabinet.com", "c*****.com"),
        ("a.b.example.FR", "a*****.fr"),
        ("seul", DOMAINE_TU),
        ("x.photography", DOMAINE_TU),
        ("", DOMAINE_TU),
    ],
)
def test_le_masque_du_domaine(domaine: str, attendu: str) -> None:
    assert masquer_domaine(domaine) == attendu


def test_le_masque_de_la_procedure() -> None:
    effectifs = compter(lambda: [("affilie", "judy.grady@cabinet.com")] * 5, fournisseurs=0)
    assert Urnes(effectifs).masquer(TypeDossier.AFFILIE, "judy.grady@cabinet.com") == "j****dy@c*****.com"


def test_ce_qui_est_rare_est_tu() -> None:
    gens = [("affilie", "alice.fictive@gmail.com")] * 95 + [("affilie", "zoe.unique@musee.museum")] * 4
    urnes = Urnes(compter(lambda: gens))
    assert urnes.masquer(TypeDossier.AFFILIE, "alice.fictive@gmail.com") == "a****ve@gmail.com"
    assert urnes.masquer(TypeDossier.AFFILIE, "zoe.unique@musee.museum") == f"{NOM_TU}@{DOMAINE_TU}"
    assert urnes.masquer(TypeDossier.AFFILIE, "jamais.vu@nulle-part.example") == f"{NOM_TU}@{DOMAINE_TU}"


def test_seuls_les_grands_fournisseurs_se_montrent_en_entier() -> None:
    gens = [("affilie", f"x@{nom}.com") for nom in "abcdefghij" for _ in range(200)] + [("affilie", "x@petit.com")] * 19
    entiers = {domaine for domaine in compter(lambda: gens)[TypeDossier.AFFILIE].domaines if "*" not in domaine}
    assert len(entiers) == 8
    gens = [("affilie", "x@grand.com")] * 1000 + [("affilie", "x@petit.com")] * 9
    assert set(compter(lambda: gens)[TypeDossier.AFFILIE].domaines) == {"grand.com", "p*****.com", DOMAINE_TU}


def test_on_ne_gele_qu_une_fois(caisse: list[str]) -> None:
    with pytest.raises(CommandError, match="déjà gelés"):
        call_command("geler_leurres")
    call_command("geler_leurres", remplacer=True, stdout=StringIO())
    assert list(GelDesLeurres.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert EntreeJournal.objects.filter(acte=Acte.LEURRES_GELES).count() == 2


def test_on_ne_gele_pas_une_caisse_vide(db: None) -> None:
    with pytest.raises(CommandError, match="importez-les d’abord"):
        call_command("geler_leurres")


@pytest.mark.django_db
@override_settings(PRODUCTION=True)
def test_la_production_est_avertie_tant_que_rien_n_est_gele() -> None:
    assert leurres_geles(None, ["default"]) == []
    creer_dossier("1234567")
    assert [avis.id for avis in leurres_geles(None, ["default"])] == ["reinitialisation.W001"]
    assert leurres_geles(None, None) == []
    call_command("geler_leurres", stdout=StringIO())
    assert leurres_geles(None, ["default"]) == []


@pytest.mark.django_db
def test_avant_le_premier_gel_des_leurres_existent_deja() -> None:
    vus = masques(INCONNUS[:200])
    assert 5 <= vus.count("") <= 35
    assert len(set(vus)) > 100
    assert len(list(population())) == HABITANTS
