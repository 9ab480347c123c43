"""Scales: every figure has a source and a grade, and a file that is half right is refused with its key."""

import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from cotisations.calcul import BaremeAbsent, BaremeInvalide, Situation, annees_connues, bareme_de, baremes, simuler
from cotisations.calcul.figures import Bareme, Chiffre, Confiance

FICHIERS = sorted(baremes.DOSSIER.glob("*.toml"))
MODELE = FICHIERS[-1].read_text(encoding="utf-8")


def chiffres(objet: Any, nom: str = "") -> Iterator[tuple[str, Chiffre]]:
    for champ in fields(objet):
        valeur = getattr(objet, champ.name)
        if isinstance(valeur, Chiffre):
            yield f"{nom}{champ.name}", valeur
        elif is_dataclass(valeur):
            yield from chiffres(valeur, f"{nom}{champ.name}.")


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_chaque_chiffre_a_sa_source_et_sa_confiance(fichier: Path) -> None:
    bareme = baremes.lire_bareme(fichier)
    lus = dict(chiffres(bareme))
    ecrits = [
        v for section in tomllib.loads(fichier.read_text()).values() if isinstance(section, dict) for v in section
    ]
    assert len(lus) == len([nom for nom in ecrits if nom != "forme"]) >= 30
    for nom, chiffre in lus.items():
        assert len(chiffre.source) > 8, nom
        assert chiffre.confiance in Confiance
        assert chiffre.note or chiffre.confiance is not Confiance.C, f"{nom} : à confirmer, mais pourquoi ?"


def test_les_quatre_annees_sont_la() -> None:
    assert annees_connues() == (2023, 2024, 2025, 2026)
    assert [bareme_de(annee).annee for annee in annees_connues()] == [2023, 2024, 2025, 2026]
    with pytest.raises(BaremeAbsent, match="barème pour 2031\u00a0: choisissez une année de 2023 à 2026"):
        bareme_de(2031)


def test_une_nouvelle_annee_est_un_nouveau_fichier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for fichier in FICHIERS:
        (tmp_path / fichier.name).write_text(fichier.read_text())
    (tmp_path / "2027.toml").write_text(MODELE.replace("annee = 2026", "annee = 2027").replace('"48060"', '"49000"'))
    monkeypatch.setattr(baremes, "DOSSIER", tmp_path)
    for memoire in (baremes.annees_connues, baremes._garder):
        memoire.cache_clear()
    try:
        assert annees_connues()[-1] == 2027
        assert simuler(Situation(2027, bareme_de(2027).plafond)).lignes[0].montant == 427_800  # 49 000 × 8.73 %
    finally:
        monkeypatch.undo()
        for memoire in (baremes.annees_connues, baremes._garder):
            memoire.cache_clear()


@pytest.mark.parametrize(
    ("avant", "apres", "message"),
    [
        ("annee = 2026", "annee = 2025", "annee : 2025 au lieu de 2026"),
        ("annee = 2026", "", "clé manquante : annee"),
        ("[base]", "[bases]", "clé manquante : base"),
        ("taux_t2 =", "taux_t3 =", "base : clé manquante : taux_t2"),
        ("[reperes]", "[reperes]\nmystere = 1", "reperes : clé inconnue : mystere"),
        ('valeur = "0.0187"', 'valeur = "1.87"', "base.taux_t2.valeur : un taux est une fraction"),
        ('valeur = "0.0187"', 'valeur = "zéro"', "base.taux_t2.valeur : 'zéro' n’est pas un nombre"),
        ('valeur = "0.0187"', 'valeur = "-1"', "base.taux_t2.valeur : '-1' n’est pas un nombre positif"),
        ('valeur = "0.0187"', "valeur = 0.0187", "base.taux_t2.valeur : un texte est attendu"),
        ('valeur = "0.0187", source = "CSS, art. D642-3"', 'valeur = "0.0187", source = " "', "taux_t2.source"),
        ('art. D642-4", confiance = "A"', 'art. D642-4", confiance = "D"', "confiance : 'D' n’est pas A, B ou C"),
        ('forme = "taux_borne"', 'forme = "au_hasard"', "complementaire.forme : 'au_hasard'"),
        ("[asv]", "asv = 3\n[autre]", "2026.toml"),
        ("[usages]", "[usages", "2026.toml"),
    ],
)
def test_un_bareme_a_demi_juste_est_refuse(tmp_path: Path, avant: str, apres: str, message: str) -> None:
    assert avant in MODELE
    fichier = tmp_path / "2026.toml"
    fichier.write_text(MODELE.replace(avant, apres, 1))
    with pytest.raises(BaremeInvalide) as refus:
        baremes.lire_bareme(fichier)
    assert str(refus.value).startswith("2026.toml")
    assert message in str(refus.value).replace("\u00a0", " ")


def test_un_bareme_absent_ou_illisible_le_dit(tmp_path: Path) -> None:
    with pytest.raises(BaremeInvalide, match=r"2026\.toml"):
        baremes.lire_bareme(tmp_path / "2026.toml")


def test_un_bareme_ne_change_pas() -> None:
    bareme: Bareme = bareme_de(2026)
    with pytest.raises(AttributeError):
        bareme.annee = 2030  # type: ignore[misc]
    assert bareme_de(2026) is bareme
