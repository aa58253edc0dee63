//! Statements as an application of another maker sends them: about 800 bytes, the same for the same number.

use base::Millis;
use std::ops::Range;
use uuid::Uuid;

/// Statements of an agent in a full store, and the most agents there are.
const OF_AN_AGENT: u64 = 100;
const AGENTS: u64 = 100_000;
/// Verbs and activities that the statements are about.
const VERBS: [&str; 8] = ["answered", "attempted", "completed", "experienced", "interacted", "launched", "passed", "progressed"];
const ACTIVITIES: u64 = 20_000;

/// A series of statements; two series share agents, verbs and activities and no identifier.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    series: u64,
    agents: u64,
}

impl Sample {
    /// A series by its number.
    pub fn new(series: u64) -> Sample {
        Sample { series, agents: AGENTS }
    }

    /// The same about as few agents as belong to a store of so many statements, so that each has some of each verb.
    pub fn for_store(self, statements: u64) -> Sample {
        Sample { agents: (statements / OF_AN_AGENT).clamp(1, AGENTS), ..self }
    }

    /// One statement of the series.
    pub fn statement(self, n: u64) -> String {
        let drawn = mix(n);
        let (verb, activity) = (VERBS[(drawn % 8) as usize], drawn / 8 % ACTIVITIES);
        let second = n % 60;
        format!(
            r#"{{"id":"{}","actor":{},"verb":{{"id":"http://adlnet.gov/expapi/verbs/{verb}","display":{{"zh-CN":"\u7ec3\u4e60","en":"{verb}"}}}},"object":{{"objectType":"Activity","id":"https://tool.example.cn/activities/{activity}","definition":{{"name":{{"zh-CN":"\u7b2c {activity} \u9898","en":"Question {activity}"}},"type":"http://adlnet.gov/expapi/activities/question"}}}},"result":{{"score":{{"scaled":0.{}}},"success":{},"completion":true,"duration":"PT{second}.5S"}},"context":{{"registration":"{}","platform":"Example tool","language":"zh-CN","contextActivities":{{"parent":[{{"id":"https://tool.example.cn/units/{}"}}]}}}},"timestamp":"2026-09-01T08:00:{second:02}.000Z"}}"#,
            self.id(n),
            self.agent(drawn),
            drawn % 10,
            drawn.is_multiple_of(2),
            Uuid::from_u64_pair(self.series, drawn % 1_000_000),
            activity / 40,
        )
    }

    /// Several, as a JSON array.
    pub fn array(self, numbers: Range<u64>) -> String {
        format!("[{}]", numbers.map(|n| self.statement(n)).collect::<Vec<_>>().join(","))
    }

    /// The path that asks for the statements of the agent and verb of one of them.
    pub fn query(self, n: u64, since: Millis) -> String {
        let drawn = mix(n);
        let verb = format!("http://adlnet.gov/expapi/verbs/{}", VERBS[(drawn % 8) as usize]);
        let since = base::clock::iso(since);
        let pairs = [("agent", self.agent(drawn)), ("verb", verb), ("since", since)];
        format!("/xapi/statements?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    fn agent(self, drawn: u64) -> String {
        format!(r#"{{"account":{{"homePage":"https://tool.example.cn","name":"u{}"}}}}"#, drawn / 1_000 % self.agents)
    }

    /// The identifier of one of them: random to look at, as most makers' are.
    pub fn id(self, n: u64) -> Uuid {
        uuid::Builder::from_u128((u128::from(mix(n ^ self.series << 60)) << 64) | u128::from(mix(!n)))
            .with_version(uuid::Version::Random)
            .with_variant(uuid::Variant::RFC4122)
            .into_uuid()
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): draws that are the same everywhere.
fn mix(n: u64) -> u64 {
    let z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
