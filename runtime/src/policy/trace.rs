//! `trace`: a message in the line of the call in the access log.

use crate::body::Response;
use crate::call::Call;
use crate::fault::Flow;
use crate::text::json_string;

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct Trace<'p> {
    /// Who says it.
    pub source: &'p str,
    /// How grave it is.
    pub severity: Severity,
    /// What is said.
    pub message: &'p str,
    /// Further facts.
    pub metadata: &'p [Metadata<'p>],
}

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Of interest to whoever looks into something.
    Verbose,
    /// Of interest.
    Information,
    /// Something went wrong.
    Error,
}

/// A fact beside a message.
#[derive(Debug, Clone, Copy)]
pub struct Metadata<'p> {
    /// Its name.
    pub name: &'static str,
    /// What is told.
    pub value: &'p str,
}

impl Trace<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { source: "", severity: Severity::Verbose, message: "", metadata: &[] };

    /// Adds the message.
    ///
    /// # Errors
    /// None today.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        if let Some(record) = call.record_mut() {
            record.traced(&self.json());
        }
        Ok(())
    }

    /// Adds the message.
    ///
    /// # Errors
    /// None today.
    pub fn backend(&self, call: &mut Call) -> Flow {
        self.inbound(call)
    }

    /// Adds the message.
    ///
    /// # Errors
    /// None today.
    pub fn outbound(&self, call: &mut Call, _: &mut Response) -> Flow {
        self.inbound(call)
    }

    /// Adds the message.
    ///
    /// # Errors
    /// None today.
    pub fn on_error(&self, call: &mut Call, _: &mut Response) -> Flow {
        self.inbound(call)
    }

    fn json(&self) -> String {
        let severity = match self.severity {
            Severity::Verbose => "verbose",
            Severity::Information => "information",
            Severity::Error => "error",
        };
        let mut line = String::from("{\"source\":");
        json_string(&mut line, self.source);
        line.push_str(",\"severity\":\"");
        line.push_str(severity);
        line.push_str("\",\"message\":");
        json_string(&mut line, self.message);
        if !self.metadata.is_empty() {
            line.push_str(",\"metadata\":{");
            for (index, Metadata { name, value }) in self.metadata.iter().enumerate() {
                if index > 0 {
                    line.push(',');
                }
                json_string(&mut line, name);
                line.push(':');
                json_string(&mut line, value);
            }
            line.push('}');
        }
        line.push('}');
        line
    }
}
