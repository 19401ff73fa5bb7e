"""Prometheus metrics of a gateway, on a local port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from qingtian_platform.collect.gateway.server import Gateway

PREFIX = "qingtian_gateway_"
COUNTERS = {
    "frames": "Frames that are durable",
    "octets": "Their size in bytes",
    "answers": "Writes of answers, each for one or more frames",
    "commits": "Group commits",
    "commit_seconds": "Time spent in commits",
    "disk_errors": "Commits that the disk refused",
    "opened": "Connections taken in",
    "evicted": "Connections given up for others",
    "idle": "Connections closed for silence",
    "slow": "Connections closed for a frame that never ended",
    "slowed": "Times that a device was read later to keep its rate",
}


GAUGES: dict[str, tuple[str, Callable[[Gateway], int]]] = {
    "connections": ("Connections open", lambda gateway: len(gateway.connections)),
    "devices": ("Devices in service", lambda gateway: len(gateway.devices)),
    "devices_connected": (
        "Devices with a connection",
        lambda gateway: len([d for d in gateway.devices if d.connections]),
    ),
    "waiting_octets": ("Bytes that wait for the disk", lambda gateway: gateway.waiting),
}


class GatewayCollector(Collector):
    """Reads a gateway's counts when it is asked for them.

    Parameters
    ----------
    gateway
        The gateway; it is read from another thread.
    """

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        """Give every metric."""
        gateway = self._gateway
        for field in fields(gateway.counts):
            name = field.name
            yield CounterMetricFamily(
                PREFIX + name, COUNTERS[name], value=getattr(gateway.counts, name)
            )
        refused = CounterMetricFamily(
            PREFIX + "refused", "Frames refused, by reason", labels=["reason"]
        )
        for reason, count in gateway.quarantine.by_reason().items():
            refused.add_metric([reason], count)
        yield refused
        for name, (text, value) in GAUGES.items():
            yield GaugeMetricFamily(PREFIX + name, text, value=value(gateway))


def serve_metrics(gateway: Gateway, port: int) -> Callable[[], None]:
    """Offer the metrics on 127.0.0.1.

    Returns
    -------
    callable
        Ends it.
    """
    registry = CollectorRegistry()
    registry.register(GatewayCollector(gateway))
    server, thread = start_http_server(port, "127.0.0.1", registry)

    def close() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return close
