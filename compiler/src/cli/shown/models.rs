//! Models as lines for people: where calls name theirs, and where it leads.

use crate::gateway::{Api, ByModel, Gateway, Model, Operation, Target};

/// Where an operation's calls go by their models; `None` where they have none.
pub(crate) fn backend(gateway: &Gateway, api: &Api, operation: &Operation) -> Option<String> {
    match operation.by_model.as_ref()? {
        ByModel::Listed | ByModel::Told(_) => Some("none, answered from the gateway file".to_owned()),
        ByModel::Body | ByModel::Path(_) => {
            let name = |ident: &str| gateway.backends.iter().find(|backend| backend.ident == ident).map(|b| &*b.name);
            let own = own(gateway, &api.backend);
            let mut names: Vec<&str> = Vec::new();
            for (backend, _) in models(gateway, api).flat_map(|model| targets(operation, model)) {
                let backend = backend.as_deref().or_else(|| name(own)).unwrap_or(own);
                if !names.contains(&backend) {
                    names.push(backend);
                }
            }
            Some(format!("{} by model", names.join(" or ")))
        }
    }
}

/// The field of the backend that an API's calls without a model go to.
pub(crate) fn own<'g>(gateway: &'g Gateway, ident: &'g str) -> &'g str {
    match gateway.backends.iter().find(|backend| backend.ident == ident).map(|backend| &backend.target) {
        Some(Target::ByModel { own, .. }) => own,
        _ => ident,
    }
}

/// What an operation's calls may name, a line a model; none where the operation has nothing to do with models.
pub(crate) fn lines(gateway: &Gateway, api: &Api, operation: &Operation) -> Vec<String> {
    let place = match &operation.by_model {
        None => return Vec::new(),
        Some(ByModel::Body) => "named by /model of the request".to_owned(),
        Some(ByModel::Path(parameter)) => format!("named by {parameter} of the path"),
        Some(ByModel::Listed) => "listed as far as the caller's product may use them".to_owned(),
        Some(ByModel::Told(parameter)) => format!("told of by {parameter} of the path"),
    };
    std::iter::once(place).chain(models(gateway, api).map(|model| line(operation, model))).collect()
}

/// Where the operation's calls for a model may go.
fn targets<'g>(operation: &Operation, model: &'g Model) -> &'g [(Option<String>, String)] {
    let most = if operation.falls_back() { model.targets.len() } else { 1 };
    model.targets.get(..most).unwrap_or_default()
}

fn line(operation: &Operation, model: &Model) -> String {
    let target = |(backend, name): &(Option<String>, String)| match backend {
        Some(backend) => format!("{name} at {backend}"),
        None => name.clone(),
    };
    let targets: Vec<String> = targets(operation, model).iter().map(target).collect();
    let aliases = if model.aliases.is_empty() { String::new() } else { format!(" (or {})", model.aliases.join(", ")) };
    let products = model.products.iter().map(|products| format!("; for {} only", products.join(", ")));
    format!("{}{aliases}: {}{}", model.name, targets.join(", then "), products.collect::<String>())
}

fn models<'g>(gateway: &'g Gateway, api: &'g Api) -> impl Iterator<Item = &'g Model> {
    api.models.iter().filter_map(|name| gateway.models.iter().find(|model| model.name == *name))
}
