"""Tables: their headers, what each column holds, their rows put straight and read."""
