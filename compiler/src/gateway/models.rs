//! Models: where an operation's calls name theirs, and the backends that stand behind those of an API.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::child;
use crate::policy::GatewayFile;
use crate::policy::model;
use crate::schema::Schemas;

use super::names::{resolve, snake};
use super::operation::{Found, Linking};
use super::{Backend, Body, ByModel, Content, ContentKind, FieldKind, Model, Operation, Style, Target, usage};

/// Parameters of a path that name a model.
const PARAMETERS: &[&str] =
    &["deployment", "deployment-id", "deployment_id", "deploymentId", "engine", "engine-id", "engine_id", "engineId"];

/// The same, which lists of models have too.
const MODEL_PARAMETERS: &[&str] = &["model", "model-id", "model_id", "modelId"];

/// The models that the gateway file declares.
pub(super) fn declared(file: &GatewayFile) -> Vec<Model> {
    let wanted: BTreeMap<String, String> = file.models.keys().map(|name| (name.clone(), snake(name))).collect();
    let idents = resolve(&wanted, &[]);
    let model = |model: &model::Model| {
        let name = &model.name.value;
        let target = |target: &model::ModelTarget| {
            let backend = target.backend.as_ref().map(|backend| backend.value.clone());
            (backend, target.model.clone().unwrap_or_else(|| name.clone()))
        };
        let values = |names: &[model::Spanned<String>]| names.iter().map(|name| name.value.clone()).collect();
        Model {
            name: name.clone(),
            ident: idents[name].trim_end_matches('_').to_ascii_uppercase(),
            aliases: values(&model.aliases),
            targets: model.targets.iter().map(target).collect(),
            fallback: model.fallback.clone(),
            products: model.products.as_deref().map(values),
            created: model.created,
            owned_by: model.owned_by.clone(),
        }
    };
    file.models.values().map(model).collect()
}

/// What an operation has to do with the models of its API, by its path or its body.
pub(super) fn of_operation(
    linking: &Linking<'_, '_>,
    found: &Found<'_>,
    body: &Body,
    diagnostics: &mut Diagnostics,
) -> Option<ByModel> {
    let models = linking.api.models.as_ref()?;
    let by_model = by_path(found.method, found.path);
    let said = || body.contents.iter().any(|content| names_model(content, linking.schemas)).then_some(ByModel::Body);
    let by_model = by_model.or_else(said);
    if let Some(media_type) = unseen(body, linking.schemas).filter(|_| by_model.is_none()) {
        let message = format!("`{}` takes its model in `{media_type}`, which is not looked at", found.id);
        let place = linking.document.key_span(&child(&found.pointer, "requestBody"));
        let diagnostic = Diagnostic::at(Code::GW0526, place, message).label(models.span, "holds for no call of it");
        diagnostics.push(diagnostic.words("any model can be called here"));
    }
    by_model
}

fn by_path(method: &str, path: &str) -> Option<ByModel> {
    let end = path.rsplit('/').next().unwrap_or_default();
    let names = || path.split('{').skip(1).filter_map(|behind| behind.split('}').next());
    let of = |known: &[&str]| names().find(|name| known.contains(name)).map(str::to_owned);
    if let Some(model) = of(MODEL_PARAMETERS) {
        let alone = path.ends_with(&format!("/models/{{{model}}}"));
        return Some(if method == "GET" && alone { ByModel::Told(model) } else { ByModel::Path(model) });
    }
    if let Some(parameter) = of(PARAMETERS) {
        return Some(ByModel::Path(parameter));
    }
    (method == "GET" && end == "models").then_some(ByModel::Listed)
}

/// Whether a body says which model it is for where that is looked at: as JSON, or in a form with parts as a text.
fn names_model(content: &Content, schemas: &Schemas) -> bool {
    match &content.kind {
        ContentKind::Json(rule) | ContentKind::Range(rule) => usage::member(rule, "model", schemas).is_some(),
        ContentKind::Multipart { fields, .. } => {
            fields.iter().any(|field| field.name == "model" && matches!(field.kind, FieldKind::One(Style::Text, _)))
        }
        _ => false,
    }
}

/// The media type of a body that names a model where that isn't looked at.
fn unseen<'b>(body: &'b Body, schemas: &Schemas) -> Option<&'b str> {
    let says = |content: &&Content| match &content.kind {
        ContentKind::Form { rule, .. } | ContentKind::Xml { rule, .. } => {
            usage::member(rule, "model", schemas).is_some()
        }
        ContentKind::Multipart { fields, .. } => fields.iter().any(|field| field.name == "model"),
        _ => false,
    };
    body.contents.iter().find(says).map(|content| content.media_type.as_str())
}

/// Puts what sends calls by their models in the place of an API's backend; gives the models that the API has.
pub(super) fn linked(
    file: &GatewayFile,
    api: &model::Api,
    operations: &mut [Operation],
    backend: &mut String,
    backends: &mut Vec<Backend>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let Some(models) = &api.models else { return Vec::new() };
    let asks = |operation: &Operation| matches!(operation.by_model, Some(ByModel::Body | ByModel::Path(_)));
    if !operations.iter().any(asks) {
        let message = format!("no operation of `{}` says which model it is for", api.name.value);
        let help = "leave `models` out";
        diagnostics.push(Diagnostic::at(Code::GW0525, models.span, message).help(help));
    }
    for operation in operations.iter_mut().filter(|operation| asks(operation)) {
        operation.backend = None;
    }
    let targets = models.value.iter().filter_map(|name| file.models.get(name)).flat_map(|model| &model.targets);
    let mut named: Vec<String> = targets.filter_map(|target| Some(snake(&target.backend.as_ref()?.value))).collect();
    named.sort();
    named.dedup();
    let name = format!("{}-by-model", api.name.value);
    let mut ident = snake(&name);
    while backends.iter().any(|backend| backend.ident == ident) {
        ident.push_str("_server");
    }
    let own = std::mem::replace(backend, ident.clone());
    backends.push(Backend { name, ident, target: Target::ByModel { own, named } });
    models.value.clone()
}
