"""The pages of identity: allauth's, rendered by our templates, and the settings of one's own account."""

from assay.modules.identity.pages.urls import account_urlpatterns, app_name, too_often, urlpatterns

__all__ = ["account_urlpatterns", "app_name", "too_often", "urlpatterns"]
