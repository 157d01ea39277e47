from assay.kernel.errors import NotFound


class NoProfileYet(NotFound):
    """Discovery needs to know what you bring, and nothing has been saved about that yet."""

    title = "There is no profile yet"
    advice = "Save a profile first; one field is enough."
