"""What is read: bytes to grids to typed tables; nothing here judges."""
