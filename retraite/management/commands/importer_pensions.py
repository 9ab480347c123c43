"""`manage.py importer_pensions fichier.csv [--essai] [--rapport erreurs.csv]`"""

from accounts.imports.commande import CommandeImport
from retraite.imports import PENSIONS


class Command(CommandeImport):
    help = "Importe un fichier de pensions versées (docs/import.md)."
    genre = PENSIONS
