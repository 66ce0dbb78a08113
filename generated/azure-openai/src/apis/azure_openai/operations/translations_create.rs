//! `POST /deployments/{deployment-id}/audio/translations`

use gatewright_runtime::{Field, FieldCheck, Operation, RequestBody};
use gatewright_runtime::json::{Numeric, Text};
use gatewright_runtime::parameter::{one_of, path, query};
use crate::{apis::azure_openai::API, apis::azure_openai::parameters::{ApiVersion, DeploymentId}};

pub static OPERATION: Operation = Operation {
    id: "Translations_Create",
    method: "POST",
    path: "/deployments/{deployment-id}/audio/translations",
    parameters: &[
        path("deployment-id", one_of::<DeploymentId>()),
        query("api-version", one_of::<ApiVersion>()).or(&ApiVersion::V2024_10_21),
    ],
    body: RequestBody::Multipart {
        required: true,
        fields: &[
            Field { name: "file", required: true, repeated: false, check: FieldCheck::File },
            Field { name: "prompt", required: false, repeated: false, check: FieldCheck::Text(Text::ANY) },
            Field {
                name: "response_format",
                required: false,
                repeated: false,
                check: FieldCheck::OpenChoice(&["json", "text", "srt", "verbose_json", "vtt"]),
            },
            Field { name: "temperature", required: false, repeated: false, check: FieldCheck::Number(Numeric::NUMBER) },
        ],
    },
    ..Operation::of(&API)
};
