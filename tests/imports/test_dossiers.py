"""Dossiers in: by numéro, leading zeros kept, each bad line named."""

from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.enums import Acte
from accounts.imports import moteur
from accounts.imports.dossiers import DOSSIERS
from accounts.imports.moteur import Bilan
from accounts.journal import anomalies
from accounts.models import Dossier, EntreeJournal
from tests.imports.fabrique import AFFILIE, AYANT_DROIT, contenu_de_la_base, dossiers, verser

pytestmark = pytest.mark.django_db


def test_un_dossier_arrive_entier(tmp_path: Path) -> None:
    bilan, refus = verser(DOSSIERS, dossiers(tmp_path, AFFILIE, AYANT_DROIT))
    assert (bilan, refus) == (Bilan(creees=2), [])
    alice = Dossier.objects.get(numero="0123456")
    assert (alice.prenoms, alice.commune_naissance_cog, alice.code_postal) == ("Alice Dominique", "2A004", "00100")
    assert str(alice.date_naissance) == "1980-02-29"
    assert alice.est_conventionne is True
    assert isinstance(alice.public_id, UUID)
    assert alice.public_id.version == 4
    assert alice.cree_le == alice.modifie_le == timezone.now()
    bruno = Dossier.objects.get(numero="012345678")
    assert (bruno.pays, bruno.pays_naissance_cog, bruno.profession, bruno.date_affiliation) == ("FR", "99100", "", None)
    alice.full_clean()
    bruno.full_clean()


def test_recommencer_ne_change_rien(tmp_path: Path) -> None:
    fichier = dossiers(tmp_path, AFFILIE, AYANT_DROIT)
    verser(DOSSIERS, fichier)
    avant = contenu_de_la_base()
    assert verser(DOSSIERS, fichier) == (Bilan(inchangees=2), [])
    assert contenu_de_la_base() == avant


def test_ce_qui_change_est_mis_a_jour_et_rien_d_autre(tmp_path: Path, horloge: "object") -> None:
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE, AYANT_DROIT))
    avant = {dossier.numero: dossier for dossier in Dossier.objects.all()}
    horloge.shift(60)  # type: ignore[attr-defined] # time_machine.Traveller
    radiee = {**AFFILIE, "statut": "radie", "date_radiation": "2026-06-30"}
    bilan, _ = verser(DOSSIERS, dossiers(tmp_path, radiee, AYANT_DROIT, {**AFFILIE, "numero": "0000001"}))
    assert bilan == Bilan(creees=1, modifiees=1, inchangees=1)
    apres = {dossier.numero: dossier for dossier in Dossier.objects.all()}
    assert apres["0123456"].statut == "radie"
    assert apres["0123456"].public_id == avant["0123456"].public_id
    assert apres["0123456"].cree_le == avant["0123456"].cree_le
    assert apres["0123456"].modifie_le == timezone.now() > avant["0123456"].modifie_le
    assert apres["012345678"].modifie_le == avant["012345678"].modifie_le
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE))
    assert Dossier.objects.get(numero="0123456").date_radiation is None


def test_une_date_seule_qui_arrive_puis_s_en_va(tmp_path: Path) -> None:
    """Empty against filled is a difference too: comparing NULLs must not hide it."""
    radiee = {**AFFILIE, "date_radiation": "2026-06-30"}
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE))
    assert verser(DOSSIERS, dossiers(tmp_path, radiee))[0] == Bilan(modifiees=1)
    assert str(Dossier.objects.get().date_radiation) == "2026-06-30"
    assert verser(DOSSIERS, dossiers(tmp_path, AFFILIE), essai=True)[0] == Bilan(modifiees=1)
    assert verser(DOSSIERS, dossiers(tmp_path, AFFILIE))[0] == Bilan(modifiees=1)
    assert Dossier.objects.get().date_radiation is None


def test_un_essai_juge_tout_et_n_ecrit_rien(tmp_path: Path) -> None:
    verser(DOSSIERS, dossiers(tmp_path, AFFILIE, AYANT_DROIT))
    avant = contenu_de_la_base()
    lignes = (
        {**AFFILIE, "nom_usage": "Fictive"},
        AYANT_DROIT,
        {**AFFILIE, "numero": "7"},
        {**AFFILIE, "numero": "0000001"},
    )
    essai = verser(DOSSIERS, dossiers(tmp_path, *lignes), essai=True)
    assert contenu_de_la_base() == avant
    assert essai[0] == Bilan(creees=1, modifiees=1, inchangees=1, refusees=1)
    assert verser(DOSSIERS, dossiers(tmp_path, *lignes)) == essai


