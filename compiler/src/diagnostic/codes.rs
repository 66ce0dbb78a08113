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
}
