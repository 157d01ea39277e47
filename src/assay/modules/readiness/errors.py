"""What can be wrong with the registry itself; a wrong registry proves nothing."""

from assay.kernel.errors import Invalid


class RegistryWrong(Invalid):
    """Two entries of the register cannot both be right; it is part of the code, so a new version mends it."""

    title = "The register of evidence contradicts itself"
