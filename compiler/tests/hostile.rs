//! Bad input ends with messages that say where and what to do, exit code 1, and nothing written; a wrong command line
//! with exit code 2.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::{errors, gatewright, scratch, tree};

const GATEWAY: &str = "version: 1\nname: small\napis: { small: { spec: SPEC, path: /small } }\n";
const SPEC: &str = "openapi: 3.1.0\nservers: [ { url: https://a.example } ]\npaths: {}\n";
const DEEP: usize = 100_000;

/// A folder with a gateway file and a document that compile, and a crate that stood there before.
struct Place {
    folder: PathBuf,
}

impl Place {
    fn new(name: &str) -> Self {
        let folder = scratch(name);
        fs::create_dir(folder.join("out")).unwrap();
        fs::write(folder.join("out/mine.txt"), "kept\n").unwrap();
        let place = Self { folder };
        place.gateway("spec.yaml");
        place.put("spec.yaml", SPEC);
        place
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    fn gateway(&self, spec: &str) {
        self.put("gateway.yaml", GATEWAY.replace("SPEC", spec));
    }

    /// What compiling says; it must fail, in good time, and leave the folder alone.
    fn refused(&self, gateway: &str) -> String {
        let before = tree(&self.folder.join("out"));
        let began = Instant::now();
        let mut said = String::new();
        for (out, format) in [("out", "short"), ("new", "human")] {
            let output = gatewright(&self.folder, &["compile", gateway, "--out", out, "--message-format", format]);
            assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
            assert!(!errors(&output).contains("panicked"), "{}", errors(&output));
            said.push_str(&errors(&output));
        }
        assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
        assert_eq!(tree(&self.folder.join("out")), before, "the folder was written to");
        assert!(!self.folder.join("new").exists(), "a folder was made");
        said
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[track_caller]
fn assert_says(said: &str, expected: &[&str]) {
    for expected in expected {
        assert!(said.contains(expected), "`{expected}` is not in\n{}", said.chars().take(2000).collect::<String>());
    }
}

#[test]
fn files_that_are_not_there() {
    let place = Place::new("absent");
    assert_says(
        &place.refused("gatewy.yaml"),
        &["error[GW0104]: there is no file `gatewy.yaml`", "did you mean `gateway.yaml`"],
    );
    assert_says(&place.refused("no/such/folder.yaml"), &["GW0104", "its directory does not exist either"]);
    place.gateway("spec.yml");
    assert_says(
        &place.refused("gateway.yaml"),
        &["error[GW0104]: there is no file `spec.yml`", "did you mean `spec.yaml`"],
    );
}

#[test]
fn folders_in_place_of_files() {
    let place = Place::new("folders");
    fs::create_dir(place.folder.join("folder.json")).unwrap();
    assert_says(&place.refused("out"), &["error[GW0105]: `out` is a directory", "name a file in it"]);
    place.gateway("folder.json");
    assert_says(&place.refused("gateway.yaml"), &["error[GW0105]: `folder.json` is a directory"]);
}

#[test]
fn empty_files() {
    let place = Place::new("empty");
    for (name, text) in [("a.yaml", ""), ("b.yaml", "# a comment\n\n"), ("c.json", " \n")] {
        place.put(name, text);
        assert_says(&place.refused(name), &[&format!("{name}:1:1: error[GW0108]")]);
        place.gateway(name);
        assert_says(&place.refused("gateway.yaml"), &[&format!("{name}:1:1: error[GW0108]")]);
    }
}

#[test]
fn files_that_are_not_utf8() {
    let place = Place::new("utf8");
    place.put("latin.yaml", b"version: 1\nname: l\xf6we\n");
    assert_says(&place.refused("latin.yaml"), &["latin.yaml:2:8: error[GW0106]", "iconv"]);
    place.put("utf16.json", b"\xff\xfe{\0}\0");
    place.gateway("utf16.json");
    assert_says(&place.refused("gateway.yaml"), &["utf16.json:1:1: error[GW0106]", "UTF-16"]);
    let random: Vec<u8> = (0..4096u32).map(|at| u8::try_from(at.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    place.put("random.json", random);
    place.gateway("random.json");
    assert_says(&place.refused("gateway.yaml"), &["random.json:1:", "error[GW01"]);
}

#[test]
fn files_that_end_too_early() {
    let place = Place::new("truncated");
    let json = r#"{ "openapi": "3.1.0", "servers": [ { "url": "https://a.example" } ], "paths": { "/a": { "get": { "responses": {} } } } }"#;
    for length in (1..json.len()).step_by(7) {
        place.put("cut.json", &json[..length]);
        place.gateway("cut.json");
        assert_says(&place.refused("gateway.yaml"), &["cut.json:1:", "error[GW0"]);
    }
    let yaml = "openapi: 3.1.0\npaths:\n  /a: { get: { responses: { \"200\": { description: \"fine";
    place.put("cut.yaml", yaml);
    place.gateway("cut.yaml");
    assert_says(&place.refused("gateway.yaml"), &["cut.yaml:3:", "error[GW0101]"]);
    place.put("cut-gateway.yaml", "version: 1\nname: small\napis: { small: { spec: spec.yaml, path: /sm");
    assert_says(&place.refused("cut-gateway.yaml"), &["cut-gateway.yaml:3:", "error[GW0101]"]);
}

#[test]
fn nesting_without_end() {
    let place = Place::new("deep");
    let json = format!("{{\"openapi\":\"3.1.0\",\"x\":{}1{}}}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let flow = format!("openapi: 3.1.0\nx: {}1{}\n", "[".repeat(DEEP), "]".repeat(DEEP));
    // Indentation of a hundred thousand levels has five thousand million characters; dashes in one line have two a level.
    let dashes = format!("x:\n  {}1\n", "- ".repeat(DEEP));
    let blocks: String = (0..2000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let open = "[".repeat(DEEP);
    let texts = [
        ("deep.json", json),
        ("objects.json", objects),
        ("flow.yaml", flow),
        ("dashes.yaml", dashes),
        ("blocks.yaml", blocks),
        ("open.json", open.clone()),
        ("open.yaml", open),
    ];
    for (name, text) in texts {
        place.put(name, text);
        place.gateway(name);
        assert_says(&place.refused("gateway.yaml"), &[name, "error[GW0103]"]);
        assert_says(&place.refused(name), &[name, "error[GW0103]"]);
    }
}

#[test]
fn references_without_end() {
    let place = Place::new("references");
    let mut spec = String::from("openapi: 3.1.0\nservers: [ { url: https://a.example } ]\ncomponents:\n  schemas:\n");
    for at in 0..3000 {
        spec.push_str(&format!("    S{at}: {{ allOf: [ {{ $ref: \"#/components/schemas/S{}\" }} ] }}\n", at + 1));
    }
    spec.push_str(
        "    S3000: { type: string }\n  parameters: { loop: { $ref: \"#/components/parameters/loop\" } }\npaths:\n",
    );
    spec.push_str("  /a:\n    post:\n      parameters: [ { $ref: \"#/components/parameters/loop\" } ]\n");
    spec.push_str(
        "      requestBody: { content: { application/json: { schema: { $ref: \"#/components/schemas/S0\" } } } }\n",
    );
    place.put("spec.yaml", spec);
    assert_says(&place.refused("gateway.yaml"), &["spec.yaml:", "warning[GW0208]"]);
}

/// However long the way through `allOf` is, it ends in a message or a crate, never in an overflow of the stack.
#[test]
fn long_ways_through_references() {
    let place = Place::new("ways");
    let ways = [
        ("allOf", "{ allOf: [ { $ref: NEXT } ] }", 1500),
        ("siblings", "{ maxLength: 5, $ref: NEXT }", 1500),
        ("items", "{ items: { $ref: NEXT } }", 200),
        ("anyOf", "{ anyOf: [ { $ref: NEXT }, { type: \"null\" } ] }", 200),
    ];
    for (name, way, length) in ways {
        let mut spec =
            String::from("openapi: 3.1.0\nservers: [ { url: https://a.example } ]\ncomponents:\n  schemas:\n");
        for at in 0..length {
            let next = format!("\"#/components/schemas/S{}\"", at + 1);
            spec.push_str(&format!("    S{at}: {}\n", way.replace("NEXT", &next)));
        }
        spec.push_str(&format!("    S{length}: {{ type: string }}\npaths:\n  /a:\n    post:\n"));
        spec.push_str("      requestBody: { content: { application/json: { schema: { allOf: [ { $ref: \"#/components/schemas/S0\" } ] } } } }\n");
        place.put("spec.yaml", spec);
        let output = gatewright(&place.folder, &["check", "--out", "new", "--message-format", "short"]);
        let said = errors(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        // What is met must be read at once and has a bound; what stands alone has a name and none.
        let met = matches!(name, "allOf" | "siblings");
        assert_eq!(said.contains("error[GW0103]"), met, "{name}: {said}");
    }
}

/// Each level has two branches that overlap; what is made of them grows with their number and not with its power.
#[test]
fn unions_within_unions() {
    let place = Place::new("unions");
    let head = "{\"oneOf\":[{\"type\":\"object\",\"properties\":{\"x\":{}}},";
    let schema = format!("{}{{\"type\":\"string\"}}{}", head.repeat(100), "]}".repeat(100));
    place.put("spec.json", format!("{{\"openapi\":\"3.1.0\",\"servers\":[{{\"url\":\"https://a.example\"}}],\"paths\":{{\"/a\":{{\"post\":{{\"requestBody\":{{\"content\":{{\"application/json\":{{\"schema\":{schema}}}}}}}}}}}}}}}"));
    place.gateway("spec.json");
    let began = Instant::now();
    let output = gatewright(&place.folder, &["compile", "--out", "new", "--message-format", "short"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
    let emitted = fs::read_to_string(place.folder.join("new/src/apis/small/operations/post_a.rs")).unwrap();
    assert!(emitted.lines().count() < 2_000, "{} lines", emitted.lines().count());
}

/// A schema with 40 below it that have the next one twice each, by this keyword.
fn diamonds(keyword: &str) -> String {
    let next = |at: usize| format!(r##""$ref": "#/components/schemas/A/$defs/S{at}""##);
    let two = |at: usize| {
        let next = next(at + 1);
        format!(r#""S{at}": {{ "{keyword}": [{{ {next} }}, {{ "minProperties": {at}, {next} }}] }},"#)
    };
    let all: String = (0..40).map(two).collect();
    format!(r#"{{ {}, "maxProperties": 100, "$defs": {{ {all} "S40": {{ "type": "object" }} }} }}"#, next(0))
}

/// Schemas that lead to themselves by many ways: what is looked at to tell branches apart has an end.
#[test]
fn unions_of_recursive_schemas() {
    let place = Place::new("recursive");
    let itself = r##"{ "$ref": "#/components/schemas/A" }"##;
    let union = format!(r#"{{ "oneOf": [{itself}, {{ "type": "string" }}] }}"#);
    let members: Vec<String> = (0..60).map(|at| format!(r#""m{at}": {union}"#)).collect();
    let parts = vec![itself; 20].join(",");
    let schemas = [
        format!(r#"{{ "type": "object", "properties": {{ {} }} }}"#, members.join(",")),
        format!(r#"{{ "type": "object", "properties": {{ "m": {union}, "n": {itself} }}, "allOf": [{parts}] }}"#),
        format!(
            r#"{{ "properties": {{ "m": {union} }}, "oneOf": [{{ "type": "object" }}, {{ "allOf": [{parts}] }}] }}"#
        ),
        diamonds("allOf"),
        diamonds("oneOf"),
    ];
    for schema in schemas {
        let body =
            format!(r#"{{ "requestBody": {{ "content": {{ "application/json": {{ "schema": {union} }} }} }} }}"#);
        place.put(
            "spec.json",
            format!(
                r#"{{ "openapi": "3.1.0", "servers": [{{ "url": "https://a.example" }}],
                  "paths": {{ "/a": {{ "post": {body} }} }}, "components": {{ "schemas": {{ "A": {schema} }} }} }}"#
            ),
        );
        place.gateway("spec.json");
        let began = Instant::now();
        let output = gatewright(&place.folder, &["compile", "--out", "new", "--message-format", "short"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", errors(&output));
        assert!(began.elapsed() < Duration::from_secs(20), "it took {:?}", began.elapsed());
    }
}

#[test]
fn aliases_that_multiply() {
    let place = Place::new("aliases");
    let mut bomb = String::from("openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let one = format!("*a{}", at - 1);
        bomb.push_str(&format!("a{at}: &a{at} [{}]\n", [one.as_str(); 10].join(", ")));
    }
    place.put("bomb.yaml", &bomb);
    place.gateway("bomb.yaml");
    assert_says(&place.refused("gateway.yaml"), &["bomb.yaml:", "error[GW0110]"]);
    assert_says(&place.refused("bomb.yaml"), &["bomb.yaml:", "error[GW0110]"]);
    place.put("itself.yaml", "a: &a [*a]\n");
    assert_says(&place.refused("itself.yaml"), &["itself.yaml:1:8: error[GW0110]"]);
}

#[test]
fn large_and_odd_files() {
    let place = Place::new("odd");
    let key = "k".repeat(1 << 20);
    let texts = [
        ("key.yaml", format!("{key}: 1\n"), "GW0101"),
        ("key.json", format!("{{\"{key}\": 1}}"), "GW0402"),
        ("number.yaml", format!("version: {}\n", "9".repeat(1 << 20)), "GW0406"),
        ("zeros.json", "\0".repeat(1 << 16), "GW01"),
        ("list.yaml", "- a\n".repeat(1 << 14), "GW0401"),
        ("scalar.yaml", "small\n".to_owned(), "GW0401"),
        ("escape.yaml", "version: 1\nname: \"\\e[31mred\\u202e\"\napis: { a: 1 }\n".to_owned(), "GW0405"),
    ];
    for (name, text, code) in texts {
        place.put(name, text);
        let said = place.refused(name);
        assert_says(&said, &[name, code]);
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{name}: a terminal would obey this");
    }
}

#[test]
fn many_errors_are_capped() {
    let place = Place::new("many");
    let keys: String = (0..500).map(|at| format!("key{at}: 1\n")).collect();
    place.put("many.yaml", format!("version: 1\nname: small\napis: {{}}\n{keys}"));
    let output = gatewright(&place.folder, &["compile", "many.yaml", "--message-format", "short", "--out", "new"]);
    let said = errors(&output);
    assert_eq!(said.lines().count(), 21, "{said}");
    assert_says(&said, &["501 errors; 481 of them not shown, `--all-messages` shows them"]);
    let output = gatewright(&place.folder, &["compile", "many.yaml", "--message-format", "json", "--out", "new"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 501);
    assert!(errors(&output).is_empty());
}

/// A hundred megabytes of nothing in particular end in a message, in bounded time and memory, as a spec and as a gateway
/// file. Without optimisation they are two.
#[test]
fn a_hundred_megabytes() {
    const BYTES: usize = if cfg!(debug_assertions) { 2_000_000 } else { 100_000_000 };
    let of = |text: &str| text.repeat(BYTES / text.len());
    let keys = |head: &str, key: fn(usize) -> String, end: &str| {
        let mut text = String::from(head);
        let mut at = 0;
        while text.len() < BYTES {
            text.push_str(&key(at));
            at += 1;
        }
        text + end
    };
    let place = Place::new("megabytes");
    let bounded = |name: &str, text: String| {
        place.put(name, text);
        place.gateway(name);
        for gateway in ["gateway.yaml", name] {
            let began = Instant::now();
            let (said, code) = limited(&place.folder, gateway);
            assert_eq!(code, Some(1), "{gateway} with {name}: {said}");
            assert_says(&said, &["error[GW0"]);
            assert!(said.len() < 100_000, "{gateway} with {name} says too much");
            assert!(began.elapsed() < Duration::from_secs(120), "{gateway} with {name} took {:?}", began.elapsed());
            println!("{gateway} with {name}: {:?}", began.elapsed());
        }
        fs::remove_file(place.folder.join(name)).unwrap();
    };
    bounded("space.json", of(" "));
    bounded("within.json", format!("{{ \"openapi\": \"3.1.0\",{}\"paths\": 5 }}", of(" ")));
    bounded("brackets.json", of("["));
    bounded("string.json", format!("{{\"openapi\": \"3.1.0\", \"paths\": \"{}\"}}", of("a")));
    bounded("items.json", format!("[0{}]", of(",1")));
    bounded("lines.yaml", of("\n"));
    bounded("brackets.yaml", of("["));
    bounded("dashes.yaml", of("- "));
    bounded("string.yaml", format!("openapi: 3.1.0\npaths: {}\n", of("a")));
    bounded("items.yaml", of("- 1\n"));
    bounded("keys.json", keys("{\"openapi\": \"4.0\"", |at| format!(",\"k{at:07}\":1"), "}"));
    bounded("keys.yaml", keys("openapi: 4.0.0\n", |at| format!("k{at:07}: 1\n"), ""));
}

/// Compiles within four gigabytes of addresses; what is said, and the exit code.
fn limited(folder: &Path, gateway: &str) -> (String, Option<i32>) {
    let binary = env!("CARGO_BIN_EXE_gatewright");
    let script = "ulimit -v 4194304; exec \"$0\" compile \"$1\" --out new --message-format short";
    let output =
        std::process::Command::new("sh").args(["-c", script, binary, gateway]).current_dir(folder).output().unwrap();
    (errors(&output), output.status.code())
}

/// What is misspelt gets the nearest name, in whichever place.
#[test]
fn misspelt_names_get_the_right_ones() {
    let place = Place::new("misspelt");
    place.put("spec.yaml", "openapi: 3.1.0\nservers: [ { url: \"https://{host}\", variables: { host: { default: a } } } ]\npaths: { /a: { get: { operationId: listThings, responses: {} } } }\n");
    let cases = [
        ("  polices: {}\n", "did you mean `policies`?"),
        ("  backend: man\n", "did you mean `main`?"),
        ("  operations: { listThing: {} }\n", "did you mean `listThings`?"),
        ("  server-variables: { hots: b }\n", "did you mean `host`?"),
        ("  policies: { inbund: [] }\n", "did you mean `inbound`?"),
        ("  policies: { inbound: [ { set-heder: {} } ] }\n", "did you mean `set-header`?"),
        ("  policies: { inbound: [ { set-header: { name: a, valu: b } } ] }\n", "did you mean `value`?"),
        ("  policies: { inbound: [ { set-header: { name: a, value: \"{{kye}}\" } } ] }\n", "did you mean `key`?"),
        ("  validate: { request: prevnt }\n", "did you mean `prevent`?"),
        ("  unmatched: forwrd\n", "did you mean `forward`?"),
        ("  subscription: { heder: a }\n", "did you mean `header`?"),
    ];
    for (line, help) in cases {
        let backend = if line.contains("backend") { "" } else { "  backend: main\n" };
        let backend = if line.contains("variables") { "" } else { backend };
        let text = format!(
            "version: 1\nname: small\nnamed-values: {{ key: a }}\nbackends: {{ main: {{ url: https://a.example }} }}\napis:\n small:\n  spec: spec.yaml\n{backend}{line}"
        );
        place.put("gateway.yaml", &text);
        let said = place.refused("gateway.yaml");
        assert_says(&said, &[help]);
        let at = 1 + text.lines().position(|found| found == line.trim_end()).unwrap();
        assert_says(&said, &[&format!("gateway.yaml:{at}:")]);
    }
    place.gateway("spec.yaml");
    assert_says(
        &errors(&gatewright(&place.folder, &["compile", "--server-url", "smal=https://a.example"])),
        &["did you mean `small`?"],
    );
}

#[test]
fn a_wrong_command_line_is_another_exit_code() {
    let place = Place::new("usage");
    let wrong: [&[&str]; 10] = [
        &[],
        &["compil"],
        &["compile", "--ot", "x"],
        &["compile", "a.yaml", "b.yaml"],
        &["compile", "--server-url", "ftp://a.example"],
        &["compile", "--server-url", "small=a.example"],
        &["compile", "--spec", "small="],
        &["compile", "--runtime", "elsewhere"],
        &["compile", "--message-format", "xml"],
        &["explain", "GW9999"],
    ];
    for arguments in wrong {
        let output = gatewright(&place.folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", errors(&output));
        assert!(!errors(&output).is_empty(), "{arguments:?} says nothing");
    }
    assert!(!place.folder.join("generated").exists());
    for arguments in [&["--version"][..], &["--help"], &["compile", "--help"], &["explain", "gw0303"]] {
        assert_eq!(gatewright(&place.folder, arguments).status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn an_unusable_folder_is_said() {
    let place = Place::new("unusable");
    for out in ["out/mine.txt", "out/mine.txt/below"] {
        let output = gatewright(Path::new(&place.folder), &["compile", "--out", out, "--message-format", "short"]);
        assert_eq!(output.status.code(), Some(1));
        assert_says(&errors(&output), &["error[GW0603]"]);
        assert_eq!(fs::read_to_string(place.folder.join("out/mine.txt")).unwrap(), "kept\n");
    }
}
