//! The model that a form names: its field `model`, and where that stands.

use std::ops::Range;

use super::scan::{Event, Scan};
use super::{MOST_VALUE, Malformed, head};
use crate::fault::{Fault, Flow};
use crate::model::{SOURCE, several};
use crate::style::steps;

/// A model, and where in the body its name stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// The name. What is no text, or longer than any, is a name that no model has.
    pub(crate) name: String,
    /// The bytes of the name.
    pub(crate) at: Range<u64>,
}

/// A form as far as it has come. Where readers could take different models from it, it is refused: where a second field is
/// called `model`, in whatever case, with brackets or blanks, and where it is a file.
pub(crate) struct Naming {
    scan: Scan,
    model: Model,
}

#[derive(Default)]
struct Model {
    /// Where the field's value begins, and what has come of it.
    open: Option<(u64, u64, Vec<u8>)>,
    named: Option<Named>,
    several: bool,
}

impl Naming {
    /// A form whose delimiters begin with these bytes.
    pub(crate) fn new(delimiter: Vec<u8>) -> Self {
        Self { scan: Scan::new(delimiter), model: Model::default() }
    }

    /// What a form names that is there as a whole.
    ///
    /// # Errors
    /// 400 where it is no form, or names several models.
    pub(crate) fn of_whole(delimiter: Vec<u8>, body: &[u8]) -> Flow<Option<Named>> {
        let mut naming = Self::new(delimiter);
        naming.feed(body)?;
        naming.end()?;
        Ok(naming.model.named)
    }

    /// Goes on with a piece of the body.
    ///
    /// # Errors
    /// 400 where it is no form, or names several models.
    pub(crate) fn feed(&mut self, piece: &[u8]) -> Flow {
        let model = &mut self.model;
        let fed = self.scan.feed(piece, &mut |event| model.on(event));
        if self.model.several {
            return Err(several());
        }
        fed.map_err(no_form)
    }

    /// Ends the body.
    ///
    /// # Errors
    /// The form isn't closed.
    pub(crate) fn end(&self) -> Flow {
        if self.scan.ended() { Ok(()) } else { Err(no_form(Malformed("it ends before its closing delimiter"))) }
    }

    /// The model, once all of its name has come.
    pub(crate) fn named(&self) -> Option<&Named> {
        self.model.named.as_ref()
    }
}

#[cold]
fn no_form(malformed: Malformed) -> Fault {
    Fault::from(malformed).by(SOURCE)
}

impl Model {
    fn on(&mut self, event: Event<'_>) -> Result<(), Malformed> {
        match event {
            Event::Part(lines, content) => {
                let head = head::read(lines)?;
                if is_like_model(&head.name) {
                    self.several |= self.named.is_some() || head.name != b"model";
                    self.open = Some((content, content, Vec::new()));
                    if head.is_file {
                        return Err(Malformed("its field `model` is a file"));
                    }
                }
            }
            Event::Data(data) => {
                if let Some((_, end, value)) = &mut self.open {
                    *end += data.len() as u64;
                    // One byte over the limit tells that it is over.
                    let room = (MOST_VALUE + 1).saturating_sub(value.len());
                    value.extend_from_slice(data.get(..room.min(data.len())).unwrap_or_default());
                }
            }
            Event::PartEnd => {
                if let Some((begin, end, value)) = self.open.take() {
                    let name = String::from_utf8_lossy(&value).into_owned();
                    self.named = Some(Named { name, at: begin..end });
                }
            }
            Event::Close => {}
        }
        Ok(())
    }
}

/// Whether some reader takes a field of this name for `model`.
fn is_like_model(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    let (first, _) = steps(name.trim());
    first.trim().eq_ignore_ascii_case("model")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn part(name: &str, value: &str) -> String {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    }

    fn form(parts: &[(&str, &str)]) -> String {
        parts.iter().map(|(name, value)| part(name, value)).collect::<String>() + "--b--\r\n"
    }

    fn read(form: &str) -> Result<Option<Named>, &'static str> {
        Naming::of_whole(b"--b".to_vec(), form.as_bytes()).map_err(|fault| fault.code())
    }

    #[test]
    fn a_name_is_found_where_it_stands_however_the_form_is_cut() {
        for value in ["smart", "", "a\r\n-b", "\r\n", "é"] {
            let form = "preamble\r\n".to_owned() + &form(&[("x", "model"), ("model", value), ("file", "x--b")]);
            let begin = form.find("name=\"model\"\r\n\r\n").unwrap() + 16;
            let at = begin as u64..(begin + value.len()) as u64;
            for cut in 0..form.len() {
                let mut naming = Naming::new(b"--b".to_vec());
                let (first, second) = form.as_bytes().split_at(cut);
                naming.feed(first).unwrap();
                // The delimiter behind it tells that it is whole.
                let known = cut >= begin + value.len() + "\r\n--b".len();
                assert_eq!(naming.named().is_some(), known, "{value:?} {cut}");
                naming.feed(second).unwrap();
                naming.end().unwrap();
                assert_eq!(naming.named(), Some(&Named { name: value.to_owned(), at: at.clone() }), "{value:?} {cut}");
            }
        }
        assert_eq!(read(&form(&[("models", "a"), ("x[model]", "b"), ("my-model", "c")])), Ok(None));
    }

    #[test]
    fn what_readers_take_for_another_model_is_refused() {
        for other in ["model", "MODEL", " model", "model ", "model[]", "Model[a][b]", "model [0]"] {
            for parts in [[("model", "a"), (other, "a")], [(other, "a"), ("model", "a")]] {
                assert_eq!(read(&form(&parts)), Err("duplicate_member"), "{other}");
            }
            let alone = read(&form(&[(other, "a")]));
            assert_eq!(alone.err(), (other != "model").then_some("duplicate_member"), "{other}");
        }
        for odd in [
            form(&[("model\"; filename=\"a", "a")]),
            form(&[("model", "a")]).replace("--b--\r\n", ""),
            form(&[("model", "a")]) + &part("model", "b"),
            form(&[("model", "a")]).replace("name=", "name*="),
            form(&[("model", "a")]).replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
        ] {
            assert_eq!(read(&odd), Err("invalid_multipart"), "{odd}");
        }
    }
}
