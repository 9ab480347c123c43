"""What WeasyPrint leaves to add so that one file is at once PDF/A-3a and PDF/UA-1."""

from typing import Any

# PDF/A only allows metadata that it knows or that the file itself describes (ISO 19005-3, 6.6.2.3).
_PDFUA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_FIN = b"</rdf:RDF>"


def finir(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher: changes the pydyf objects just before they are written."""
    _declarer_pdfua(pdf)
    _nommer_les_entetes(pdf)
    if "AF" in pdf.catalog:  # each attachment is listed twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _objet(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _declarer_pdfua(pdf: Any) -> None:
    metadonnees = _objet(pdf, pdf.catalog["Metadata"])
    (xmp,) = metadonnees.stream
    metadonnees.stream = [xmp.replace(_FIN, _PDFUA + _FIN)]


def _nommer_les_entetes(pdf: Any) -> None:
    """Gives header cells their scope, and the tree the index through which cells name their headers."""
    entetes: list[Any] = [objet for objet in pdf.objects if isinstance(objet, dict) and objet.get("S") == "/TH"]
    for entete in entetes:
        groupe = _objet(pdf, _objet(pdf, entete["P"])["P"])
        entete["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"
    identifies = sorted((entete["ID"].data, entete) for entete in entetes if "ID" in entete)
    if identifies:
        tableau, dictionnaire = type(pdf.pages["Kids"]), type(pdf.catalog)
        paires = ((entete["ID"], entete.reference) for _, entete in identifies)
        index = dictionnaire({"Names": tableau(partie for paire in paires for partie in paire)})
        pdf.add_object(index)
        _objet(pdf, pdf.catalog["StructTreeRoot"])["IDTree"] = index.reference
