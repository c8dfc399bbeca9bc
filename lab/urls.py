"""The addresses of the laboratory, under /lab/: each step in its own namespace."""

from .steps import live_steps

urlpatterns = [step.url() for step in live_steps()]
