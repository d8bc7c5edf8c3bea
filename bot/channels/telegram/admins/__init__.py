"""What admins do from the phone: answer what was missing, exchange files, see what people ask."""
