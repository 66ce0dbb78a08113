//! A guided import: the choices of the command line as questions at a terminal. What an answer may be is checked where the
//! flags are; here a question is asked again only where nothing could be made of its answer.

use std::io::{self, BufRead, Write};

use crate::import::PRESETS;

use super::gateway_file;
use super::options::{Api, Key, Source, Which, preset};

/// Asks what is imported.
///
/// # Errors
/// The end of the input, or what the terminal refuses.
pub(super) fn source(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Source> {
    let mut ask = Asker { input, output };
    let kinds = [
        "a service that speaks the OpenAI API",
        "Azure OpenAI or a Foundry deployment, by its spec",
        "any other service",
    ];
    match ask.choice("What do you have?", &kinds)? {
        0 => openai(&mut ask),
        1 => azure(&mut ask),
        _ => {
            let url = ask.needed("The URL below which it has its paths", None)?;
            let key = key(&mut ask, None)?;
            Ok(Source::Passthrough { url: Some(url), key, api: api(&mut ask, None)? })
        }
    }
}

fn openai(ask: &mut Asker<'_, impl BufRead, impl Write>) -> io::Result<Source> {
    let mut services: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    services.push("another");
    let chosen = ask.choice("Which one?", &services)?;
    let preset = services.get(chosen).and_then(|name| preset(name).ok());
    let url = ask.needed("The URL below which it has its operations", preset.map(|preset| preset.url))?;
    let key = key(ask, preset.map(|preset| preset.access_key.unwrap_or_default()))?;
    let operations = match ask.choice(
        "Which operations?",
        &["chat completions, embeddings, images, models and batches", "chat completions alone"],
    )? {
        0 => Which::All,
        _ => Which::Chat,
    };
    let audio = ask.yes("Speech and transcriptions too?", false)?;
    let name = preset.map(|preset| preset.name.replace('.', "-"));
    let api = api(ask, name.as_deref())?;
    // What else a preset says was asked for.
    let preset = preset.filter(|_| key.access_key.is_some());
    Ok(Source::Openai { preset, url: Some(url), operations, audio, key, api })
}

fn azure(ask: &mut Asker<'_, impl BufRead, impl Write>) -> io::Result<Source> {
    let spec = ask.needed("Its spec, a file or a URL", None)?;
    let endpoint = ask.needed("The host of the resource, as contoso.openai.azure.com", None)?;
    let managed_identity =
        ask.choice("How does the gateway show who it is?", &["by a key", "by its managed identity"])? == 1;
    let api = api(ask, Some("azure-openai"))?;
    Ok(Source::AzureOpenai { spec, endpoint, flavor: None, managed_identity, key: Key { access_key: None }, api })
}

/// How the service is shown a key; `known` is what is known of it.
fn key(ask: &mut Asker<'_, impl BufRead, impl Write>, known: Option<&str>) -> io::Result<Key> {
    let example = "the key itself is not asked for: it is read from the environment when the gateway starts";
    writeln!(ask.output, "  ({example})")?;
    let question = "The header that shows it a key, as `Authorization: Bearer {{contoso-key}}`; `none` for none";
    let answer = ask.line(question, Some(known.filter(|known| !known.is_empty()).unwrap_or("none")))?;
    Ok(Key { access_key: Some(answer).filter(|answer| answer != "none") })
}

fn api(ask: &mut Asker<'_, impl BufRead, impl Write>, name: Option<&str>) -> io::Result<Api> {
    let name = ask.needed("A name for the API", name)?;
    let path = ask.needed("Its public prefix", Some(&format!("/{name}")))?;
    let no_subscription = !ask.yes("Do callers need a subscription key?", true)?;
    let product = ask.line("The product that holds it; empty for none", None)?;
    let product = Some(product).filter(|product| !product.is_empty());
    Ok(Api { name: Some(name), path: Some(path), no_subscription, product, gateway: gateway_file(), force: false })
}

struct Asker<'a, I, O> {
    input: &'a mut I,
    output: &'a mut O,
}

impl<I: BufRead, O: Write> Asker<'_, I, O> {
    /// An answer, which may be empty; the default stands for an empty one.
    fn line(&mut self, question: &str, default: Option<&str>) -> io::Result<String> {
        match default {
            Some(default) => write!(self.output, "{question} [{default}]: ")?,
            None => write!(self.output, "{question}: ")?,
        }
        self.output.flush()?;
        let mut answer = String::new();
        if self.input.read_line(&mut answer)? == 0 {
            writeln!(self.output)?;
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the input ended; nothing was written"));
        }
        let answer = answer.trim();
        Ok(if answer.is_empty() { default.unwrap_or_default() } else { answer }.to_owned())
    }

    /// An answer that may not be empty.
    fn needed(&mut self, question: &str, default: Option<&str>) -> io::Result<String> {
        loop {
            let answer = self.line(question, default)?;
            if !answer.is_empty() {
                return Ok(answer);
            }
        }
    }

    /// The place of one of several, the first unless told otherwise.
    fn choice(&mut self, question: &str, among: &[&str]) -> io::Result<usize> {
        writeln!(self.output, "{question}")?;
        for (place, one) in among.iter().enumerate() {
            writeln!(self.output, "  {}. {one}", place + 1)?;
        }
        loop {
            let answer = self.line("A number", Some("1"))?;
            let named = among.iter().position(|one| *one == answer);
            let counted = answer.parse::<usize>().ok().filter(|number| (1..=among.len()).contains(number));
            if let Some(place) = named.or(counted.map(|number| number - 1)) {
                return Ok(place);
            }
            writeln!(self.output, "`{answer}` is none of them")?;
        }
    }

    fn yes(&mut self, question: &str, default: bool) -> io::Result<bool> {
        loop {
            let answer = self.line(question, Some(if default { "yes" } else { "no" }))?;
            match &*answer.to_ascii_lowercase() {
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => writeln!(self.output, "`{answer}` is neither yes nor no")?,
            }
        }
    }
}
