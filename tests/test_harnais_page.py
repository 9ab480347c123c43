"""The inspector of pages sees each fault that it is there to see."""

import pytest

from tests.harnais.page import defauts, titre
from tests.harnais.typographie import fautes

_SAINE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Connexion - Portail</title></head>
<body><main><h1>Connexion</h1>
<p>Vous devez 12,00\u202f€\u00a0: «\u00a0payez\u00a0» avant le 5.</p>
<form action="/connexion/" method="post">
<label for="numero">Numéro</label><input id="numero" name="numero" aria-describedby="aide"><p id="aide">Aide</p>
<fieldset><legend>Vous êtes</legend><label><input type="radio" name="t" value="a"> Affilié</label></fieldset>
<button>Valider</button></form>
<a href="/faq/">F.A.Q</a> <a href="https://exemple.example/">Ailleurs</a> <a href="#aide">Aide</a>
<p><code>l'exemple : 1</code></p>
</main></body></html>
"""

_MALADES = [
    ("<h1>Connexion</h1>", "<h1>Connexion</h1><h1>Encore</h1>", "2 <h1>"),
    ("<h1>Connexion</h1>", "<h1></h1>", "<h1> vide"),
    ("<h1>Connexion</h1>", "", "0 <h1>"),
    ("<title>Connexion - Portail</title>", "<title> </title>", "<title> vide"),
    ('lang="fr"', 'lang="en"', "langue"),
    ('<meta name="viewport" content="width=device-width">', "", "viewport"),
    ("</p>", "</p></p>", "unexpected-end-tag"),
    ("<!doctype html>", "", "doctype"),
    ('<p id="aide">', '<p id="aide"><span id="aide"></span>', "présent 2 fois"),
    ('for="numero"', 'for="nombre"', "#nombre, absent"),
    ('for="numero"', "", "n’a pas d’étiquette"),
    ('aria-describedby="aide"', 'aria-describedby="aide absente"', "#absente, absent"),
    ('aria-describedby="aide"', 'aria-labelledby="absente"', "#absente, absent"),
    ('href="#aide"', 'href="#nulle-part"', "#nulle-part, absent"),
    ('aria-describedby="aide"', 'aria-describedby="aide" aria-invalid="true"', "le titre ne le dit pas"),
    ("<legend>Vous êtes</legend>", "", "<fieldset>"),
    ("<button>Valider</button>", "<button></button>", "n’a pas de nom"),
    (">F.A.Q</a>", "></a>", "n’a pas de nom"),
    ("</main>", '<img src="/static/img/favicon.svg"></main>', "n’a pas d’alt"),
    ("</main>", '<svg viewBox="0 0 1 1"></svg></main>', "ni nommé ni caché"),
    ("</main>", "<style>p{}</style></main>", "<style> en ligne"),
    ("</main>", "<script>1</script></main>", "<script> en ligne"),
    ("<p>Vous", '<p style="color:red">Vous', "style en ligne"),
    ("<p>Vous", '<p onclick="x()">Vous', "onclick en ligne"),
    ('href="/faq/"', 'href="javascript:void(0)"', "javascript:"),
    ('href="/faq/"', 'href="/cette-page-n-existe-pas/"', "n’existe pas"),
    ('action="/connexion/"', 'action="/perdu/"', "n’existe pas"),
    ("</main>", '<img alt="" src="/static/absent.png"></main>', "fichier statique absent"),
    ("</main>", '<img alt="" src="https://exemple.example/i.png"></main>', "autre site"),
    ("12,00\u202f€", "12,00 €", "espace ordinaire"),
    ("Vous devez", "L'adresse", "apostrophe droite"),
    ("Valider", "Valider !", "espace ordinaire"),
    ("Numéro", "<b>Numéro</b> :", "espace ordinaire"),
    ("Numéro", "Numéro:", "ponctuation collée"),
    ("«\u00a0payez", "« payez", "« sans espace"),
]


def test_une_page_saine_n_a_pas_de_defaut() -> None:
    assert defauts(_SAINE) == []


@pytest.mark.parametrize(("sain", "malade", "attendu"), _MALADES, ids=lambda valeur: str(valeur)[:30])
def test_chaque_defaut_est_vu(sain: str, malade: str, attendu: str) -> None:
    page = _SAINE.replace(sain, malade, 1)
    assert page != _SAINE
    assert any(attendu in faute for faute in defauts(page)), defauts(page)


def test_un_attribut_lu_a_voix_haute_suit_la_typographie() -> None:
    page = _SAINE.replace("<button>", '<button aria-label="Valider l\'envoi">')
    assert any("apostrophe" in faute for faute in defauts(page))


def test_le_titre_d_erreur_est_reconnu() -> None:
    page = _SAINE.replace("<title>", "<title>Erreur\u00a0: ").replace("<input id", '<input aria-invalid="true" id')
    assert defauts(page) == []
    assert titre(page) == "Erreur\u00a0: Connexion - Portail"


@pytest.mark.parametrize(
    "juste", ["à 10:30 précises", "l’année", "«\u202fici\u202f»", "Pourquoi\u202f?", "1 234,50\u202f€"]
)
def test_le_francais_juste_passe(juste: str) -> None:
    assert fautes(juste) == []
