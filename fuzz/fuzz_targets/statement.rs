//! Statements out of any bytes: no panic, and what was taken once is taken again in the form that is kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use records::Version;
use records::xapi::Prepared;
use records::xapi::format::Format;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for version in Version::ALL {
        let Ok(statements) = Prepared::parse(version, text) else { continue };
        for statement in statements {
            let again = Prepared::parse(version, statement.raw()).expect("what is kept keeps the rules");
            assert_eq!(again[0].raw(), statement.raw());
            let ids = Format::Ids.of(statement.raw());
            Prepared::parse(version, &ids).expect("identifiers alone keep the rules");
        }
    }
});
