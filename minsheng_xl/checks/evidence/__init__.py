"""What rules of several families look at: rows, statements, words, witnesses of a figure."""
