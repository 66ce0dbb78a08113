//! Valid bodies of chat completions, as odd as JSON allows. The same seed gives the same bodies.

/// A generator of numbers (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A body that the document of Azure OpenAI takes.
pub(crate) fn chat(random: &mut Random) -> Vec<u8> {
    let mut members = vec![member(random, "messages", messages)];
    for (name, values) in OPTIONAL {
        if random.below(4) == 0 {
            let value = random.pick(values);
            members.push(member(random, name, |_| value.to_owned()));
        }
    }
    for _ in 0..random.below(4) {
        let count = members.len();
        let name = random.pick(&["x-unknown", "Temperature", "", "é", "messages2", "x\\\"y", "\\u0000", "👍"]);
        let value = unknown(random, 0);
        members.insert(random.below(count + 1), format!("{}\"{name}\"{}:{value}", space(random), space(random)));
    }
    shuffle(random, &mut members);
    let body = format!("{}{{{}{}}}{}", space(random), members.join(","), space(random), space(random));
    body.into_bytes()
}

/// Optional members, and values that keep within their bounds however they are spelled.
const OPTIONAL: &[(&str, &[&str])] = &[
    (
        "temperature",
        &[
            "0",
            "1",
            "2",
            "0.5",
            "1e0",
            "2.0",
            "20E-1",
            "0.0000000000000000000000000001",
            "-0",
            "null",
            "1.99999999999999999999999999",
        ],
    ),
    ("top_p", &["0", "1", "1.0", "1e-300", "0.1E+0", "null"]),
    ("n", &["1", "128", "1.0", "1e2", "1280E-1"]),
    ("max_tokens", &["1", "16", "4096", "1e3"]),
    ("presence_penalty", &["-2", "2", "-2.00", "0e0", "-0.0"]),
    ("frequency_penalty", &["-2", "2.0", "1.5e0"]),
    ("seed", &["0", "-9223372036854775808", "9223372036854775807", "42", "null"]),
    ("stop", &["\"\\n\"", "null", "[\"a\", \"\\u00e9\"]", "[ \"\\ud83d\\udc4d\" ]"]),
    ("user", &["\"\"", "\"someone\"", "\"\\u0061\"", "\"Zoë 🦀\""]),
    ("stream", &["false", "true", "null"]),
    ("logit_bias", &["{}", "{\"50256\":-100}", "{ \"1\" : 1.5e1 }", "null"]),
    ("response_format", &["{\"type\":\"json_object\"}", "{\"type\":\"text\" , \"more\":[]}"]),
    ("parallel_tool_calls", &["true", "false", "null"]),
    (
        "tools",
        &["[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"x\":[1e9]}}}]"],
    ),
];

fn shuffle(random: &mut Random, items: &mut [String]) {
    for end in (1..items.len()).rev() {
        items.swap(end, random.below(end + 1));
    }
}

/// A member; its name is sometimes spelled with escapes.
fn member(random: &mut Random, name: &str, value: impl FnOnce(&mut Random) -> String) -> String {
    let spelled: String = if random.below(6) == 0 {
        let escaped = random.below(name.len());
        let spell = |(at, char): (usize, char)| {
            if at == escaped { format!("\\u{:04x}", u32::from(char)) } else { char.to_string() }
        };
        name.chars().enumerate().map(spell).collect()
    } else {
        name.to_owned()
    };
    let (a, b, c) = (space(random), space(random), space(random));
    let value = value(random);
    format!("{a}\"{spelled}\"{b}:{c}{value}{}", space(random))
}

fn messages(random: &mut Random) -> String {
    let messages: Vec<String> = (0..=random.below(4)).map(|_| message(random)).collect();
    format!("[{}]", messages.join(","))
}

fn message(random: &mut Random) -> String {
    let role = random.pick(&["user", "system", "assistant", "developer", "us\\u0065r"]);
    let mut members = vec![member(random, "role", |_| format!("\"{role}\""))];
    if role == "assistant" && random.below(3) == 0 {
        members.push(member(random, "content", |_| "null".to_owned()));
    } else if role.starts_with("us") && random.below(2) == 0 {
        members.push(member(random, "content", parts));
    } else {
        members.push(member(random, "content", string));
    }
    if random.below(3) == 0 {
        let value = unknown(random, 0);
        members.push(format!("\"x-more\":{value}"));
        let again = unknown(random, 3);
        members.push(format!("\"x-more\" :{again}"));
    }
    shuffle(random, &mut members);
    format!("{}{{{}}}{}", space(random), members.join(","), space(random))
}

fn parts(random: &mut Random) -> String {
    let parts: Vec<String> = (0..=random.below(3))
        .map(|_| match random.below(3) {
            0 => "{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":\"https:\\/\\/example.com\\/a.png\"}}".to_owned(),
            1 => "{ \"type\" : \"x_new_part\" , \"x\" : { \"y\" : 1.50 } }".to_owned(),
            _ => format!("{{\"text\":{},\"type\":\"text\"}}", string(random)),
        })
        .collect();
    format!("[{}]", parts.join(" ,\n"))
}

fn string(random: &mut Random) -> String {
    let mut text = String::from("\"");
    let pieces = if random.below(50) == 0 { 4_000 } else { random.below(30) };
    for _ in 0..pieces {
        text.push_str(random.pick(&[
            "word ",
            " ",
            "é",
            "漢字",
            "🦀",
            "\u{2028}",
            "\u{7f}",
            "\\n",
            "\\t",
            "\\\"",
            "\\\\",
            "\\/",
            "/",
            "\\u00e9",
            "\\u00E9",
            "\\ud83e\\udd80",
            "\\u0000",
            "\\b\\f",
            "'",
            "<&>",
            "{{x}}",
            "${y}",
            "\u{feff}",
        ]));
    }
    text.push('"');
    text
}

/// Any value, up to some depth.
fn unknown(random: &mut Random, depth: usize) -> String {
    let kinds = if depth > 24 { 6 } else { 9 };
    match random.below(kinds) {
        0 => random.pick(&["null", "true", "false"]).to_owned(),
        1 | 2 => random
            .pick(&[
                "0",
                "-0",
                "-0.0",
                "1E400",
                "1e-400",
                "123456789012345678901234567890",
                "0.10",
                "1.0e+1",
                "3.141592653589793238462643",
            ])
            .to_owned(),
        3..6 => string(random),
        6 => {
            let items: Vec<String> = (0..random.below(3)).map(|_| unknown(random, depth + 1)).collect();
            format!("[{}{}]", space(random), items.join(" , "))
        }
        7 => format!("[{}]", unknown(random, depth + 1)),
        // An unknown object may say a name twice: nobody reads it here.
        _ => {
            format!("{{\"a\":{},{}\"a\" : {}}}", unknown(random, depth + 3), space(random), unknown(random, depth + 1))
        }
    }
}

fn space(random: &mut Random) -> &'static str {
    random.pick(&["", "", "", "", " ", "\n", "\r\n", "\t", " \n\t\r "])
}
