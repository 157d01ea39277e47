"""What tests of every module share: running queued jobs here and now, and looking at what was published and logged."""

from assay.kernel.testing.facts import published
from assay.kernel.testing.logs import Lines, captured
from assay.kernel.testing.queue import JobFailed, queued, run_jobs

__all__ = ["JobFailed", "Lines", "captured", "published", "queued", "run_jobs"]
