"""What every module may lean on: ids, time, errors, facts, jobs, limits, privacy, logs and health.

The kernel knows no module. What it needs from above comes through a registry (health, facts, jobs) or a setting.
"""
