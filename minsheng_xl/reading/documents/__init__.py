"""Documents: bytes to paragraphs and tables in printed order, and a file parted into its documents."""
