"""`manage.py importer_dossiers fichier.csv [--essai] [--rapport erreurs.csv]`"""

from accounts.imports.commande import CommandeImport
from accounts.imports.dossiers import DOSSIERS


class Command(CommandeImport):
    help = "Importe un fichier de dossiers (docs/import.md)."
    genre = DOSSIERS
