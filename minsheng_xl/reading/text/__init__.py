"""Running text: numbering, sentences, duties, figures and their names, statements of progress."""
