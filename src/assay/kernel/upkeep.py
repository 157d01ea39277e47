"""What the kernel sweeps away by itself."""

from datetime import timedelta

from django.db import connection

from assay.kernel import clock, jobs
from assay.kernel.logging import get_logger
from assay.kernel.models import OutboxRow, Replay

log = get_logger(__name__)

KEEP_FACTS = timedelta(days=30)
KEEP_FAILED = timedelta(days=30)
_OLD_FAILURES = """
DELETE FROM procrastinate_jobs job
WHERE job.status IN ('failed', 'cancelled', 'aborted')
  AND NOT EXISTS (SELECT 1 FROM procrastinate_events event WHERE event.job_id = job.id AND event.at >= %s)
"""
_STILL_OWED = """
SELECT args->'call'->>'row' FROM procrastinate_jobs
WHERE task_name = 'kernel.deliver' AND status IN ('todo', 'doing', 'failed')
"""


@jobs.job(name="kernel.sweep", every="17 * * * *", retry=1)
def sweep() -> None:
    """Delete answers past their day, and delivered facts and failed jobs past their month."""
    now = clock.now()
    replays, _ = Replay.objects.filter(expires_at__lt=now).delete()
    with connection.cursor() as cursor:
        cursor.execute(_OLD_FAILURES, [now - KEEP_FAILED])
        failures = cursor.rowcount
        cursor.execute(_STILL_OWED)
        owed = [row for (row,) in cursor.fetchall() if row]
    facts, _ = OutboxRow.objects.filter(created_at__lt=now - KEEP_FACTS).exclude(pk__in=owed).delete()
    log.info("swept", replays=replays, facts=facts, failed_jobs=failures)
