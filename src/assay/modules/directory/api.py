"""The door of directory."""

from assay.modules.directory.queries.domains import is_proven, proven_domains, workspace_of_address, workspace_of_domain

__all__ = ["is_proven", "proven_domains", "workspace_of_address", "workspace_of_domain"]
