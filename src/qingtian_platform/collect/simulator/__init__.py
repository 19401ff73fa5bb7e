"""A fleet of data loggers that are not there, over real TCP, and the truth about what they did.

`fleet` says who they are, `instrument` what they measure (a pure function of seed, device and
time), `sender` how they speak, `truth` what of it happened; `run` starts a fleet in processes of
its own. `replay` sends given observations, `load` as many frames as a gateway takes.
"""
