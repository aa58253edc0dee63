//! A drawing for paper: an SVG document of its own, with the colours that a style sheet gives it on the screen.

use maud::Markup;

/// The colours of the light theme, for ink on paper.
const STYLE: &str = "svg{color:#1f5d44}.track{fill:#eef1ef;stroke:#c3ccc6}.fill{fill:#2f8a63;stroke:none}.span{stroke:#1f2a24}\
                     .mark-line{stroke:#8a5a00}";

/// A drawing without texts (such as [`crate::interval_bar`]) as an SVG document of `width` × `height` pixels.
pub fn printed(drawing: &Markup, width: u32, height: u32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <style>{STYLE}</style>{}</svg>",
        drawing.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Estimate, Scale, interval_bar};

    #[test]
    fn a_drawing_stands_alone_with_its_colours() {
        let estimate = Estimate { value: 0.5, interval: Some((0.25, 0.75)), count: None };
        let svg = printed(&interval_bar(&estimate, None, &Scale::SHARE), 240, 20);
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>") && svg.contains(".fill{"), "{svg}");
    }
}
