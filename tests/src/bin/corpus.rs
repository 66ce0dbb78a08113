//! Tries every published document: compiles it, checks the emitted crate, and prints a row for it.
//!
//! Each document is compiled by a process of its own, so that its peak of memory is its own and one that ends badly is
//! one row. It judges by `tests/corpus.txt` and by the lines that huge documents may come to; time and memory are shown,
//! not judged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Parser, Subcommand};
use gatewright_tests::corpus::{Document, Figures, Ratchet, Workshop, checked, compiled, documents, prepared};
use gatewright_tests::root;
use serde_json::{Value, json};

#[derive(Parser)]
#[command(about = "Compile and check every published document; the last line is `N passed, N failed`")]
struct Cli {
    #[command(subcommand)]
    part: Option<Part>,
    /// The folder of documents; `../shared/specs` beside the repository when left out.
    #[arg(long, env = "GATEWRIGHT_SPECS")]
    specs: Option<PathBuf>,
    /// Only documents whose path holds one of these texts.
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    only: Vec<String>,
    /// Compile and don't check the emitted crates.
    #[arg(long)]
    without_check: bool,
    /// Write what was found to tests/corpus.txt, which otherwise must say the same.
    #[arg(long, conflicts_with = "without_check")]
    update: bool,
}

/// The process that the command starts from its own binary.
#[derive(Subcommand)]
enum Part {
    /// Compiles one document and prints its figures.
    #[command(hide = true)]
    One { name: String, path: PathBuf },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.part {
        Some(Part::One { name, path }) => one(Document { name: name.clone(), path: path.clone() }),
        None => all(&cli),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("corpus: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles one document in this process.
fn one(document: Document) -> Result<bool, String> {
    let figures = compiled(&Workshop::new(), &document)?;
    // Before the document is read again for its version.
    let peak = peak();
    let version = document.version();
    let Figures { operations, lines, took, codes } = figures;
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    println!(
        "{}",
        json!({ "operations": operations, "lines": lines, "millis": millis, "codes": codes, "peak": peak, "version": version })
    );
    Ok(true)
}

/// The most memory that this process had so far, in bytes, where the system says it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// What is known of a document in the end.
struct Row {
    figures: Figures,
    version: String,
    peak: Option<u64>,
    /// How long `cargo check` took, and what it said against the crate; none where there is no crate to check.
    check: Option<(Duration, Option<String>)>,
    /// Why there are no figures at all.
    crashed: Option<String>,
}

/// The lines that the crates of some documents may have: a huge document stays a small crate.
const LIMITS: [(&str, usize); 3] = [
    ("azure-openai/2024-10-21-inference.json", 3_000),
    ("microsoft/graph.json", 300_000),
    ("openai/openapi-3.1.json", 60_000),
];

impl Row {
    /// What is wrong with the size of the crate.
    fn too_long(&self, document: &Document) -> Option<String> {
        let (_, most) = LIMITS.iter().find(|(name, _)| *name == document.name)?;
        (self.figures.lines > *most).then(|| format!("{} lines are more than {most}", self.figures.lines))
    }

    fn passed(&self, document: &Document) -> bool {
        self.crashed.is_none()
            && self.too_long(document).is_none()
            && self.figures.operations.is_some()
            && self.check.as_ref().is_none_or(|(_, said)| said.is_none())
    }
}

fn all(cli: &Cli) -> Result<bool, String> {
    let folder = cli.specs.clone().unwrap_or_else(|| root().join("../shared/specs"));
    let mut documents = documents(&folder)?;
    documents.retain(|document| cli.only.is_empty() || cli.only.iter().any(|text| document.name.contains(text)));
    if !cli.without_check {
        prepared(&Workshop::new())?;
    }
    let (mut found, mut passed) = (Ratchet::default(), 0);
    println!("{:<52} {HEAD}", "document");
    for document in &documents {
        let row = tried(document, !cli.without_check)?;
        passed += usize::from(row.passed(document));
        let checks = row.crashed.is_none() && row.check.as_ref().is_none_or(|(_, said)| said.is_none());
        found.note(&document.name, &row.figures.codes, checks);
        println!("{}", shown(document, &row));
        let _ = std::io::stdout().flush();
        let too_long = row.too_long(document);
        let check = row.check.as_ref().and_then(|(_, said)| said.as_deref());
        for said in [row.crashed.as_deref(), too_long.as_deref(), check] {
            for line in said.into_iter().flat_map(str::lines).take(20) {
                println!("    {line}");
            }
        }
    }
    let agrees = cli.without_check || judged(cli, &documents, found)?;
    println!("{passed} passed, {} failed", documents.len() - passed);
    Ok(agrees)
}

/// Whether the list says what was found; with `--update` it then does.
fn judged(cli: &Cli, documents: &[Document], found: Ratchet) -> Result<bool, String> {
    let path = root().join("tests/corpus.txt");
    let problem = |error: std::io::Error| format!("{}: {error}", path.display());
    let listed = Ratchet::read(&fs::read_to_string(&path).map_err(problem)?)?;
    let names: BTreeSet<&str> = documents.iter().map(|document| document.name.as_str()).collect();
    if cli.update {
        fs::write(&path, listed.with(&names, found).text()).map_err(problem)?;
        return Ok(true);
    }
    let differences = listed.differences(&found, &names);
    for difference in &differences {
        println!("tests/corpus.txt: {difference}");
    }
    Ok(differences.is_empty())
}

/// Compiles a document in another process, and checks its crate.
fn tried(document: &Document, check: bool) -> Result<Row, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new(own).arg("one").arg(&document.name).arg(&document.path).output();
    let output = output.map_err(|error| error.to_string())?;
    let said: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let crashed = said.is_null().then(|| format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)));
    let count = |name: &str| said[name].as_u64().and_then(|count| usize::try_from(count).ok());
    let codes = said["codes"].as_object().into_iter().flatten();
    let codes = codes.filter_map(|(code, count)| Some((code.clone(), usize::try_from(count.as_u64()?).ok()?)));
    let figures = Figures {
        operations: count("operations"),
        lines: count("lines").unwrap_or_default(),
        took: Duration::from_millis(said["millis"].as_u64().unwrap_or_default()),
        codes: codes.collect::<BTreeMap<_, _>>(),
    };
    let check = (check && figures.operations.is_some()).then(|| checked(&Workshop::new().crate_of(document)));
    let version = said["version"].as_str().unwrap_or("?").to_owned();
    Ok(Row { figures, version, peak: said["peak"].as_u64(), check: check.transpose()?, crashed })
}

/// The heads of the columns behind the document's.
const HEAD: &str = "version operations   lines compile ms   MB check s  codes";

fn shown(document: &Document, row: &Row) -> String {
    let Figures { operations, lines, took, codes } = &row.figures;
    let operations = operations.map_or_else(|| "refused".to_owned(), |operations| operations.to_string());
    let megabytes = row.peak.map_or_else(|| "?".to_owned(), |bytes| (bytes >> 20).to_string());
    let check = match &row.check {
        Some((took, None)) => format!("{:.1}", took.as_secs_f64()),
        Some((_, Some(_))) => "fails".to_owned(),
        None => "-".to_owned(),
    };
    let codes: Vec<String> = codes.iter().map(|(code, count)| format!("{code} x{count}")).collect();
    let line = format!(
        "{:<52} {:<7} {operations:>10} {lines:>7} {:>10} {megabytes:>4} {check:>7}  {}",
        document.name,
        row.version,
        took.as_millis(),
        codes.join(", ")
    );
    line.trim_end().to_owned()
}
