"""The pages of validation. Who may: anybody signed in may read; members and above may change."""

from django.urls import path

from assay.modules.validation.pages import evidence, runs, verdict, wizard

urlpatterns = [
    path("app/ideas/new/", wizard.new, name="new"),
    path("app/ideas/<uuid:idea_id>/", verdict.show, name="idea"),
    path("app/ideas/<uuid:idea_id>/plan/", verdict.plan, name="plan"),
    path("app/ideas/<uuid:idea_id>/history/", verdict.history, name="history"),
    path("app/ideas/<uuid:idea_id>/edit/<slug:step>/", wizard.step, name="wizard"),
    path("app/ideas/<uuid:idea_id>/runs/", runs.start, name="run_start"),
    path("app/ideas/<uuid:idea_id>/runs/<uuid:run_id>/", runs.show, name="run"),
    path("app/ideas/<uuid:idea_id>/runs/<uuid:run_id>/state/", runs.state, name="run_state"),
    path("app/ideas/<uuid:idea_id>/runs/<uuid:run_id>/changes/", runs.changes, name="run_changes"),
    path("app/ideas/<uuid:idea_id>/evidence/", evidence.ledger, name="evidence"),
    path("app/ideas/<uuid:idea_id>/evidence/new/", evidence.choose, name="evidence_choose"),
    path("app/ideas/<uuid:idea_id>/evidence/new/<slug:type_id>/<slug:template>/", evidence.log, name="evidence_new"),
    path("app/ideas/<uuid:idea_id>/evidence/<uuid:evidence_id>/correct/", evidence.correct, name="evidence_correct"),
]
