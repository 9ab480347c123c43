"""What an attestation d’affiliation says."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from accounts.models import Dossier
from carpimko_portal.lib.textes import lisible
from documents.attestations import construire
from documents.lettres import lettre_au
from documents.models import Document
from documents.registry import Demande, TypeInconnu, enregistrer, type_du_code
from documents.selectors import fiche_du_document, lire_fichier
from documents.services import cle_du_contenu
from tests.documents.conftest import Emettre
from tests.documents.lecture import balises, defauts_pdfua, mots_places, ouvrir, texte
from tests.harnais.personas import creer_dossier

LE = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def long() -> Dossier:
    """Every field as long as the database allows, and an address abroad."""
    ligne = "EXEMPLE DE LIGNE LONGUE DE 38 SIGNES X"
    return creer_dossier(
        "5000004",
        nom_naissance="de la Tour-Fictive de l’Exemple-Long et de la Démonstration-Interminable de Essai"[:80],
        nom_usage="Martin-Échantillon de la Rivière-Imaginaire et du Modèle-Sans-Fin de la Fiction X"[:80],
        prenoms=" ".join(["Marguerite-Alexandrine"] * 5),
        point_remise=ligne,
        complement=ligne,
        voie=ligne,
        lieu_dit=ligne,
        localite="VILLE-FICTIVE SUR LONGUE RIVIERE",
        pays="BE",
        statut="rente_invalidite",
        profession="kinesitherapeute",
        date_radiation=date(2027, 1, 1),
    )


def octets_de(document: Document) -> bytes:
    fiche = fiche_du_document(document.dossier, document.public_id)
    assert fiche
    return lire_fichier(fiche)


def test_dit_tout_ce_qu_elle_atteste(dossier: Dossier, emettre: Emettre) -> None:
    document = emettre(dossier)
    lu = texte(octets_de(document))
    for mots in (
        "Attestation d’affiliation",
        "Madame Alice D’USAGE, née le 29 février 1980, est affiliée à notre caisse depuis le 1er avril 2012",
        "en qualité d’infirmière",
        "Dossier 1 122 334",
        "Nom de naissance FICTIVE",
        "Prénoms Alice Marie",
        "Profession Infirmière",
        "Conventionnement Conventionnée",
        "Situation Cotisante",
        "Établie le 22 novembre 2026 à la demande de l’intéressée",
        document.reference,
        "Spécimen de démonstration",
        "Page 1 / 1",
    ):
        assert " ".join(mots.split()) in lu.replace("\u202f", " ").replace("\u00a0", " "), mots
    assert "Dernier jour" not in lu


def test_conforme_et_sur_une_page(dossier: Dossier, emettre: Emettre) -> None:
    octets = octets_de(emettre(dossier))
    pdf = ouvrir(octets)
    assert len(pdf.pages) == 1
    assert defauts_pdfua(octets) == []
    lues = balises(pdf)
    assert lues.count("H1") == 1
    assert lues.count("TH") == lues.count("TD") == lues.count("TR") == 9
    assert str(pdf.docinfo.Title) == "Attestation d’affiliation du 22\u00a0novembre 2026"


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"sexe": "male"}, "Monsieur Alice FICTIVE, né le 29 février 1980, est affilié à notre caisse"),
        ({"profession": "kinesitherapeute"}, "en qualité de masseur-kinésithérapeute."),
        ({"profession": "orthoptiste"}, "en qualité d’orthoptiste."),
        (
            {"date_radiation": date(2026, 11, 21)},
            "a été affiliée à notre caisse du 1er janvier 2010 au 21 novembre 2026",
        ),
        ({"date_radiation": date(2026, 11, 22)}, "est affiliée à notre caisse depuis le 1er janvier 2010 en qualité"),
        (
            {"statut": "radie"},
            "a été affiliée à notre caisse à compter du 1er janvier 2010 et ne l’est plus aujourd’hui",
        ),
    ],
)
def test_la_phrase_suit_la_personne_et_les_dates(champs: dict[str, Any], phrase: str) -> None:
    contexte = construire(creer_dossier("5000001", **champs), LE)
    dite = f"{contexte.personne}, {contexte.naissance}, {contexte.constat}.".replace("\u00a0", " ")
    assert phrase in dite


def test_dernier_jour_et_non_conventionne() -> None:
    radie = creer_dossier(
        "5000002", sexe="male", statut="radie", date_radiation=date(2025, 6, 30), est_conventionne=False, prenoms="Jo"
    )
    lignes = dict(construire(radie, LE).lignes)
    assert lignes["Dernier jour d’affiliation"] == "30\u00a0juin 2025"
    assert lignes["Conventionnement"] == "Non conventionné"
    assert lignes["Situation"] == "Radié"
    assert lignes["Prénom"] == "Jo"


def test_noms_hostiles(emettre: Emettre) -> None:
    pirate = creer_dossier(
        "5000003",
        nom_naissance="<script>alert(1)</script>",
        nom_usage="\u202eETOREG\u202c & Cie",
        prenoms="{{ settings.SECRET_KEY }} \u200bA\tB",
    )
    document = emettre(pirate)
    lu = texte(octets_de(document))
    assert "<script>alert(1)</script>" in lu
    assert "ETOREG & Cie" in lu
    assert "{{ settings.SECRET_KEY }} A B" in lu
    assert "\u202e" not in lu


def test_noms_les_plus_longs_tiennent_sur_une_page(long: Dossier, emettre: Emettre) -> None:
    octets = octets_de(emettre(long))
    assert len(ouvrir(octets).pages) == 1
    lu = texte(octets).replace(" ", "")
    for champ in (long.nom_naissance, long.nom_usage, long.prenoms):
        assert champ.replace(" ", "") in lu
    assert defauts_pdfua(octets) == []


def test_un_nom_sans_espace_ne_deborde_pas(emettre: Emettre) -> None:
    octets = octets_de(emettre(creer_dossier("5000008", nom_naissance="W" * 80, prenoms="W" * 120)))
    assert max(mot.droite for mot in mots_places(octets)) < 192
    assert "Page 1 /" in texte(octets)


def test_ecritures_que_la_police_ignore(emettre: Emettre) -> None:
    autre = creer_dossier("5000005", nom_naissance="Łukasiewicz Őrsi Ñandú", prenoms="Ÿseult Œdipe")
    assert "Łukasiewicz Őrsi Ñandú" in texte(octets_de(emettre(autre)))


def test_adresse_pour_les_machines_de_tri() -> None:
    dossier = creer_dossier(
        "5000006",
        point_remise="Appartement 3, 2e étage",
        complement="Résidence des Essais",
        voie="12 bis, rue de l’Échantillon",
        localite="Ville-Fictive",
    )
    assert lettre_au(dossier, LE).destinataire == (
        "Madame Alice FICTIVE",
        "Appartement 3, 2e étage",
        "RÉSIDENCE DES ESSAIS",
        "12 BIS RUE DE L ÉCHANTILLON",
        "00000 VILLE-FICTIVE",
    )


@pytest.mark.parametrize(
    ("nom", "ligne"),
    [
        ("N" * 25, f"Madame Alice {'N' * 25}"),
        ("N" * 26, f"Alice {'N' * 26}"),
        ("N" * 36, f"A {'N' * 36}"),
        ("N" * 80, "N" * 38),
    ],
)
def test_la_ligne_du_nom_tient_dans_la_fenetre(nom: str, ligne: str) -> None:
    assert lettre_au(creer_dossier("5000007", nom_naissance=nom), LE).destinataire[0] == ligne


@pytest.mark.parametrize("courte", [True, False])
def test_l_adresse_est_dans_la_fenetre(courte: bool, dossier: Dossier, long: Dossier, emettre: Emettre) -> None:
    """x 110–190 mm, y 55–79 mm, and nothing else in x 90–210, y 34–94."""
    mots = mots_places(octets_de(emettre(dossier if courte else long)))
    zone = [m for m in mots if m.droite > 90 and m.bas > 34 and m.haut < 94]
    assert "VILLE-FICTIVE" in {mot.texte for mot in zone}
    assert len({m.haut for m in zone}) == (3 if courte else 7)
    assert [m for m in zone if m.gauche < 110 or m.droite > 190 or m.haut < 55 or m.bas > 79] == []


def test_la_cle_change_avec_les_mots_le_jour_et_le_gabarit(dossier: Dossier) -> None:
    contexte = asdict(construire(dossier, LE))
    cles = {
        cle_du_contenu("pdf/a/v1.html", contexte),
        cle_du_contenu("pdf/a/v2.html", contexte),
        cle_du_contenu("pdf/a/v1.html", asdict(construire(dossier, date(2026, 11, 23)))),
        cle_du_contenu("pdf/a/v1.html", {**contexte, "personne": "Quelqu’un d’autre"}),
    }
    assert len(cles) == 4
    assert cle_du_contenu("pdf/a/v1.html", dict(reversed(contexte.items()))) in cles
    with pytest.raises(TypeError):
        cle_du_contenu("pdf/a/v1.html", {"objet": object()})


def test_registre(affilie: Any, ayant_droit: Any) -> None:
    connu = type_du_code("attestation-affiliation")
    assert connu.version == "v1"
    with pytest.raises(ValueError, match="déjà enregistré"):
        enregistrer(connu)
    with pytest.raises(TypeInconnu):
        type_du_code("inconnu")
    assert connu.refus(Demande(affilie.dossier, LE)) is None
    assert connu.refus(Demande(ayant_droit.dossier, LE))


def test_texte_lisible() -> None:
    assert lisible("  Jean\u2028Claude\u00a0\u202eX\u200b\x07 ") == "Jean Claude X"
    assert lisible("E\u0301lodie") == "Élodie"
