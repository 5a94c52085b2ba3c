"""One file a form; FORMS lists them in order."""
