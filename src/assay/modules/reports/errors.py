from assay.kernel.errors import Unavailable


class PdfUnavailable(Unavailable):
    title = "The PDF could not be made just now"
