"""What can go wrong with a keeper of secrets. No message ever repeats a value."""


class VaultFault(RuntimeError):
    """The keeper of the secrets did not do what was asked."""


class VaultAway(VaultFault):
    """It cannot be reached, or does not answer in time."""


class VaultRefused(VaultFault):
    """It does not let us in, or not to this secret."""


class DocumentMalformed(VaultFault):
    """What it holds is no document of ours."""


class ChangedMeanwhile(VaultFault):
    """Somebody else stored another document since ours was read."""


class NotWritable(VaultFault):
    """It can only be read."""
