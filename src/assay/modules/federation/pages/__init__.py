"""The pages of federation: there and back, and one's own ways in."""

from assay.modules.federation.pages.urls import app_name, urlpatterns

__all__ = ["app_name", "urlpatterns"]
