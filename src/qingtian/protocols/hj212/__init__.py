"""HJ 212: telemetry from polluters and stations to the monitoring centre, both ends, sans-I/O.

Editions of 2005, 2017 and 2025, and the national surface-water dialect. Bytes come in through
`reader.Reader`, frames and messages come out; `observations.observations` reads their values.
What is loose is read and named (`deviations`); what is sent is strict (`build`).
"""
