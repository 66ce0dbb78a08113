//! The table of codes: `GW01xx` source, `GW02xx` OpenAPI, `GW03xx` schemas, `GW04xx` gateway file, `GW05xx` linking,
//! `GW06xx` emission and files.

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The user should know.
    Warning,
    /// What was done about a known defect of a spec.
    Repair,
}

impl Severity {
    /// `error`, `warning`, `repair`
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Repair => "repair",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal: $explanation:literal)*) => {
        /// An entry of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $code),* }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// `GW0101`
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code)),* }
            }

            /// The entry with this name, however it is cased.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Code> {
                Self::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name))
            }

            /// How grave it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity),* }
            }

            /// A few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title),* }
            }

            /// The long text of `gatewright explain CODE`.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$code => $explanation),* }
            }
        }
    };
}

codes! {
    GW0101 Error "syntax error":
        "The file is not well-formed JSON (RFC 8259) or YAML 1.2. Reading stops at the first such place, because everything behind it would be a guess.\n\nA file whose name ends in .json is read as JSON if it begins like JSON: comments, trailing commas, single quotes and unquoted keys are errors there. Give the file a name that ends in .yaml if it is YAML."
    GW0102 Error "equal keys in one object":
        "Two members of one object have the same key. Readers disagree on which one counts, so neither does; remove or rename one. Keys are compared after unescaping: \"a\" and \"\\u0061\" are equal."
    GW0103 Error "nested too deeply":
        "Objects and arrays stand inside one another more than 512 levels deep, or YAML flow collections (those in brackets) more than 255. Real specifications stay far below. A schema that contains itself is written with $ref, not by repeating it."
    GW0104 Error "file not found":
        "No file has this name. Paths in a gateway file are relative to the gateway file; paths on the command line are relative to the directory that the command was started in."
    GW0105 Error "file cannot be read":
        "There is something with this name, but it is a directory, or the operating system refused to read it: its own words are part of the message."
    GW0106 Error "file is not UTF-8":
        "Files must be UTF-8, with or without a byte order mark. UTF-16, Latin-1 and Windows-1252 are not guessed, because a wrong guess changes texts without a word. Convert the file, for example with: iconv -f WINDOWS-1252 -t UTF-8."
    GW0107 Error "file is too large":
        "A file of 4 GiB or more is refused. Places in files are counted in 32 bits."
    GW0108 Error "file is empty":
        "The file holds nothing, or only white space and comments. A specification or gateway file is an object."
    GW0109 Error "several documents in one file":
        "A YAML file can hold several documents, separated by `---`. Only one is expected here, and taking the first would lose the rest without a word. Split the file."
    GW0110 Error "aliases expand too far":
        "An alias (`*name`) stands for a copy of the value with that anchor (`&name`). Aliases of values with aliases multiply: a few lines can stand for billions of values. The bound is two million copied values in a file. An alias inside the value that it names would never end, and is refused too."
    GW0111 Error "number that JSON cannot hold":
        "YAML has numbers that JSON has not: `.inf`, `.nan`, and hexadecimal or octal ones beyond 128 bits. Quote the value if it is meant as a text."
    GW0112 Error "unknown YAML tag, or one that its value does not fit":
        "The tags !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are honoured. Any other asks for a type that JSON has not, and a value that a tag does not fit (`!!int many`) has no meaning. Remove the tag."
    GW0113 Error "key is not a scalar":
        "A YAML mapping may have lists and mappings as keys; JSON objects have only texts. Often a template was left unquoted: `key: {{name}}` reads as a mapping within a mapping, `key: \"{{name}}\"` is the text."
    GW0114 Error "merge key without a mapping":
        "The value of a merge key (`<<`) must be a mapping or a list of mappings, mostly as an alias: `<<: *defaults`. Quote the key if it is meant as a text."
    GW0115 Error "malformed overlay":
        "The file is not an Overlay by the OpenAPI Overlay Specification 1.0 or 1.1: an object with `overlay`, `info` and a list `actions`, each of which has a `target` and one of `update`, `remove` and `copy`."
    GW0116 Error "bad JSONPath":
        "The target of an overlay's action must be a JSONPath by RFC 9535, for example $.paths['/pets'].get or $.paths.*.*[?@.deprecated == true]. Function calls (length, count, match, search, value) are not supported in overlays."
    GW0117 Warning "overlay action matches nothing":
        "The target of an action selects no value, so the action does nothing. Mostly the specification was updated and the overlay was not. Actions run one after the other: a value that an earlier action removed is gone."
    GW0118 Error "overlay action does not fit its target":
        "An update must fit what it is applied to: an object merges into an object, and anything is appended to an array. The root cannot be removed or replaced by something that is not an object. A copy needs a source that selects exactly one value."
    GW0119 Error "bad JSON Pointer":
        "A JSON Pointer (RFC 6901) is empty or begins with `/`; `~` is written `~0` and `/` within a name `~1`. In a $ref it stands behind `#` and may be percent-encoded."
}
