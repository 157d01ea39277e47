"""What every module may lean on and none may change: identity, time, errors, facts, jobs, limits, privacy, logs and health.

The kernel knows no module. Whatever it needs from above comes to it through a registry (health, facts, jobs) or a setting.
"""
