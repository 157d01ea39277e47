"""What can be wrong with the registry itself; a wrong registry proves nothing."""

from assay.kernel.errors import Invalid


class RegistryWrong(Invalid):
    title = "The register of evidence contradicts itself"
