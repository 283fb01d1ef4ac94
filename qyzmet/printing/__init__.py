"""Papers: what a record looks like printed, and the PDF and DOCX files made of it."""
