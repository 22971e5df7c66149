"""Forms in which office files keep what they hold: zip, XML, compound files, relations, references."""
