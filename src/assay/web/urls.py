from django.urls import path

from assay.web import pages

urlpatterns = [
    path("design/", pages.design, name="design"),
    path("theme/", pages.set_theme, name="theme"),
]
