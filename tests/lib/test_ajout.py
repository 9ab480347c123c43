"""Adding many rows: defaults, conflicts and refusals are those of the table."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection

from accounts.models import Envoi
from carpimko_portal.lib.ajout import ajouter_en_nombre

_LE = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _envoi(cle: str, **autres: Any) -> dict[str, Any]:
    champs = {"genre": "essai", "dossier_id": None, "cle": cle, "references": {"n": 1, "é": "’\t\\N"}}
    return {**champs, "cree_le": _LE, "prochain_le": _LE, **autres}


@pytest.mark.django_db
def test_ce_qui_n_est_pas_dit_a_sa_valeur_par_defaut() -> None:
    ajouter_en_nombre(Envoi, [_envoi("un"), _envoi("deux")])
    un, deux = Envoi.objects.order_by("pk")
    assert (un.essais, un.derniere_erreur, un.dossier_id, un.cree_le) == (0, "", None, _LE)
    assert un.public_id != deux.public_id


@pytest.mark.django_db
def test_ce_qui_est_dit_revient_tel_quel() -> None:
    textes = ["", "\\N", "\\", "a\tb\nc\rd", "« œuvre »", "NULL", "'; --"]
    ajouter_en_nombre(Envoi, [_envoi(f"cle {rang}", derniere_erreur=texte) for rang, texte in enumerate(textes)])
    assert list(Envoi.objects.order_by("pk").values_list("derniere_erreur", flat=True)) == textes
    assert {envoi.references["é"] for envoi in Envoi.objects.all()} == {"’\t\\N"}


@pytest.mark.django_db
def test_un_conflit_est_laisse_de_cote_et_les_autres_lignes_entrent() -> None:
    ajouter_en_nombre(Envoi, [_envoi("un")])
    ajouter_en_nombre(Envoi, [_envoi("zéro"), _envoi("un", genre="autre"), _envoi("deux")], ignorer_conflits=True)
    assert list(Envoi.objects.order_by("cle").values_list("cle", "genre")) == [
        ("deux", "essai"), ("un", "essai"), ("zéro", "essai"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_un_conflit_qui_n_est_pas_permis_ne_laisse_rien() -> None:
    with pytest.raises(IntegrityError):
        ajouter_en_nombre(Envoi, [_envoi("un"), _envoi("deux"), _envoi("un")])
    assert not Envoi.objects.exists()


@pytest.mark.django_db
def test_une_valeur_trop_longue_n_est_pas_coupee() -> None:
    trop_longue = "x" * 500
    if connection.vendor == "postgresql":
        with pytest.raises(DataError):
            ajouter_en_nombre(Envoi, [_envoi(trop_longue)])
    else:  # SQLite keeps it whole
        ajouter_en_nombre(Envoi, [_envoi(trop_longue)])
    assert not Envoi.objects.exclude(cle=trop_longue).exists()


@pytest.mark.django_db
def test_rien_a_ajouter_ne_demande_rien(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        ajouter_en_nombre(Envoi, [])
