//! Figures and ratios as a table and as JSON.

use serde_json::{Value, json};

use crate::cases::Case;
use crate::targets::must;
use crate::variants::Variant;

/// CPU microseconds a request over all rounds.
pub(crate) struct Figures {
    /// The lower quartile: what is compared, since neighbours' load only ever adds.
    pub(crate) p25: f64,
    /// The smallest.
    pub(crate) min: f64,
    /// The median.
    pub(crate) median: f64,
}

impl Figures {
    /// Of at least one sample.
    pub(crate) fn of(mut samples: Vec<f64>) -> Option<Self> {
        samples.sort_by(f64::total_cmp);
        let at = |share: usize| samples.get((samples.len().checked_sub(1)?) * share / 100).copied();
        Some(Self { p25: at(25)?, min: at(0)?, median: at(50)? })
    }
}

/// One case: a column for each contestant.
pub(crate) struct Row {
    /// The case.
    pub(crate) case: Case,
    /// In the order of the contestants' names.
    pub(crate) figures: Vec<Figures>,
    /// Microseconds a request that upstream and load take by themselves, without a proxy between.
    pub(crate) alone: f64,
}

/// One column over another, and what that must be.
pub(crate) struct Ratio {
    of: &'static str,
    peer: &'static str,
    value: f64,
    must: f64,
}

impl Ratio {
    /// Whether the ratio is at or under what it must be.
    pub(crate) fn met(&self) -> bool {
        self.value <= self.must
    }
}

/// What the gateway is compared with.
pub(crate) const PEERS: [&str; 2] = ["raw", "nginx"];

/// The gateway's ratios to each peer in `row`, and those of its variants to it; none when the gateway did not run, or without a
/// peer that did not.
pub(crate) fn ratios(names: &[&'static str], row: &Row) -> Vec<Ratio> {
    let p25 =
        |name: &str| names.iter().position(|other| *other == name).and_then(|at| row.figures.get(at)).map(|f| f.p25);
    let (Some(gateway), Some(must)) = (p25("gateway"), must(row.case)) else { return Vec::new() };
    let of_gateway = PEERS
        .into_iter()
        .zip([must.raw, must.nginx])
        .filter_map(|(peer, must)| Some(Ratio { of: "gateway", peer, value: gateway / p25(peer)?, must }));
    let of_variants = names.iter().filter_map(|&of| {
        let must = Variant::named(of)?.must(row.case)?;
        Some(Ratio { of, peer: "gateway", value: p25(of)? / gateway, must })
    });
    of_gateway.chain(of_variants).collect()
}

/// Prints the table to standard output.
pub(crate) fn print(names: &[&'static str], rows: &[Row]) {
    println!("CPU us a request: p25 (min, median)");
    for row in rows {
        print!("({}) {:<24}", row.case.letter(), row.case.title());
        for (name, figures) in names.iter().zip(&row.figures) {
            print!("  {name} {:.1} ({:.1}, {:.1})", figures.p25, figures.min, figures.median);
        }
        println!("  upstream and load alone {:.1}", row.alone);
        for ratio in ratios(names, row) {
            let verdict = if ratio.met() { "pass" } else { "FAIL" };
            let both = format!("{}/{}", ratio.of, ratio.peer);
            println!("    {both:<15} {:.2}  must {:.2}  {verdict}", ratio.value, ratio.must);
        }
    }
}

/// The same figures for a machine to read.
pub(crate) fn json(names: &[&'static str], rows: &[Row], rounds: u32) -> String {
    let cases: Vec<Value> = rows
        .iter()
        .map(|row| {
            let columns: serde_json::Map<String, Value> = names
                .iter()
                .zip(&row.figures)
                .map(|(name, f)| ((*name).to_owned(), json!({ "p25": f.p25, "min": f.min, "median": f.median })))
                .collect();
            let ratios: Vec<Value> = ratios(names, row)
                .iter()
                .map(|ratio| {
                    let (value, must) = (ratio.value, ratio.must);
                    json!({ "of": ratio.of, "peer": ratio.peer, "ratio": value, "must": must, "met": ratio.met() })
                })
                .collect();
            json!({ "case": row.case.letter(), "cpu_us": columns, "alone_us": row.alone, "ratios": ratios })
        })
        .collect();
    format!("{:#}\n", json!({ "rounds": rounds, "cases": cases }))
}
