"""What people say on the phone of a row: short, and no row's pk."""

import uuid


def reference_de(public_id: uuid.UUID) -> str:
    """What is printed on the document and said on the phone: `3F2A-90C1-77DE`."""
    tete = public_id.hex[:12].upper()
    return "-".join((tete[:4], tete[4:8], tete[8:]))
