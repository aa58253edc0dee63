//! Mathematics of measurement, pure: no I/O, no platform types.
