"""`manage.py importer_ecritures fichier.csv [--essai] [--rapport erreurs.csv]`"""

from accounts.imports.commande import CommandeImport
from cotisations.imports import ECRITURES


class Command(CommandeImport):
    help = "Importe un fichier d’écritures (docs/import.md)."
    genre = ECRITURES
