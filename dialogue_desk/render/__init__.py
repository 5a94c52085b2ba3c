"""Sheet -> workbook, document, figure; no Qt here."""
