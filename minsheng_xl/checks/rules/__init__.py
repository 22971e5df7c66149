"""The rules of the catalogue, a module or two a family; none knows another."""
