"""What is written: workbooks and documents, one kind a module."""
