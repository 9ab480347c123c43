"""manage.py analyser_pieces: asks the antivirus about the pieces in quarantine, as the worker does each minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.pieces.antivirus import Verdict
from documents.pieces.quarantaine import analyser_les_pieces


class Command(BaseCommand):
    help = "Soumet à l’antivirus les pièces en quarantaine."

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = analyser_les_pieces()
        sorties = verdicts[Verdict.SAIN] + verdicts[Verdict.ETEINT]
        self.stdout.write(f"{sorties} pièce(s) reçue(s), {verdicts[Verdict.INFECTE]} refusée(s).")
        if verdicts[Verdict.MUET]:
            raise CommandError("l’antivirus ne répond pas : les autres pièces attendent")
