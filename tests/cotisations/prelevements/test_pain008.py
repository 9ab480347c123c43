"""The file alone: what is refused, and that the same orders give the same bytes."""

from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from uuid import UUID

import pytest
from lxml import etree

from cotisations.prelevements import calendrier
from cotisations.prelevements.pain008 import Creancier, FichierImpossible, Message, Ordre, _Fichier, ecrire, nettoyer
from cotisations.prelevements.references import end_to_end_de, est_ics, est_permise, rum_de

pytestmark = pytest.mark.une_fois
CREANCIER = Creancier("Caisse de l’Été & fils", "FR7600000000000000000000097", "FR76ZZZ000000")
MESSAGE = Message("LOT-2026-000012", "LOT-2026-000012-1", datetime(2026, 12, 1, 0, 43), date(2026, 12, 7), CREANCIER)  # noqa: DTZ001 - the time of Paris, as the file says it
ORDRE = Ordre(
    "P1", "M1", date(2026, 11, 1), "Zoë d’Été @ “Fictive”", "FR7630006000011234567890189", "", 12_345, "Cotisations"
)


def defauts(message: Message = MESSAGE, *ordres: Ordre) -> list[str]:
    with pytest.raises(FichierImpossible) as refus:
        ecrire(message, ordres or [ORDRE])
    return refus.value.defauts


def test_les_memes_ordres_donnent_les_memes_octets() -> None:
    un, autre = (ecrire(MESSAGE, [ORDRE, replace(ORDRE, end_to_end="P2")]) for _ in range(2))
    assert un == autre
    arbre = etree.parse(BytesIO(un))
    assert arbre.findtext(".//{*}CreDtTm") == "2026-12-01T00:43:00"
    assert [e.text for e in arbre.iterfind(".//{*}NbOfTxs")] == ["2", "2"]
    assert [e.text for e in arbre.iterfind(".//{*}CtrlSum")] == ["246.90", "246.90"]
    assert arbre.findtext(".//{*}Dbtr/{*}Nm") == "Zoe d'Ete Fictive"
    assert arbre.findtext(".//{*}Cdtr/{*}Nm") == "Caisse de l'Ete fils"
    assert arbre.findtext(".//{*}DbtrAgt//{*}Othr/{*}Id") == "NOTPROVIDED"
    assert arbre.find(".//{*}Dbtr/{*}PstlAdr") is None


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"rum": "M" * 36}, "RUM impossible"),
        ({"rum": "M 1"}, "RUM impossible"),
        ({"rum": "/M1"}, "RUM impossible"),
        ({"rum": "M//1"}, "RUM impossible"),
        ({"rum": "É1"}, "RUM impossible"),
        ({"end_to_end": "P" * 36}, "référence impossible"),
        ({"iban": "FR7630006000011234567890188"}, "IBAN faux"),
        ({"centimes": 0}, "montant impossible"),
        ({"centimes": 100_000_000_000}, "montant impossible"),
        ({"nom": "@"}, "titulaire sans nom"),
        ({"iban": "MC5811222000010123456789030"}, "hors EEE sans BIC"),
        ({"iban": "CH9300762011623852957", "bic": "POFICHBEXXX"}, "ou sans adresse"),
    ],
)
def test_un_ordre_faux_est_refuse_sans_dire_l_iban(champs: dict[str, object], dit: str) -> None:
    (defaut,) = defauts(MESSAGE, replace(ORDRE, **champs))  # type: ignore[arg-type]
    assert dit in defaut
    assert str(champs.get("iban", "jamais")) not in defaut


@pytest.mark.parametrize(
    ("message", "dit"),
    [
        (replace(MESSAGE, creancier=replace(CREANCIER, ics="FR73ZZZ123456")), "ICS"),
        (replace(MESSAGE, creancier=replace(CREANCIER, ics="FR72ZZZ12")), "ICS"),
        (replace(MESSAGE, creancier=replace(CREANCIER, iban="FR7600000000000000000000098")), "IBAN de la caisse"),
        (replace(MESSAGE, jour=date(2027, 3, 26)), "ne règlent pas le 26/03/2027"),
        (replace(MESSAGE, jour=date(2026, 12, 25)), "ne règlent pas"),
        (replace(MESSAGE, reference="LOT" * 20), "Référence de lot"),
    ],
)
def test_un_message_faux_est_refuse(message: Message, dit: str) -> None:
    assert dit in defauts(message)[0]


def test_deux_fois_la_meme_reference_est_refusee() -> None:
    assert defauts(MESSAGE, ORDRE, ORDRE) == ["P1\u00a0: deux fois dans le fichier."]


def test_un_fichier_vide_est_refuse() -> None:
    with pytest.raises(FichierImpossible, match="Aucun prélèvement"):
        ecrire(MESSAGE, [])


def test_le_schema_refuse_ce_que_nos_controles_laissent_passer() -> None:
    """An ISO country that is no country passes ours: the XSD has the last word, and no byte comes out."""
    suisse = replace(ORDRE, iban="CH9300762011623852957", bic="POFICHBEXXX", adresse=("1", "1", "Ville", "suisse"))
    assert "Schéma XML" in defauts(MESSAGE, suisse)[0]


def test_un_fichier_ne_s_exporte_pas_deux_fois() -> None:
    fichier = _Fichier(MESSAGE)
    fichier.ajouter(ORDRE)
    fichier.octets()
    with pytest.raises(RuntimeError):
        fichier.octets()


def test_l_adresse_ne_part_que_hors_de_l_eee() -> None:
    suisse = replace(ORDRE, iban="CH9300762011623852957", bic="POFICHBEXXX", adresse=("1 rue", "1200", "Genève", "CH"))
    arbre = etree.parse(BytesIO(ecrire(MESSAGE, [suisse])))
    assert [e.text for e in arbre.iterfind(".//{*}Dbtr/{*}PstlAdr/*")] == ["1 rue", "1200", "Geneve", "CH"]


def test_les_noms_gardent_les_caracteres_des_banques() -> None:
    assert nettoyer("  Œuvre_<b>& Cie ", 70) == "OEuvre b Cie"
    assert len(nettoyer("a" * 200, 70)) == 70


def test_les_references_sont_permises_et_sures() -> None:
    identifiant = UUID("3f2a90c1-77de-4b01-a2c3-000000000000")
    assert rum_de(identifiant) == "M3F2A90C177DE4B01A2C3"
    assert est_permise(rum_de(identifiant))
    assert est_permise(end_to_end_de(identifiant))
    assert len(end_to_end_de(identifiant)) <= 35


@pytest.mark.parametrize(
    ("ics", "juste"),
    [
        ("FR72ZZZ123456", True),
        ("FR73ZZZ123456", False),
        ("FR72ZZZ12", False),
        ("DE98ZZZ09999999999", False),
        ("", False),
    ],
)
def test_un_ics_a_sa_cle_et_sa_longueur(ics: str, juste: bool) -> None:
    assert est_ics(ics) is juste


def test_les_jours_de_target() -> None:
    fermes = [date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 1), date(2026, 12, 25)]
    assert not any(calendrier.est_ouvre(jour) for jour in fermes)
    assert calendrier.est_ouvre(date(2026, 11, 11))  # a holiday in France alone
    assert calendrier.jour_de_reglement(date(2027, 3, 26)) == date(2027, 3, 30)
    assert calendrier.jours_ouvres_avant(date(2026, 4, 7), 1) == date(2026, 4, 2)
    assert calendrier.jours_ouvres_avant(date(2026, 12, 28), 1) == date(2026, 12, 24)
