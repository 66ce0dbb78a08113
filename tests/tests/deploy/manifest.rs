//! What no schema knows of a manifest: whom it lets in, what it gives away, how long it waits.

use serde_json::{Value, json};

use crate::{all, ready, yaml};

/// A document of a manifest by its kind.
pub(crate) fn of_kind<'v>(documents: &'v [Value], kind: &str) -> Option<&'v Value> {
    documents.iter().find(|document| document["kind"] == kind)
}

/// The port of a container by its name.
pub(crate) fn port(container: &Value, name: &Value) -> u16 {
    let ports = container["ports"].as_array().unwrap();
    let port = ports.iter().find(|port| port["name"] == *name).unwrap();
    u16::try_from(port["containerPort"].as_u64().unwrap()).unwrap()
}

#[test]
fn every_gateway_is_deployed_with_the_rights_and_the_times_that_it_needs() {
    if !ready() {
        return;
    }
    for (name, files) in all() {
        let text = &files[&format!("deploy/{name}/kubernetes.yaml")];
        let documents = yaml(text);
        let deployment = of_kind(&documents, "Deployment").unwrap();
        let pod = &deployment["spec"]["template"]["spec"];
        let container = &pod["containers"][0];
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(
            container["securityContext"],
            json!({ "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": { "drop": ["ALL"] } })
        );
        for (probe, path) in [("readinessProbe", "/readyz"), ("livenessProbe", "/healthz")] {
            assert_eq!(container[probe]["httpGet"], json!({ "path": path, "port": "admin" }), "{name}");
        }
        assert!(container["resources"]["requests"]["cpu"].is_string(), "{name}");
        let service = of_kind(&documents, "Service").unwrap();
        let ports = service["spec"]["ports"].as_array().unwrap();
        assert!(ports.len() == 1 && ports[0]["targetPort"] != "admin", "{name}: {ports:?}");
        port(container, &ports[0]["targetPort"]);
        let labels = &deployment["spec"]["template"]["metadata"]["labels"];
        for selector in [&service["spec"]["selector"], &deployment["spec"]["selector"]["matchLabels"]] {
            assert!(selector.as_object().unwrap().iter().all(|(key, value)| labels[key] == *value), "{name}");
        }
        for variable in container["env"].as_array().unwrap() {
            let own = variable["name"].as_str().unwrap().starts_with("GATEWAY_");
            assert_eq!(own, variable.get("value").is_some(), "no value stands in a manifest: {variable}");
        }
        let budget = of_kind(&documents, "PodDisruptionBudget");
        assert_eq!(budget.is_some(), deployment["spec"]["replicas"] == 2, "{name}");
        assert_eq!(documents.len(), 2 + usize::from(budget.is_some()), "no Secret and no ConfigMap is made");
    }
}

/// Replicas that count for themselves would let more through than the limit says.
#[test]
fn a_gateway_that_counts_alone_has_one_replica() {
    if !ready() {
        return;
    }
    let all = all();
    for (name, replicas) in [("limits", 1), ("shared", 2), ("passthrough", 2)] {
        let documents = yaml(&all[name][&format!("deploy/{name}/kubernetes.yaml")]);
        assert_eq!(of_kind(&documents, "Deployment").unwrap()["spec"]["replicas"], replicas, "{name}");
    }
}
