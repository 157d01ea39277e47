"""What the pages of validation post: one file per step of the wizard, one for evidence."""
