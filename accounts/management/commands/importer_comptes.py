"""`manage.py importer_comptes fichier.csv [--essai] [--rapport erreurs.csv]`"""

from typing import Any

from accounts.imports.commande import CommandeImport
from accounts.imports.comptes import importer_comptes
from accounts.imports.moteur import Bilan


class Command(CommandeImport):
    help = "Reprend les mots de passe de l’ancien site (docs/import.md). Une empreinte coûte 20 ms."

    def importer(self, **options: Any) -> Bilan:
        return importer_comptes(**options)
