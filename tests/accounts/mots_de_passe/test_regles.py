"""Which passwords are refused, and why."""

from contextlib import suppress

import pytest
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from accounts.mots_de_passe.bases import mots_francais
from accounts.mots_de_passe.champs import valider
from accounts.mots_de_passe.regles import PasCourant, bits, mots_personnels
from tests.harnais.personas import Persona


def motifs(mot_de_passe: str, persona: Persona) -> set[str]:
    try:
        valider(mot_de_passe, persona.dossier)
    except ValidationError as refus:
        return {str(erreur.code) for erreur in refus.error_list}
    return set()


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "cheval Correct agrafe 4 batteries",
        "Trois tasses de pluie 7",
        "kX9f2Lq!",
        "kX9f2Lqw7",
        "Pourquoi-pas-7",
        "Élan marché sous 12 arbres",
        " Trois tasses de pluie 7",
        "J’ai vu la caisse tomber 3 fois",
        "cheval Correct agrafe 4 batteries ".ljust(128, "z"),
    ],
)
def test_accepte(affilie: Persona, mot_de_passe: str) -> None:
    assert motifs(mot_de_passe, affilie) == set()


@pytest.mark.parametrize(
    ("mot_de_passe", "motif"),
    [
        ("kX9f2Lq", "court"),
        ("A1" + "kz" * 64, "long"),
        ("trois tasses de pluie 7", "composition"),
        ("TROIS TASSES DE PLUIE 7", "composition"),
        ("Trois tasses de pluie", "composition"),
        ("kX9f2Lqw", "hasard"),
        ("Motdepasse2026", "courant"),
        ("M0td3p@sse!!1", "courant"),
        ("Marseille2024!", "courant"),
        ("2024MARSEILLe", "courant"),
        ("Chocolat-123", "courant"),
        ("Azertyuiop1", "courant"),
        ("Qsdfghjklm1!", "courant"),
        ("Bénédicte75!", "courant"),
        ("P@ssw0rd2026", "courant"),
        ("Kinesithérapeute1", "courant"),
        ("Caisse-Retraite-1", "personnel"),
        ("Alice-Fictive-80", "personnel"),
        ("Mot-1234567-a", "personnel"),
        ("Ab-29021980-xyz", "personnel"),
        ("Carpimko-2026-a", "personnel"),
        ("Xy1Xy1Xy1", "devinable"),
    ],
)
def test_refuse(affilie: Persona, mot_de_passe: str, motif: str) -> None:
    assert motif in motifs(mot_de_passe, affilie)


def test_au_moins_trois_mille_mots_de_passe_courants_qui_suivent_la_regle_sont_refuses() -> None:
    """OWASP ASVS 6.2.4. As people dress them: a capital, digits, a sign."""
    connus = {*CommonPasswordValidator().passwords, *FREQUENCY_LISTS["passwords"], *mots_francais()}
    lettres = sorted(mot for mot in connus if mot.isalpha() and mot.isascii() and len(mot) >= 6)
    habilles = [
        habit(mot.capitalize()) for mot in lettres for habit in ("{}12".format, "{}2026!".format, "75-{}".format)
    ]
    assert len(habilles) >= 3 * 3_000
    assert [mot for mot in habilles if _accepte(mot)] == []


def test_les_entrees_des_listes_qui_suivent_la_regle_telles_quelles_sont_refusees() -> None:
    connus = {*CommonPasswordValidator().passwords, *FREQUENCY_LISTS["passwords"]}
    tels = [m for m in connus if len(m) >= 8 and any(c.isdigit() for c in m) and any(c.isalpha() for c in m)]
    assert len(tels) >= 3_000
    assert [mot for mot in tels if _accepte(mot.capitalize())] == []


def _accepte(mot_de_passe: str) -> bool:
    try:
        PasCourant().validate(mot_de_passe)
    except ValidationError:
        return False
    return True


def test_la_liste_francaise_est_une_vraie_liste() -> None:
    assert len(set(mots_francais())) >= 900
    assert all(mot.isalpha() and mot.isascii() for mot in mots_francais())


def test_les_bits_sont_ceux_de_la_cnil() -> None:
    assert round(bits("kX9f2Lq!"), 1) == 53.0
    assert round(bits("kX9f2Lqw"), 1) == 47.6
    assert round(bits("123456789012"), 1) == 39.9


def test_sans_personne_les_regles_valent_aussi() -> None:
    assert mots_personnels(None) == []
    assert len(password_validators_help_texts()) == 6


@given(st.text(max_size=140))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tout_texte_est_accepte_ou_refuse(mot_de_passe: str) -> None:
    """Never anything else, whatever the alphabet."""
    with suppress(ValidationError):
        validate_password(mot_de_passe)


@pytest.mark.parametrize("mot_de_passe", ["\u0301" * 12, "\u0301" * 128, "\u20dd\u0300" * 8])
def test_des_accents_seuls_sont_refuses(mot_de_passe: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(mot_de_passe)
