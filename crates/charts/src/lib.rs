//! Charts as server-rendered SVG, each with a table beside it.
