"""
What runs, in numbers, for Prometheus: requests, pages, verdicts, findings, stages and the queue.

Labels are codes and templates of routes; never an id, an address or a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from scanpipe.intake.intake import Intake

SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Metrics:
    """The numbers of one server, in a registry of its own."""

    def __init__(self, desk: Intake) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "scanpipe_http_requests",
            "HTTP requests by method, template of the route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "scanpipe_http_request_seconds",
            "Seconds until a request was answered, without event streams.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._registry.register(_Work(desk))

    def tell(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(method, route, str(status)).inc()
        if not route.endswith("/events"):
            self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        return generate_latest(self._registry)

    media_type = CONTENT_TYPE_LATEST


class _Work(Collector):
    """What the desk has counted, asked for when somebody looks."""

    def __init__(self, desk: Intake) -> None:
        self._desk = desk

    def describe(self) -> Iterable[Metric]:
        """Nothing: names are known without asking the desk."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """The queue and the counters. A desk that cannot answer says so in `scanpipe_up`."""
        try:
            load, tallies = self._desk.load(), self._desk.tallies()
        except Exception:
            # Whatever it fails with: numbers about the door are still wanted then.
            yield GaugeMetricFamily("scanpipe_up", "1 when the database answers.", 0)
            return
        yield GaugeMetricFamily("scanpipe_up", "1 when the database answers.", 1)
        yield GaugeMetricFamily("scanpipe_queue_waiting", "Checks that wait to be examined.", load.waiting)
        yield GaugeMetricFamily("scanpipe_queue_waiting_pages", "Pages that wait to be examined.", load.pages)
        yield GaugeMetricFamily("scanpipe_queue_running", "Checks that are being examined.", load.running)
        yield GaugeMetricFamily("scanpipe_queue_oldest_seconds", "How long the oldest one has waited.", load.oldest_s)
        yield CounterMetricFamily("scanpipe_pages_examined", "Pages that were examined.", tallies.pages)
        yield _by("scanpipe_verdicts", "Examinations by verdict.", "verdict", tallies.verdicts.items())
        yield _by("scanpipe_findings", "Findings by code.", "code", tallies.findings.items())
        yield _by(
            "scanpipe_outdated_forms", "Papers on an outdated edition, by form.", "form", tallies.outdated.items()
        )
        stages = SummaryMetricFamily("scanpipe_stage_seconds", "Seconds of each stage.", labels=("stage",))
        for stage, (count, seconds) in sorted(tallies.stages.items()):
            stages.add_metric((stage,), count, seconds)
        yield stages


def _by(name: str, help_text: str, label: str, counts: Iterable[tuple[str, int]]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help_text, labels=(label,))
    for value, count in sorted(counts):
        family.add_metric((value,), count)
    return family
