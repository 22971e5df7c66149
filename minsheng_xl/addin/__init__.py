"""The factory of the Excel add-in and of the offline kit; it needs neither Excel nor Windows."""
