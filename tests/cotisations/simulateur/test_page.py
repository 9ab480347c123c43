"""The public page: an address is a simulation, for anyone, without JavaScript."""

import re
from datetime import date
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.limites import SEAUX, seaux
from accounts.models import NiveauSeau
from carpimko_portal.lib.montants import ecrire_ecart, ecrire_euros
from cotisations.models import RevenuDeclare
from tests.conftest import ClientDe
from tests.documents.lecture import defauts_pdfua, ouvrir, texte
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_titulaire

pytestmark = pytest.mark.django_db
SIMPLE = "/simulateur/?annee=2026&revenu=45000"


def page(client: ClientStrict, adresse: str) -> str:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return unescape(str(reponse.content.decode()))


def test_la_page_vide_ne_calcule_rien(client: ClientStrict) -> None:
    html = page(client, "/simulateur/")
    assert "Calculer mes cotisations" in html
    assert 'id="resultat"' not in html
    assert "selected>2026" in html


def test_le_total_d_abord_puis_chaque_ligne_et_sa_source(client: ClientStrict) -> None:
    html = page(client, SIMPLE).split('id="resultat"', 1)[1]
    assert html.index("10\u202f004,00\u202f€") < html.index("Où va l’argent") < html.index("Ligne par ligne")
    assert "833,67\u202f€" in html
    assert "45\u202f000\u202f€ × 8,73\u202f% = 3\u202f928,50\u202f€, arrondi à 3\u202f929\u202f€" in html
    assert "CSS, art. D642-3" in html
    assert html.count("<details>") == 6
    assert "555,00\u202f€</span> d’ASV" in html


def test_ce_qui_n_est_pas_certain_le_dit(client: ClientStrict) -> None:
    html = page(client, SIMPLE)
    assert ">points à confirmer</span>" in html
    assert ">à confirmer</span>" in page(client, "/simulateur/?annee=2025&revenu=45000")
    assert "Le prix d’achat du point 2026 n’est pas publié" in html
    assert " confirmer</span>" not in page(client, "/simulateur/?annee=2024&revenu=45000")


@pytest.mark.parametrize("revenu", ["45+000,00+€", "45%E2%80%AF000", "45.000"])
def test_un_revenu_s_ecrit_a_la_francaise(client: ClientStrict, revenu: str) -> None:
    assert "10\u202f004,00\u202f€" in page(client, f"/simulateur/?annee=2026&revenu={revenu}")


def test_le_revenu_brut_est_abattu(client: ClientStrict) -> None:
    assert 'revenu de <span class="montant">44\u202f400\u202f€' in page(
        client, "/simulateur/?annee=2026&nature=brut&revenu=60000"
    )


def test_deux_annees_cote_a_cote(client: ClientStrict) -> None:
    html = page(client, "/simulateur/?annee=2025&revenu=40000&autre_annee=2026")
    assert "2025, 40\u202f000\u202f€ ou 2026, 40\u202f000\u202f€\u202f?" in html
    assert "+\u202f727,00\u202f€" in html  # 8 303 then 9 030
    assert html.count('<rect class="barre-1"') == 4


def test_deux_revenus_cote_a_cote(client: ClientStrict) -> None:
    html = page(client, "/simulateur/?annee=2026&revenu=40000&autre_revenu=30000&conventionne=non")
    assert "\u2212\u202f1\u202f930,00\u202f€" in html


