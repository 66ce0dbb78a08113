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
        "The file is not well-formed JSON (RFC 8259) or YAML 1.2."
    GW0102 Error "equal keys in one object":
        "Two members of one object have the same key. Readers disagree on which one counts, so neither does; remove or rename one."
    GW0201 Error "not an OpenAPI document":
        "The file has no `openapi` member whose value begins with 3.0 or 3.1, so nothing in it can be read as an OpenAPI document."
    GW0202 Error "path without a leading slash":
        "Every key of `paths` begins with `/`; it is appended to the URL of the server (OpenAPI, Paths Object)."
    GW0203 Error "wrong kind of value in an OpenAPI document":
        "The OpenAPI Specification asks for another kind of JSON value at this place. What stands there cannot be read, and leaving it out silently could serve less than the document says."
    GW0204 Error "unresolved reference":
        "A `$ref` must lead to something in the document. References to other files are not followed yet."
    GW0205 Error "not a status code":
        "A key of `responses` is a status code (200), a range (4XX) or `default`."
    GW0206 Error "parameter declared twice":
        "A list of parameters must not hold two with the same name and location."
    GW0207 Error "unknown parameter location":
        "A parameter travels in the path, the query, a header or a cookie."
    GW0301 Repair "`nullable` without `type`":
        "OpenAPI 3.0.3 gives `nullable: true` a meaning only beside `type`. Published specs write it beside `oneOf`, `$ref` or nothing, and mean that null passes; so it does. Repair `nullable-without-type`."
    GW0302 Repair "nullable `enum` without null":
        "By the letter an `enum` that lacks null refuses null although `nullable: true` stands beside it. Services send and take null there; so it passes. Repair `nullable-enum`."
    GW0303 Repair "required member that is declared nowhere":
        "`required` names a member that neither this schema nor anything that it is composed of declares. Callers can't know it and real requests lack it, so it is not asked for. Repair `required-undeclared`."
    GW0304 Repair "`oneOf` whose branches overlap":
        "Neither a JSON type nor a constant member tells the branches of this `oneOf` apart. By the letter a value that fits two of them is refused; here one that fits is enough. Repair `overlapping-one-of`."
    GW0305 Repair "open `enum`":
        "The publisher marks the `enum` with `x-ms-enum: { modelAsString: true }`: values are to be added. Other strings pass and are counted. Repair `open-enum`."
    GW0306 Repair "`allOf` that disagrees on null":
        "Members of an `allOf` declare one property, only some of them nullable. By the letter null is refused; services take it, so it passes. Repair `nullable-disagreement`."
    GW0307 Repair "prompt that takes tokens":
        "`input` and `prompt` of language models are declared as a string or an array of strings. Clients send arrays of tokens there, and arrays of such arrays, and services take them; so they pass. Repair `token-arrays`."
    GW0310 Error "not a schema":
        "A JSON Schema keyword has a value that it can't have, so what it asks for is unknown."
    GW0311 Warning "keyword that is not checked yet":
        "The compiler knows this JSON Schema keyword and does not emit a check for it yet. Values that break it reach the backend, which checks them itself."
    GW0312 Warning "pattern that is not checked":
        "The gateway matches patterns in time that grows linearly with the text. Look-around and back-references can't be matched so; the backend checks such a pattern itself."
    GW0313 Warning "`required` that is no list":
        "In JSON Schema `required` is a list of member names beside `properties`; a boolean inside of a property is a habit from an older draft and says nothing."
}
