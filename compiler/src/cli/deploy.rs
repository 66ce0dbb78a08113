//! `gatewright deploy`: what builds, runs and checks a gateway elsewhere.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use crate::deploy::{self, Kind, Project, below, is_plain};
use crate::gateway::{Origin, Runtime};

use super::input::{InputArguments, Ready};
use super::{Messages, owned, place};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to write, several with commas between them.
    #[arg(
        long = "for",
        value_name = "KIND",
        required = true,
        value_delimiter = ',',
        value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::name)).map(kind),
    )]
    kinds: Vec<Kind>,

    /// The folder where builds, workflows and hooks start, which files are written below; the nearest folder above the
    /// gateway file that is a git repository, else where crates go without `--out`.
    #[arg(long, value_name = "DIR")]
    project: Option<PathBuf>,

    /// The name of the image; NAME:0.1.0 unless told otherwise.
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,

    /// Writes over files that would change.
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    input: InputArguments,
}

/// The kind of a name, which the parser before has seen to be one.
fn kind(name: String) -> Kind {
    Kind::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(Kind::Dockerfile)
}

pub(super) fn run(arguments: &Arguments, messages: Messages) -> ExitCode {
    let wrong = |reason: &str, code: u8| {
        eprintln!("error: {reason}");
        ExitCode::from(code)
    };
    if let Some(image) = arguments.image.as_deref().filter(|image| !is_plain(image)) {
        return wrong(&format!("--image: `{image}` can't be the name of an image"), 2);
    }
    let ready = match arguments.input.compiled(messages) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    ready.say(messages);
    match deployed(arguments, &ready) {
        Ok(said) => {
            eprint!("{said}");
            ExitCode::SUCCESS
        }
        Err(reason) => wrong(reason.trim_end(), 1),
    }
}

fn deployed(arguments: &Arguments, ready: &Ready) -> Result<String, String> {
    let input = &arguments.input;
    let folder = arguments.project.clone().unwrap_or_else(|| place::project(&input.gateway));
    let krate = within(&folder, &ready.out)?;
    if krate == "." {
        return Err(format!("the crate needs a folder of its own below the project's, {}", folder.display()));
    }
    let check = again(input, &folder, &krate)?;
    let gateway = &ready.compiled.gateway;
    let project = Project { gateway, krate: &krate, check: &check, image: arguments.image.as_deref() };
    let wanted = owned::wanted(&folder, deploy::files(&arguments.kinds, &project)?, arguments.force)?;
    let mut said = wanted.write()?;
    if !ready.out.join("Cargo.lock").is_file() {
        said += &format!("there is no crate in {krate} yet; `gatewright compile {}` writes it\n", check.join(" "));
    }
    Ok(said)
}

/// A path below the project's folder, as other tools read it.
fn within(folder: &Path, path: &Path) -> Result<String, String> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = below(&absolute(folder), &absolute(path));
    let (shown, folder) = (path.display(), folder.display());
    let found = found.ok_or_else(|| {
        format!("`{shown}` is outside of the project's folder `{folder}`; name another by `--project`")
    })?;
    plain(found)
}

fn plain(text: String) -> Result<String, String> {
    if is_plain(&text) {
        return Ok(text);
    }
    Err(format!(
        "`{text}` can't stand in files of other tools: it has a space or a character that means something to a shell"
    ))
}

/// The arguments that compile the same crate in the project's folder.
fn again(input: &InputArguments, folder: &Path, krate: &str) -> Result<Vec<String>, String> {
    let mut words = vec![within(folder, &input.gateway)?];
    let of_api = |api: &Option<String>, value: String| match api {
        Some(api) => plain(format!("{api}={value}")),
        None => plain(value),
    };
    for (flag, files) in [("--spec", &input.spec), ("--overlay", &input.overlay)] {
        for (api, file) in files {
            words.extend([flag.to_owned(), of_api(api, within(folder, file)?)?]);
        }
    }
    for (api, url) in &input.server_url {
        words.extend(["--server-url".to_owned(), of_api(api, url.clone())?]);
    }
    if let Some(runtime) = &input.runtime {
        let how = match runtime {
            Runtime::Vendored => "vendored".to_owned(),
            Runtime::From(Origin::Path(path)) => format!("path:{path}"),
            Runtime::From(Origin::Version(version)) => format!("version:{version}"),
            Runtime::From(Origin::Git(url, rev)) => format!("git:{url}#{rev}"),
        };
        words.extend(["--runtime".to_owned(), plain(how)?]);
    }
    words.extend(["--out".to_owned(), krate.to_owned()]);
    Ok(words)
}
