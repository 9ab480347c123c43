"""Words from which invented people are made: nobody can take them for real ones."""

from random import Random
from unicodedata import normalize

_NOMS = (
    "Fictif", "Exemple", "Factice", "Imaginaire", "Inventé", "Postiche", "Simulé", "Spécimen", "Modèle", "Illusoire",
    "Prototype", "Théorique", "Hypothèse", "Maquette", "Figurant", "Chimère", "Mirage", "Fable", "Légende",
    "Anonyme", "Gabarit", "Brouillon", "Essai", "Témoin", "Utopie", "Quidam", "Machin", "Trucmuche", "Pseudonyme",
)  # fmt: skip
PRENOMS = {
    "female": (
        "Alice", "Béatrice", "Camille", "Chloé", "Danielle", "Élise", "Estelle", "Fanny", "Gaëlle", "Hélène", "Inès",
        "Jeanne", "Karine", "Léa", "Lucie", "Manon", "Marie", "Nadia", "Océane", "Pauline", "Rachel", "Sarah", "Sophie",
        "Thérèse", "Yasmine", "Zoé",
    ),
    "male": (
        "Adrien", "Baptiste", "Cédric", "Damien", "Éric", "Fabrice", "Gaël", "Hugo", "Ismaël", "Jérôme", "Kévin",
        "Loïc", "Marc", "Mehdi", "Noël", "Olivier", "Paul", "Quentin", "Rémi", "Samuel", "Théo", "Ugo", "Victor",
        "Xavier", "Yann", "Zacharie",
    ),
}  # fmt: skip
_VOIES = ("rue de l’Exemple", "avenue du Modèle", "place de la Fiction", "chemin des Chimères", "allée du Prototype")
_LOCALITES = ("Ville-Fictive", "Bourg-Exemple", "Saint-Imaginaire", "Port-Factice", "Mont-Simulé", "Val-Théorique")
_COMMUNES = (
    "75056", "69123", "13055", "31555", "06088", "44109", "34172", "67482", "33063", "59350", "35238", "2A004", "2B033",
    "97411", "01053",
)  # fmt: skip
_PAYS = ("99109", "99127", "99131", "99134", "99139", "99350", "99351", "99352")


def nom(hasard: Random) -> str:
    """A birth name of two invented words."""
    return "-".join(hasard.sample(_NOMS, 2))


def prenoms(hasard: Random, sexe: str) -> str:
    """One to three given names."""
    return " ".join(hasard.sample(PRENOMS[sexe], hasard.choice((1, 2, 2, 3))))


def naissance(hasard: Random) -> dict[str, str]:
    """Where someone was born: one in twelve outside France."""
    if hasard.random() < 1 / 12:
        return {"commune_naissance_cog": "", "pays_naissance_cog": hasard.choice(_PAYS)}
    return {"commune_naissance_cog": hasard.choice(_COMMUNES), "pays_naissance_cog": "99100"}


def adresse(hasard: Random) -> dict[str, str]:
    """An address in a département 00 that no post office serves."""
    return {
        "voie": f"{hasard.randrange(1, 200)} {hasard.choice(_VOIES)}",
        "code_postal": f"00{hasard.randrange(1000):03d}",
        "localite": hasard.choice(_LOCALITES),
        "pays": "FR",
    }


def contacts(hasard: Random, prenom: str, numero: str) -> dict[str, str]:
    """An address of the reserved domain `.example`; a telephone of the numbers kept for fiction."""
    courriel = f"{sans_accents(prenom)}.{numero}@exemple.example" if hasard.random() < 0.8 else ""
    telephone = f"06 39 98 {hasard.randrange(100):02d} {hasard.randrange(100):02d}" if hasard.random() < 0.7 else ""
    return {"courriel": courriel, "telephone": telephone}


def sans_accents(texte: str) -> str:
    """Lower case ASCII."""
    return normalize("NFKD", texte).encode("ascii", "ignore").decode().lower()
