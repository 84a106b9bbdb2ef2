"""Official papers (公文): what one says (`paper`), as a Word file (`word`), as a PDF (`pdf`)."""
