//! Charts as server-rendered SVG, each with its figures as a table; pure functions, no I/O, no platform types.
//!
//! Where every mark has a number beside it ([`heat_map`], [`bars`]) the table is the chart; where the shape is the
//! message ([`line()`]) an SVG image with title and description stands above a table in `<details>`. Texts come in
//! translated. Colours are classes that the style sheet fills; nothing here writes a `style` attribute.

mod bars;
mod estimate;
mod heat;
mod line;
mod network;
mod printed;
mod ring;
mod spark;

pub use bars::{Bar, Bars, bars, interval_bar};
pub use estimate::{Estimate, Scale, Unit, Words};
pub use heat::{Heading, HeatCell, HeatMap, HeatRow, heat_legend, heat_map};
pub use line::{Line, Point, line};
pub use network::{Arc, Network, Node, network, network_key};
pub use printed::printed;
pub use ring::ring;
pub use spark::sparkline;
