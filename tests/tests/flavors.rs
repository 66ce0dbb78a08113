//! What Azure's own clients send passes the published specs of its flavors, imported as they are: Azure OpenAI's deployments,
//! and the model inference API, which the Azure AI Inference SDK is for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use gatewright::Input;
use gatewright::diagnostic::Diagnostics;
use gatewright::import::{Authentication, Credential, Flavor, Kind, SpecFile, Start, checked, described, files};
use gatewright::source::{Format, Sources, read_text};
use gatewright_tests::{
    BACKEND_KEY, Mock, Profile, Site, built, clients, prepared, published, python, refusing, root, scratch, told,
};

/// Writes the files of a flavor's import, with a named value as the URL.
fn import(folder: &Path, name: &str, path: &str, flavor: Flavor, document: &Path) {
    let text = fs::read_to_string(document).unwrap();
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let tree = read_text(&mut sources, name, text.clone(), Format::Json, &mut diagnostics).unwrap();
    let start = Start {
        name: name.to_owned(),
        url: checked("http://127.0.0.1:1/here").unwrap(),
        path: path.to_owned(),
        authentication: Authentication::Key(Credential::read(&format!("api-key: {{{{{name}-key}}}}"), name).unwrap()),
        subscription_required: true,
        product: None,
        kind: Kind::Azure(SpecFile::Copied(text), described(&tree, Some(flavor)).unwrap()),
    };
    for (path, text) in files(&start).unwrap() {
        fs::write(folder.join(path), text.replace("http://127.0.0.1:1/here", &format!("\"{{{{{name}-url}}}}\"")))
            .unwrap();
    }
}

#[test]
fn azures_clients_pass_the_published_specs() {
    let specs =
        ["azure-openai/2024-10-21-inference.json", "azure-ai-inference/2025-05-15-preview-AIFoundryAzureAI.json"];
    let [Some(azure), Some(models)] = specs.map(published) else {
        println!("skipped: no published documents");
        return;
    };
    if !prepared(env!("CARGO_BIN_EXE_xtask")) {
        return;
    }
    let folder = scratch("flavors");
    fs::create_dir_all(folder.join("apis")).unwrap();
    fs::copy(root().join("tests/gateways/flavors/gateway.yaml"), folder.join("gateway.yaml")).unwrap();
    import(&folder, "azure", "/azure/openai", Flavor::AzureOpenAi, &azure);
    import(&folder, "models", "/models", Flavor::Models, &models);
    let input = Input { gateway: folder.join("gateway.yaml"), ..Input::default() };
    let binary = built(&input, "flavors-gateway", Profile::Dev).unwrap();
    let upstream = Mock::aimock();
    let url = upstream.url();
    let site = Site::new().with("AZURE_URL", &format!("{url}/openai")).with("MODELS_URL", &format!("{url}/v1"));
    let site = site.with("AZURE_KEY", BACKEND_KEY).with("MODELS_KEY", BACKEND_KEY);
    let mut gateway = refusing(&binary, site, "/models");
    let url = format!("http://{}", gateway.address());
    for (environment, script) in [("frameworks", "with_azure_inference.py"), ("python", "with_openai.py")] {
        let mut command = Command::new(python(environment));
        command.arg(clients().join("python").join(script));
        let output = told(command, &format!("{url}/models"), &format!("{url}/azure"));
        let said = String::from_utf8_lossy(&output.stdout);
        // The classes for OpenAI itself are not Azure's: they leave out what the model inference API asks for.
        let own: Vec<&str> = said.lines().filter(|line| line.contains("Azure")).collect();
        assert!(own.len() > 15, "{said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(own.iter().all(|line| line.contains("\"ok\": true")), "{own:#?}");
    }
}
