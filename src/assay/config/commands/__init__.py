"""One module per command of `assay` that needs the product; loaded by name in `assay.cli`."""
