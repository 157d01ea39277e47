"""The pages of staff; every one says which action of identity's table it asks for."""

from assay.modules.backoffice.pages.urls import app_name, urlpatterns

__all__ = ["app_name", "urlpatterns"]
