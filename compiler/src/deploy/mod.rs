//! Deployment: what builds, runs and checks an emitted crate, as files of the tools that do so.
//!
//! A [`Project`] says of which gateway, and where its crate is; [`files`] fills the templates with what the gateway IR holds:
//! ports and times ([`container`]), the files that the gateway reads ([`mount`]), the variables ([`variable`]), and the folders
//! that cargo needs ([`path`]). A dashboard has no template: it is JSON, made of a table of panels ([`grafana`]). This stage never opens a file, and never holds the value of a secret: it knows names, and a
//! template that needs a value refers to it by name.

mod container;
mod grafana;
mod mount;
mod path;
#[cfg(test)]
mod tests;
mod variable;

use std::collections::BTreeMap;

use minijinja::{Value, context};

use crate::gateway::{Authorization, Gateway, State, Target};
use crate::template::environment;

use container::Container;
use mount::Mount;
use variable::Variable;

pub use path::{below, is_plain};

const TEMPLATES: &[(&str, &str)] = &[
    ("Dockerfile", include_str!("../../../templates/deploy/Dockerfile.j2")),
    ("dockerignore", include_str!("../../../templates/deploy/dockerignore.j2")),
    ("kubernetes.yaml", include_str!("../../../templates/deploy/kubernetes.yaml.j2")),
    ("workflow.yml", include_str!("../../../templates/deploy/workflow.yml.j2")),
    ("pre-commit-config.yaml", include_str!("../../../templates/deploy/pre-commit-config.yaml.j2")),
];

/// The version of Rust that the compiler and its runtime are made with; a toolchain and an image are called by it.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// What a gateway is deployed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An image of the gateway.
    Dockerfile,
    /// A Deployment, its Service, and what belongs to them.
    Kubernetes,
    /// A workflow of GitHub Actions that checks the committed crate.
    Workflow,
    /// A hook of pre-commit that checks the committed crate.
    PreCommit,
    /// A dashboard of what the gateway's metrics tell.
    Grafana,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Dockerfile, Self::Kubernetes, Self::Workflow, Self::PreCommit, Self::Grafana];

    /// As the command line has it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Kubernetes => "kubernetes",
            Self::Workflow => "workflow",
            Self::PreCommit => "pre-commit",
            Self::Grafana => "grafana",
        }
    }
}

/// A gateway in the folder of a project, where builds, workflows and hooks start. All paths are below it, with `/` between
/// their parts, and [plain](is_plain).
#[derive(Clone, Debug)]
pub struct Project<'g> {
    /// The gateway.
    pub gateway: &'g Gateway,
    /// The crate's folder.
    pub krate: &'g str,
    /// The arguments of `gatewright check` that compare this crate, each [plain](is_plain).
    pub check: &'g [String],
    /// The name of the image, [plain](is_plain) too; what the gateway is called where there is none.
    pub image: Option<&'g str>,
}

/// The files of these kinds, by their paths below the project's folder.
///
/// # Errors
/// A sentence that says why such a file can't be made for this gateway.
pub fn files(kinds: &[Kind], project: &Project<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    for kind in kinds {
        let name = &project.gateway.name;
        match kind {
            Kind::Dockerfile => {
                let values = dockerfile(project)?;
                files.insert(format!("deploy/{name}/Dockerfile"), filled("Dockerfile", &values)?);
                files.insert(format!("deploy/{name}/Dockerfile.dockerignore"), filled("dockerignore", &values)?);
            }
            Kind::Kubernetes => {
                files.insert(
                    format!("deploy/{name}/kubernetes.yaml"),
                    filled("kubernetes.yaml", &kubernetes(project)?)?,
                );
            }
            Kind::Workflow => {
                files.insert(format!(".github/workflows/{name}.yml"), filled("workflow.yml", &checked(project))?);
            }
            Kind::PreCommit => {
                let text = filled("pre-commit-config.yaml", &checked(project))?;
                files.insert(".pre-commit-config.yaml".to_owned(), text);
            }
            Kind::Grafana => {
                files.insert(format!("grafana/{name}.json"), grafana::dashboard(project.gateway));
            }
        }
    }
    Ok(files)
}

fn image(project: &Project<'_>) -> String {
    project.image.map_or_else(|| format!("{}:0.1.0", project.gateway.name), str::to_owned)
}

fn dockerfile(project: &Project<'_>) -> Result<Value, String> {
    let Container { port, admin_port, directory, .. } = Container::of(project.gateway);
    let folders = path::sources(project.gateway, project.krate)?;
    let (name, krate, image) = (&project.gateway.name, project.krate, image(project));
    Ok(context! { name, krate, image, folders, port, admin_port, directory, rust => RUST })
}

fn kubernetes(project: &Project<'_>) -> Result<Value, String> {
    let gateway = project.gateway;
    let name = &gateway.name;
    if name.len() > LONGEST_LABEL {
        return Err(format!("`{name}` is too long for a name in Kubernetes, which has {LONGEST_LABEL} characters"));
    }
    let container = Container::of(gateway);
    let mounts = mount::volumes(gateway, &container.directory)?;
    let variables = variable::all(gateway);
    let of = |secret: bool| -> Vec<Value> {
        variables.iter().filter(|variable| variable.secret == secret).map(Variable::value).collect()
    };
    let keeps_counters = gateway.shares_state() && matches!(gateway.state, State::Memory);
    Ok(context! {
        name,
        image => image(project),
        port => container.port,
        admin_port => container.admin_port,
        service_port => container.service_port,
        tls => gateway.settings.tls.is_some(),
        replicas => if keeps_counters { 1 } else { 2 },
        keeps_counters,
        pause => container::PAUSE,
        drain => container.drain,
        grace => container.grace(),
        managed_identity => managed_identity(gateway),
        secrets => of(true),
        settings => of(false),
        secret_files => mount::keys_of(&mounts, true),
        setting_files => mount::keys_of(&mounts, false),
        mounts => mounts.iter().map(Mount::value).collect::<Vec<_>>(),
    })
}

/// How long a label may be (RFC 1123): what a Service is called becomes a part of a host's name.
const LONGEST_LABEL: usize = 63;

/// What runs `gatewright check`.
fn checked(project: &Project<'_>) -> Value {
    let name = &project.gateway.name;
    context! { name, krate => project.krate, check => project.check.join(" "), rust => RUST }
}

/// Whether a backend is called with the managed identity of the machine.
fn managed_identity(gateway: &Gateway) -> bool {
    let authorization = |target: &Target| match target {
        Target::Server(server) => {
            matches!(server.authorization.as_deref(), Some(Authorization::ManagedIdentity { .. }))
        }
        Target::Pool(_) | Target::ByModel { .. } => false,
    };
    gateway.backends.iter().any(|backend| authorization(&backend.target))
}

/// Fills a template. That it can't be filled is a defect.
fn filled(template: &str, values: &Value) -> Result<String, String> {
    let rendered = environment(TEMPLATES).and_then(|all| all.get_template(template)?.render(values));
    rendered.map_err(|error| format!("{error:#}; please report it"))
}
