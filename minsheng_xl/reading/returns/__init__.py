"""What departments send back: forms, tables and reports, matched row by row to the plan."""
