"""`manage.py importer_echeances fichier.csv [--essai] [--rapport erreurs.csv]`"""

from accounts.imports.commande import CommandeImport
from cotisations.imports import ECHEANCES


class Command(CommandeImport):
    help = "Importe un fichier d’échéances (docs/import.md)."
    genre = ECHEANCES