@pytest.mark.parametrize(
    ("demande", "champ", "message"),
    [
        ("annee=2026", "revenu", "Indiquez l’assiette"),
        ("revenu=", "revenu", "Indiquez l’assiette"),
        ("revenu=abc", "revenu", "Écrivez un montant en euros"),
        ("revenu=-1", "revenu", "ne peut pas être négative"),
        ("nature=brut&revenu=-1", "revenu", "ne peut pas être négative"),
        ("revenu=10000001", "revenu", "vérifiez le nombre de zéros"),
        ("annee=2031&revenu=1", "annee", "choisissez une année de 2023 à 2026"),
        ("annee=1900&revenu=1", "annee", "choisissez une année de 2023 à 2026"),
        ("annee=2100&revenu=1", "annee", "choisissez une année de 2023 à 2026"),
        ("annee=2026", "revenu", "Sans déclaration, la caisse calcule sur 240\u202f300\u202f€ (5\u00a0PASS de 2026)"),
        ("revenu=NaN", "revenu", "Écrivez un montant en euros"),
        ("revenu=1e400", "revenu", "Écrivez un montant en euros"),
        ("revenu=%F0%9F%98%80", "revenu", "Écrivez un montant en euros"),
        ("revenu=" + "9" * 4000, "revenu", "40"),
        ("annee=2024&nature=brut&revenu=1", "nature", "En 2024, l’abattement"),
        ("nature=autre&revenu=1", "nature", "Sélectionnez un choix valide"),
        ("revenu=1&debut_activite=31/02/2026", "debut_activite", "Écrivez une date"),
        ("revenu=1&debut_activite=2026-11-02", "debut_activite", "Rien n’est dû pour 2026"),
        ("revenu=1&assiette_precedente=-1", "assiette_precedente", "ne peut pas être négative"),
        ("revenu=1&autre_revenu=-1", "autre_revenu", "ne peut pas être négative"),
        ("revenu=1&autre_annee=1999", "autre_annee", "choisissez une année de 2023 à 2026"),
        ("revenu=1&profession=druide", "profession", "Sélectionnez un choix valide"),
    ],
)
def test_une_erreur_est_dite_a_son_champ(client: ClientStrict, demande: str, champ: str, message: str) -> None:
    html = page(client, f"/simulateur/?{demande}")
    assert f'id="id_{champ}_error"' in html
    assert message in html.split(f'id="id_{champ}_error"', 1)[1].split("</p>", 1)[0]
    assert "<title>Erreur\u00a0: " in html
    assert 'id="resultat"' not in html


@pytest.mark.parametrize(
    "demande", ["revenu=1&revenu=2", "annee=2026&annee=2025&revenu=1", "revenu=%00", "revenu=%ED%A0%80"]
)
def test_ce_qu_aucune_page_n_envoie_est_refuse(client: ClientStrict, demande: str) -> None:
    assert client.get(f"/simulateur/?{demande}").status_code in {200, 400}
    assert 'id="resultat"' not in client.get(f"/simulateur/?{demande}").content.decode()


@pytest.mark.parametrize("revenu", ["45 000,50", "45\u202f000,50\u202f€", "45.000,50", "45000.50"])
def test_les_centimes_se_lisent(client: ClientStrict, revenu: str) -> None:
    html = page(client, f"/simulateur/?{urlencode({'annee': '2026', 'revenu': revenu})}")
    assert "45\u202f000,50\u202f€ × 8,73\u202f%" in html


def test_le_lien_permanent_redonne_la_meme_page(client: ClientStrict, client_de: ClientDe, affilie: Persona) -> None:
    """The same for anyone: a member's own data never slips into an address that does not say it."""
    adresse = "/simulateur/?annee=2025&revenu=45+000&autre_annee=2026&conventionne=non"
    lien = re.search(r'bouton-discret" href="([^"]+)"', page(client, adresse))
    assert lien
    suite = page(client, lien[1])
    assert suite.split('id="resultat"')[1].split("Si vous payez")[0] in page(client_de(affilie), lien[1])
    assert urlsplit(lien[1]).path == "/simulateur/"


def test_un_membre_part_de_ses_donnees(client_de: ClientDe, affilie: Persona, empreinte: str) -> None:
    for annee, centimes in ((2024, 4_000_000), (2025, 4_500_050)):
        RevenuDeclare.objects.create(
            dossier=affilie.dossier, annee=annee, assiette_centimes=centimes, date_declaration=date(annee + 1, 5, 20)
        )
    html = page(client_de(affilie), "/simulateur/")
    assert 'value="45\u202f000,50"' in html
    assert 'value="infirmier" selected' in html
    assert "viennent de votre dossier" in html
    nouveau = creer_titulaire(
        "3456789", empreinte, est_conventionne=False, date_affiliation=date(2025, 10, 1), prenoms="Denis"
    )
    html = page(client_de(nouveau), "/simulateur/")
    assert 'value="2025-10-01"' in html
    assert 'value="non" id="id_conventionne_1" checked' in html


def declarer(persona: Persona, **revenus: int) -> None:
    for annee, centimes in revenus.items():
        RevenuDeclare.objects.create(
            dossier=persona.dossier,
            annee=int(annee[1:]),
            assiette_centimes=centimes,
            date_declaration=date(2026, 5, 20),
        )


