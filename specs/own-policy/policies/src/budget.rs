//! What a reply may cost.

use gatewright_runtime::own::http::{HeaderValue, StatusCode};
use gatewright_runtime::own::{InboundPolicy, OutboundPolicy};
use gatewright_runtime::{Call, Fault, Flow, Response};

/// Says in a header what a reply may cost, and refuses requests for more.
pub struct WordBudget<'p> {
    /// How many words a reply may have.
    pub words: u64,
    /// How many were asked for; 0 for a request that doesn't say.
    pub asked: &'p str,
    /// What the header says behind the number.
    pub note: Option<&'p str>,
}

impl InboundPolicy for WordBudget<'_> {
    /// Ends the call with 400 where more is asked for than there is.
    async fn inbound(&self, _: &mut Call) -> Flow {
        let asked: u64 = self.asked.parse().unwrap_or_default();
        if asked <= self.words {
            return Ok(());
        }
        let message = format!("A reply may have {} words.", self.words);
        Err(Fault::new(StatusCode::BAD_REQUEST, "too_many_words", message).param("/words"))
    }
}

impl OutboundPolicy for WordBudget<'_> {
    async fn outbound(&self, _: &mut Call, response: &mut Response) -> Flow {
        let text = match self.note {
            Some(note) => format!("{} {note}", self.words),
            None => self.words.to_string(),
        };
        let value = HeaderValue::from_str(&text).map_err(|_| Fault::internal("the note can't be a header"))?;
        response.headers_mut().insert("x-word-budget", value);
        Ok(())
    }
}
