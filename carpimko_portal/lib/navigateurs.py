"""How people call the browser in front of them."""

_FAMILLES = (  # in this order: each one also names those after it
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def nom_du_navigateur(agent: str) -> str:
    """`Firefox sur Windows` for a User-Agent header. Made of our own words only: the header is anyone's."""
    famille = next((nom for marque, nom in _FAMILLES if marque in agent), "navigateur non reconnu")
    systeme = next((f" sur {nom}" for marque, nom in _SYSTEMES if marque in agent), "")
    return famille + systeme