def test_un_membre_part_de_son_revenu_declare(client_de: ClientDe, affilie: Persona) -> None:
    assert "Votre revenu n’y est pas encore" in page(client_de(affilie), "/simulateur/")
    declarer(affilie, a2023=1, a2024=3_000_050, a2025=4_500_000, a2026=9)
    html = page(client_de(affilie), "/simulateur/")
    assert "celui de 2025, viennent de votre dossier" in html
    champs = dict(re.findall(r'name="(revenu|assiette_precedente)"[^>]*value="([^"]*)"', html))
    assert champs == {"revenu": "45\u202f000", "assiette_precedente": "30\u202f000,50"}
    suite = page(client_de(affilie), f"/simulateur/?{urlencode({'annee': '2026', **champs})}")
    assert "45\u202f000\u202f€ × 8,73\u202f%" in suite
    assert "Régularisation 2025" in suite


def test_sans_le_dernier_revenu_celui_d_avant_sert(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    declarer(affilie, a2023=2_000_000, a2024=3_000_000)
    html = page(client_de(affilie), "/simulateur/")
    assert "celui de 2024, viennent de votre dossier" in html
    champs = dict(re.findall(r'name="(revenu|assiette_precedente)"[^>]*value="([^"]*)"', html))
    assert champs.get("revenu") == "30\u202f000"
    assert not champs.get("assiette_precedente")
    assert "30\u202f000" not in page(client_de(etranger), "/simulateur/").split("Exemple")[0]


def test_un_ayant_droit_et_un_visiteur_partent_de_rien(
    client: ClientStrict, client_de: ClientDe, ayant_droit: Persona
) -> None:
    for navigateur in (client, client_de(ayant_droit)):
        assert "viennent de votre dossier" not in page(navigateur, "/simulateur/")


def test_la_page_ne_demande_rien_a_la_base(client: ClientStrict) -> None:
    client.get(SIMPLE)
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.get(SIMPLE)
    assert len(requetes) == 0
    assert len(reponse.content) < 20_000


def test_le_pdf_dit_la_meme_chose(client: ClientStrict) -> None:
    reponse = client.post(f"{SIMPLE}&autre_annee=2025&profession=orthoptiste")
    assert reponse["Content-Type"] == "application/pdf"
    assert "simulation-cotisations-2026.pdf" in reponse["Content-Disposition"]
    lu = texte(reponse.content).replace("\u202f", " ")
    for mots in (
        "10 004,00 €",
        "45 000 € × 8,73 %",
        "CSS, art. D642-3",
        "orthoptiste",
        "À confirmer auprès",
        "/simulateur/",
    ):
        assert mots in lu, mots
    assert defauts_pdfua(reponse.content) == []
    with ouvrir(reponse.content) as pdf:
        assert pdf.Root.MarkInfo.Marked


def test_un_pdf_impossible_redonne_la_page_et_ses_erreurs(client: ClientStrict) -> None:
    reponse = client.post("/simulateur/?annee=2026&revenu=abc")
    assert reponse.status_code == 200
    assert "Écrivez un montant" in reponse.content.decode()
    assert not NiveauSeau.objects.exists()


def test_les_pdf_sont_comptes_par_adresse(client: ClientStrict) -> None:
    assert seaux.SIMULATEUR_PDF in SEAUX
    codes = [client.post(f"{SIMPLE}&conventionne=non").status_code for _ in range(seaux.SIMULATEUR_PDF.rafale + 1)]
    assert codes == [200] * seaux.SIMULATEUR_PDF.rafale + [429]
    assert client.get(SIMPLE).status_code == 200
    assert client.post(SIMPLE, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_un_montant_s_ecrit_sans_centimes_inutiles() -> None:
    from decimal import Decimal

    assert ecrire_euros(Decimal("45000.00")) == "45\u202f000\u202f€"
    assert ecrire_euros(Decimal("0.5")) == "0,50\u202f€"
    assert [ecrire_ecart(n) for n in (100, -100, 0)] == [
        "+\u202f1,00\u202f€", "\u2212\u202f1,00\u202f€", "0,00\u202f€",
    ]  # fmt: skip
