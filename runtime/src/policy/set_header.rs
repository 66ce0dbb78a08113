//! `set-header`: sets, adds or takes out a header of the request or the answer.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::ExistsAction;
use crate::body::Response;
use crate::call::Call;
use crate::fault::{Fault, Flow};

/// The policy, with its values as text.
#[derive(Clone, Copy)]
pub struct SetHeader<'v> {
    /// The header's name, in lower case.
    pub name: &'static str,
    /// What is done when it is there already.
    pub exists_action: ExistsAction,
    /// Its values, each a header line; none with [`ExistsAction::Delete`].
    pub values: &'v [&'v str],
}

impl SetHeader<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { name: "", exists_action: ExistsAction::Override, values: &[] };

    /// Edits the request.
    ///
    /// # Errors
    /// 500 for a value that no header may hold.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        self.apply(call.headers_mut())
    }

    /// Edits the request.
    ///
    /// # Errors
    /// As [`SetHeader::inbound`].
    pub fn backend(&self, call: &mut Call) -> Flow {
        self.apply(call.headers_mut())
    }

    /// Edits the answer.
    ///
    /// # Errors
    /// As [`SetHeader::inbound`].
    pub fn outbound(&self, _: &mut Call, response: &mut Response) -> Flow {
        self.apply(response.headers_mut())
    }

    /// Edits the answer.
    ///
    /// # Errors
    /// As [`SetHeader::inbound`].
    pub fn on_error(&self, _: &mut Call, response: &mut Response) -> Flow {
        self.apply(response.headers_mut())
    }

    fn apply(&self, headers: &mut HeaderMap) -> Flow {
        let wrong =
            || Fault::internal(format!("set-header: `{}` can't be set to this value", self.name)).by("set-header");
        let name = HeaderName::from_bytes(self.name.as_bytes()).map_err(|_| wrong())?;
        let mut replace = match self.exists_action {
            ExistsAction::Skip if headers.contains_key(&name) => return Ok(()),
            ExistsAction::Override if !self.values.is_empty() => true,
            ExistsAction::Override | ExistsAction::Delete => {
                headers.remove(&name);
                return Ok(());
            }
            ExistsAction::Skip | ExistsAction::Append => false,
        };
        for value in self.values {
            let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
            // A value may have come from a secret; the log of a library must not show it.
            value.set_sensitive(true);
            // The first takes the place of all that are there.
            if std::mem::replace(&mut replace, false) {
                headers.insert(&name, value);
            } else {
                headers.append(&name, value);
            }
        }
        Ok(())
    }
}
