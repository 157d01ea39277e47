from assay.kernel.errors import NotFound


class NoProfileYet(NotFound):
    title = "There is no profile yet"
