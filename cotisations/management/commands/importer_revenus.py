"""`manage.py importer_revenus fichier.csv [--essai] [--rapport erreurs.csv]`"""

from accounts.imports.commande import CommandeImport
from cotisations.imports import REVENUS


class Command(CommandeImport):
    help = "Importe un fichier de revenus déclarés (docs/import.md)."
    genre = REVENUS
