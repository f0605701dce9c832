"""Training of the document locator; everything it learns from is drawn here."""
