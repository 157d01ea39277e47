from assay.kernel.errors import Unavailable


class PdfUnavailable(Unavailable):
    """The program that sets the PDF did not finish in time."""

    title = "The PDF could not be made just now"