FAUTES = [
    ({"type": "delegue"}, "type"),
    ({"numero": "123456"}, "numero"),
    ({"numero": "012345678"}, "numero"),
    ({"numero": "12 3456"}, "numero"),
    ({"numero": "１２３４５６７"}, "numero"),
    ({"numero": ""}, "numero"),
    ({"statut": "reversion"}, "statut"),
    ({"statut": "actif"}, "statut"),
    ({"nom_naissance": ""}, "nom_naissance"),
    ({"nom_naissance": "x" * 81}, "nom_naissance"),
    ({"prenoms": "  "}, "prenoms"),
    ({"sexe": "F"}, "sexe"),
    ({"date_naissance": "1980-02-30"}, "date_naissance"),
    ({"date_naissance": "29/02/1980"}, "date_naissance"),
    ({"date_naissance": "2026-11-23"}, "date_naissance"),  # tomorrow
    ({"date_naissance": "1815-01-01"}, "date_naissance"),
    ({"commune_naissance_cog": "2C004"}, "commune_naissance_cog"),
    ({"pays_naissance_cog": "99350"}, "commune_naissance_cog"),
    ({"pays_naissance_cog": "FR"}, "pays_naissance_cog"),
    ({"voie": "x" * 39}, "voie"),
    ({"code_postal": "0010"}, "code_postal"),
    ({"pays": "France"}, "pays"),
    ({"courriel": "alice@"}, "courriel"),
    ({"courriel": "a@" + "b" * 250 + ".fr"}, "courriel"),
    ({"telephone": "par courriel"}, "telephone"),
    ({"profession": "medecin"}, "profession"),
    ({"profession": ""}, "profession"),
    ({"est_conventionne": ""}, "est_conventionne"),
    ({"date_affiliation": ""}, "date_affiliation"),
    ({"date_radiation": "2009-12-31"}, "date_radiation"),
]


@pytest.mark.parametrize(("faute", "colonne"), FAUTES)
def test_une_ligne_fautive_au_milieu_des_bonnes(tmp_path: Path, faute: dict[str, str], colonne: str) -> None:
    suivante = {**AFFILIE, "numero": "0000002"}
    bilan, refus = verser(
        DOSSIERS, dossiers(tmp_path, {**AFFILIE, "numero": "0000001"}, {**AFFILIE, **faute}, suivante)
    )
    assert bilan == Bilan(creees=2, refusees=1)
    assert [(un.ligne, un.colonne) for un in refus] == [(3, colonne)]
    assert refus[0].motif
    assert sorted(Dossier.objects.values_list("numero", flat=True)) == ["0000001", "0000002"]


def test_une_radiation_demande_une_affiliation(tmp_path: Path) -> None:
    _, refus = verser(DOSSIERS, dossiers(tmp_path, {**AYANT_DROIT, "date_radiation": "2020-12-31"}))
    assert [(un.colonne, un.motif) for un in refus] == [("date_radiation", "sans date d’affiliation")]


@pytest.mark.parametrize("lot", [1, 2, 10_000])
def test_une_cle_repetee_garde_sa_premiere_ligne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lot: int) -> None:
    monkeypatch.setattr(moteur, "TAILLE_LOT", lot)
    fautive, autre = {**AFFILIE, "sexe": "?"}, {**AFFILIE, "numero": "0000001"}
    fichier = dossiers(tmp_path, fautive, AFFILIE, autre, {**AFFILIE, "nom_usage": "Autre"}, AFFILIE)
    bilan, refus = verser(DOSSIERS, fichier)
    assert bilan == Bilan(creees=2, refusees=3)
    assert [(un.ligne, un.colonne) for un in refus] == [(2, "sexe"), (5, "numero"), (6, "numero")]
    assert refus[1].motif == refus[2].motif == "même clé qu’à la ligne 3 du fichier"
    assert Dossier.objects.get(numero="0123456").nom_usage == ""
    avant = contenu_de_la_base()
    assert verser(DOSSIERS, fichier)[0] == Bilan(inchangees=2, refusees=3)
    assert contenu_de_la_base() == avant


def test_chaque_lot_ecrit_a_son_entree_au_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moteur, "TAILLE_LOT", 2)
    verser(DOSSIERS, dossiers(tmp_path, *({**AFFILIE, "numero": f"{n:07d}"} for n in range(3))))
    entrees = EntreeJournal.objects.filter(acte=Acte.DOSSIERS_IMPORTES)
    assert [entree.details for entree in entrees] == [
        {"fichier": "dossiers.csv", "premiere_ligne": 2, "derniere_ligne": 3, "creees": 2, "modifiees": 0},
        {"fichier": "dossiers.csv", "premiere_ligne": 4, "derniere_ligne": 4, "creees": 1, "modifiees": 0},
    ]
    assert list(anomalies()) == []


def test_ce_que_la_base_refuse_seule_n_emporte_pas_le_lot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of the database that the importer would forget still costs one line only."""
    monkeypatch.setattr(moteur, "_sans", lambda lignes, ecartees: lignes)
    lignes = [{**AFFILIE, "numero": f"{n:07d}"} for n in range(7)]
    lignes[4]["statut"] = "reversion"
    bilan, refus = verser(DOSSIERS, dossiers(tmp_path, *lignes))
    assert bilan == Bilan(creees=6, refusees=1)
    assert [un.ligne for un in refus] == [6, 6]
    assert [un.colonne for un in refus] == ["", "statut"]
    assert refus[0].motif.startswith("refusée par la base")
    assert list(anomalies()) == []
