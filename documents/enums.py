"""What this app records in the journal."""

from django.db.models import TextChoices


class Acte(TextChoices):
    DOCUMENT_EMIS = "document_emis", "Émission d’un document"
