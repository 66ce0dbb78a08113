//! The table of codes: `GW01xx` source, `GW02xx` OpenAPI, `GW03xx` schemas, `GW04xx` gateway file, `GW05xx` linking,
//! `GW06xx` emission and files, `GW07xx` expressions.

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The user should know.
    Warning,
    /// What was done about a known defect of a spec.
    Repair,
}

impl Severity {
    /// `error`, `warning`, `repair`
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Repair => "repair",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal: $explanation:literal)*) => {
        /// An entry of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $code),* }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &[Code] = &[$(Code::$code),*];

            /// `GW0101`
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$code => stringify!($code)),* }
            }

            /// The entry with this name, however it is cased.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Code> {
                Self::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(name))
            }

            /// How grave it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity),* }
            }

            /// A few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title),* }
            }

            /// The long text of `gatewright explain CODE`.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$code => $explanation),* }
            }
        }
    };
}

codes! {
    GW0101 Error "syntax error":
        "The file is not well-formed JSON (RFC 8259) or YAML 1.2. Reading stops at the first such place, because everything behind it would be a guess.\n\nA file whose name ends in .json is read as JSON if it begins like JSON: comments, trailing commas, single quotes and unquoted keys are errors there. Give the file a name that ends in .yaml if it is YAML."
    GW0102 Error "equal keys in one object":
        "Two members of one object have the same key. Readers disagree on which one counts, so neither does; remove or rename one."
    GW0103 Error "nested too deeply":
        "Objects and arrays stand inside one another more than 512 levels deep, or YAML flow collections (those in brackets) more than 255. Real specifications stay far below. A schema that contains itself is written with $ref, not by repeating it.\n\nReferences count too where what they lead to must hold together (`allOf`, or a $ref with other keywords): no more than 1024 may lead from one to the next, and no more than 10,000 to one schema's parts."
    GW0104 Error "file not found":
        "No file has this name. Paths in a gateway file are relative to the gateway file; paths on the command line are relative to the directory that the command was started in."
    GW0105 Error "file cannot be read":
        "There is something with this name, but it is a directory, or the operating system refused to read it: its own words are part of the message."
    GW0106 Error "file is not UTF-8":
        "Files must be UTF-8, with or without a byte order mark. UTF-16, Latin-1 and Windows-1252 are not guessed, because a wrong guess changes texts without a word. Convert the file, for example with: iconv -f WINDOWS-1252 -t UTF-8."
    GW0107 Error "file is too large":
        "A file of 4 GiB or more is refused, since places in files are counted in 32 bits, and so is one of more than eight million values, which bounds the memory. Published specifications stay below one million."
    GW0108 Error "file is empty":
        "The file holds nothing, or only white space and comments. A specification or gateway file is an object."
    GW0109 Error "several documents in one file":
        "A YAML file can hold several documents, separated by `---`. Only one is expected here, and taking the first would lose the rest without a word. Split the file."
    GW0110 Error "aliases expand too far":
        "An alias (`*name`) stands for a copy of the value with that anchor (`&name`). Aliases of values with aliases multiply: a few lines can stand for billions of values. The bound is two million copied values in a file. An alias inside the value that it names would never end, and is refused too."
    GW0111 Error "number that JSON cannot hold":
        "YAML has numbers that JSON has not: `.inf`, `.nan`, and hexadecimal or octal ones beyond 128 bits. Quote the value if it is meant as a text."
    GW0112 Error "unknown YAML tag, or one that its value does not fit":
        "The tags !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are honoured. Any other asks for a type that JSON has not, and a value that a tag does not fit (`!!int many`) has no meaning. Remove the tag."
    GW0113 Error "key is not a scalar":
        "A YAML mapping may have lists and mappings as keys; JSON objects have only texts. Often a template was left unquoted: `key: {{name}}` reads as a mapping within a mapping, `key: \"{{name}}\"` is the text."
    GW0114 Error "merge key without a mapping":
        "The value of a merge key (`<<`) must be a mapping or a list of mappings, mostly as an alias: `<<: *defaults`. Quote the key if it is meant as a text."
    GW0115 Error "malformed overlay":
        "The file is not an Overlay by the OpenAPI Overlay Specification 1.0 or 1.1: an object with `overlay`, `info` and a list `actions`, each of which has a `target` and one of `update`, `remove` and `copy`."
    GW0116 Error "bad JSONPath":
        "The target of an overlay's action must be a JSONPath by RFC 9535, for example $.paths['/pets'].get or $.paths.*.*[?@.deprecated == true]. Function calls (length, count, match, search, value) are not supported in overlays."
    GW0117 Warning "overlay action matches nothing":
        "The target of an action selects no value, so the action does nothing. Mostly the specification was updated and the overlay was not. Actions run one after the other: a value that an earlier action removed is gone."
    GW0118 Error "overlay action does not fit its target":
        "An update must fit what it is applied to: an object merges into an object, and anything is appended to an array. The root cannot be removed or replaced by something that is not an object. A copy needs a source that selects exactly one value."
    GW0201 Error "not an OpenAPI document":
        "The file has no `openapi` member whose value begins with 3, and no `swagger: \"2.0\"`, so nothing in it can be read as an OpenAPI document."
    GW0202 Warning "path without a leading slash":
        "Every key of `paths` begins with `/`; it is appended to the URL of the server (OpenAPI, Paths Object). It is read as if the slash stood there."
    GW0203 Error "wrong kind of value in an OpenAPI document":
        "The OpenAPI Specification asks for another kind of JSON value at this place. Operations stand there, or below, which would be missing from the gateway if it were left out."
    GW0204 Error "operations that a reference does not lead to":
        "A `$ref` stands in the place of a path or an operation and leads nowhere, so operations of the document would be missing from the gateway. A reference is a pointer into the document (`#/components/pathItems/Pet`), or a file by its relative path with or without a pointer (`paths/pet.yaml#/get`). Nothing is fetched from a network."
    GW0205 Warning "not a status code":
        "A key of `responses` is a status code (200), a range (4XX) or `default`. What stands under another is left out."
    GW0206 Warning "parameter declared twice":
        "A list of parameters must not hold two with the same name and location, and a path must not name one twice. The first of them counts."
    GW0207 Warning "unknown parameter location":
        "A parameter travels in the path, the query, a header or a cookie, or is the query as a whole (`querystring`). One that is said to travel elsewhere is not checked; what callers send is forwarded all the same."
    GW0208 Warning "reference that leads nowhere":
        "A `$ref` must lead to something: a pointer into the document (`#/components/schemas/Pet`), or a file by its relative path with or without a pointer (`common.yaml#/Pet`). Nothing is fetched from a network. What the reference stands for is not checked."
    GW0209 Warning "value of the wrong kind":
        "The OpenAPI Specification asks for another kind of JSON value at this place. What stands there cannot be read and is left out, so what it was meant to say is not checked."
    GW0210 Warning "Swagger 2.0 that OpenAPI 3.0 has no words for":
        "Swagger 2.0 documents are brought to OpenAPI 3.0 before they are read. Two things have no equal there: `collectionFormat: tsv` (and `ssv` and `pipes` outside of queries and forms), whose parameter is then taken as one text, and several bodies of one operation, of which the first counts."
    GW0211 Warning "later version of OpenAPI":
        "The document says that it follows a version of OpenAPI 3 that is later than those which this compiler knows. It is read as OpenAPI 3.2; what is new in the later version is left out."
    GW0212 Warning "described and not served":
        "Webhooks and callbacks are calls that the backend makes; a gateway in front of it does not see them. Links tell clients which operation to call next, and change nothing about a call."
    GW0213 Warning "no operations":
        "The document has no paths, or none with an operation. It compiles to a gateway that answers every call to this API with 404, unless `unmatched: forward` is set."
    GW0214 Warning "security scheme that is declared nowhere":
        "A member of `security` names a scheme under `components.securitySchemes` (Swagger 2.0: `securityDefinitions`). From such schemes the gateway learns in which headers and query parameters callers send their key; by one that is declared nowhere it learns nothing."
    GW0220 Warning "style that can't stand here":
        "Which styles a parameter or a field of a form may have (`style`, or its entry in `encoding`) depends on where it travels and on whether it is a scalar, an array or an object (OpenAPI, Style Values). It is read as clients mostly write it there: `simple` in paths and headers, `form` in queries and cookies, brackets for `deepObject` of an array, one text for a scalar."
    GW0301 Repair "`nullable` without `type`":
        "OpenAPI 3.0.3 gives `nullable: true` a meaning only beside `type`. Published specs write it beside `oneOf`, `$ref` or nothing, and mean that null passes; so it does. Repair `nullable-without-type`."
    GW0302 Repair "nullable `enum` without null":
        "By the letter an `enum` that lacks null refuses null although `nullable: true` stands beside it. Services send and take null there; so it passes. Repair `nullable-enum`."
    GW0303 Repair "required member that is declared nowhere":
        "`required` names a member that neither this schema nor anything that it is composed of declares. Callers can't know it and real requests lack it, so it is not asked for. Repair `required-undeclared`."
    GW0304 Repair "`oneOf` whose branches overlap":
        "Neither a JSON type nor a constant member tells the branches of this `oneOf` apart. By the letter a value that fits two of them is refused; here one that fits is enough. Repair `overlapping-one-of`."
    GW0305 Repair "open `enum`":
        "The publisher marks the `enum` with `x-ms-enum: { modelAsString: true }`: values are to be added. Other strings pass and are counted. Repair `open-enum`."
    GW0306 Repair "`allOf` that disagrees on null":
        "Members of an `allOf` declare one property, only some of them nullable. By the letter null is refused; services take it, so it passes. Repair `nullable-disagreement`."
    GW0307 Repair "prompt that takes tokens":
        "`input` and `prompt` of language models are declared as a string or an array of strings. Clients send arrays of tokens there, and arrays of such arrays, and services take them; so they pass. Repair `token-arrays`."
    GW0308 Repair "misspelt `type`":
        "`type` names a JSON type by another language's word or in another case (`String`, `int`, `bool`). It is read as the JSON type that is meant. Repair `type-names`."
    GW0309 Repair "schema beside a `$ref`":
        "In OpenAPI 3.0 whatever stands beside a `$ref` is ignored. Published specs write bounds, compositions and required members there and mean them, as OpenAPI 3.1 does; so they are asked for. Repair `reference-siblings`."
    GW0310 Warning "not a schema":
        "A JSON Schema keyword has a value that it can't have, so what it asks for is unknown. The keyword is left out; the rest of the schema is checked."
    GW0311 Warning "dynamic references that are not checked":
        "What a `$dynamicRef` means depends on the schemas that lead to it, so a schema with one is emitted once for each way that makes a difference. Names in several resources multiply these ways; the bound is 256 in a document. What lies beyond is let pass, and the backend checks it itself. Give anchors that mean different things different names."
    GW0312 Warning "pattern that is not checked":
        "The gateway matches patterns in time that grows linearly with the text; those with look-around and back-references by trying, within a bound on the steps. This one is written in a syntax that neither can read, or is too large; the backend checks it itself."
    GW0313 Warning "`required` that is no list":
        "In JSON Schema `required` is a list of member names beside `properties`; a boolean inside of a property is a habit from an older draft and says nothing."
    GW0314 Warning "schema that is nothing but itself":
        "Following `$ref`, `allOf`, `oneOf` or `anyOf` from this schema leads back to it with no member or item in between. By such a schema no value is right or wrong, so it is read as one that every value satisfies."
    GW0315 Repair "branch that names no type":
        "A branch of a `oneOf` or `anyOf` describes the members of an object and doesn't say `type: object`. By the letter every string and number fits it too; here it takes objects alone, which tells the branches apart. Repair `untyped-branch`."
    GW0316 Repair "required member that is read-only":
        "A required member is marked `readOnly`: the service sets it. OpenAPI 3.0 says that it is required of answers alone; 3.1 leaves that to JSON Schema, by which requests need it too. Clients don't send it, so it is not asked for. Repair `read-only-required`."
    GW0330 Repair "JSON Patch that is no array":
        "A body of `application/json-patch+json` is an array of operations (RFC 6902, section 3). The schema says that it is an object, which no client of the service sends; so arrays pass, and nothing else. Repair `json-patch`."
    GW0401 Error "value of the wrong kind":
        "The key takes another kind of value: an object, a list, a string, a number or a boolean. YAML decides by spelling: `true` and `5` are a boolean and a number, `\"true\"` and `\"5\"` are strings, and a key without a value is null. A text that begins with `{` must be quoted."
    GW0402 Error "unknown key":
        "Keys are strict: one that means nothing is an error, because a misspelt limit would be no limit. Mostly it is misspelt or indented too little or too much."
    GW0403 Error "missing key":
        "Something that has no default is not said. The place is the object in which it should stand."
    GW0404 Error "not supported by this version":
        "The format of the gateway file has this, and this version of the compiler can't do it. It is refused rather than ignored, so that a gateway never does less than its file says."
    GW0405 Error "value that can't stand here":
        "The kind of value is right, the value is not: a name with wrong characters, a word that is not among the choices, a number out of range. Names of the gateway, of APIs, backends and named values are written in lower case letters, digits and single hyphens, a letter first."
    GW0406 Error "another version of the gateway file":
        "`version` says by which rules the file is written. This compiler knows version 1."
    GW0407 Error "duration or size without a good unit":
        "Durations and sizes carry their units, because a bare number is read differently by everyone. Durations: ms, s, m, h, d. Sizes: B, KB, MB, GB for powers of 1000, KiB, MiB, GiB for powers of 1024. One whole number and one unit, without a space."
    GW0408 Error "unknown named value":
        "`{{name}}` refers to a key of `named-values`. Write `\\{{` where the two characters themselves are meant."
    GW0409 Warning "unused named value":
        "A value is declared, and no text refers to it. If the binary reads it when it starts, it must be set all the same. Mostly a reference is misspelt or was removed."
    GW0410 Error "reference without an end":
        "`{{` must be followed by a name and `}}`, `${` by an expression and `}`. Write `\\{{` or `$${` where the characters themselves are meant."
    GW0411 Error "expression where there is no call":
        "`${...}` is an expression, which is evaluated for each call. A backend's URL and its credentials are needed when the gateway starts; they are fixed texts or named values. Write `$${` where the characters themselves are meant."
    GW0412 Error "named value of another type":
        "`\"{{name}}\"` alone has the type of the named value: that of its literal or its default, and a string where there is neither. An attribute that takes a number or a boolean takes only a named value of that type."
    GW0413 Warning "credential that is no secret":
        "A credential of a backend that is written out, or made of plain named values, stands in the emitted code, is committed and reviewed, and may be logged. Only a named value with `secret:` is kept out of all of these."
    GW0414 Error "unknown policy":
        "The name is neither in the catalogue of policies nor one that a later version will have."
    GW0415 Error "policy in a section where it can't work":
        "A policy works only at certain moments of a call: a request can't be changed when its answer is there. The sections are inbound (before the request goes out), backend (around sending it), outbound (on the answer) and on-error (after a fault).\n\nWhat answers a browser's preflight (`cors`) is asked before anybody knows who calls, and nothing of the call is run for it: so it can stand neither below a condition, nor in a fragment, nor in a product."
    GW0416 Error "header that belongs to the gateway":
        "Some headers concern one connection (RFC 9110, section 7.6.1), frame the body or choose the server. The gateway writes them itself for each of its two connections; another value would break the connection or smuggle requests."
    GW0417 Error "keys that contradict each other":
        "Two keys exclude each other, or one makes no sense beside the other. Either of them could be meant, so neither is guessed."
    GW0418 Error "one thing set twice":
        "Two policies of one section set the same header or query parameter, so that the first of them has no effect. Adding with `exists-action: append` is no such case.\n\nWhere the two stand in different scopes, the later one may be meant to override the first: it says so by `exists-action: override`, which is the default, written out. `exists-action: skip` gives way to the first; `without` and `replace` of the narrower section, with the `id` of the first, take it out. No error either where the first one only gives way or clears the way (`skip`, `delete`), where something between the two reads what was set, or where the later value is made from it."
    GW0419 Error "unknown backend":
        "`backend` names a key of `backends`."
    GW0420 Error "the same name twice":
        "Names in a list, ids of the policies of one section, and headers (without regard to case) must differ."
    GW0421 Warning "unused backend":
        "A backend is declared, and no API sends anything to it. Its secrets must be set all the same when the binary starts."
    GW0422 Error "URL that can't be used":
        "The URL of a server begins with https:// or http://, has a host, and has no user name, query or fragment: what is below it comes from the operation, and credentials stand under `credentials`."
    GW0423 Warning "nobody can have a key":
        "An API requires a subscription key unless `subscription: { required: false }` stands there, and the gateway file names no file of subscriptions. The gateway would answer every call with 401."
    GW0424 Error "API in two open products":
        "A call without a key belongs to the open product that holds its API: one with `subscription: { required: false }`. Where two of them hold it nothing says which of them the call belongs to."
    GW0425 Error "unknown API":
        "The gateway file names an API that it does not declare under `apis`."
    GW0426 Warning "unused policy":
        "A policy of your own is declared under `policy-crates`, and no section of any scope names it. Its crate is compiled all the same."
    GW0427 Error "product that no call comes by":
        "A call comes by a product through a subscription of it, or through an open product, which asks for none. The gateway file names no file of subscriptions, and the product asks for one."
    GW0428 Error "fragment":
        "A fragment is a list of policies under `fragments`, which `include-fragment` puts among others by its name. The name is not there, or leads back to the fragment that it stands in, or nothing includes the fragment."
    GW0430 Error "secret that would be told":
        "A policy writes a secret named value where people can read it: in the log, or in an answer that the gateway makes itself. A secret may go to a backend and nowhere else."
    GW0431 Error "literal where a secret belongs":
        "A policy sets a header that bears credentials and nothing else, and its value is written out in the gateway file. It would stand in the emitted code for everyone to read."
    GW0432 Error "limiter that can never fire":
        "A limiter counts nothing, or counts every call for itself, or stands behind one of the same key that lets no more calls through in as much time; or it has limits of an API or an operation whose calls don't come by the scope that it stands in. It would never refuse a call, though it looks as if it did."
    GW0433 Error "something spent before the caller is known":
        "The API asks for no subscription, so a policy that looks at a token is the first to know who calls. A limiter in front of it counts the calls of strangers too, who can use up what others are due. Counting each address for itself is let be: it protects what looks at the tokens."
    GW0434 Error "unknown product":
        "The gateway file names a product that it does not declare under `products`."
    GW0435 Error "unknown model":
        "An API has a model that the gateway file does not declare under `models`. An API names its models by the keys of `models`; their aliases come with them."
    GW0436 Warning "unused model":
        "A model is declared, and no API has it, so nobody can call it. An API says which models it has by `models: [NAME]` or `models: all`."
    GW0501 Error "two operations on one route":
        "Operations of two APIs have the same method and path, so one of them could never be called. Give each API a prefix of its own."
    GW0502 Warning "overruled server":
        "An upstream URL is said in several places. `--server-url` beats `backend:`, which beats the spec's first server with `server-variables`, and the servers of its paths and operations; what is overruled has no effect."
    GW0503 Error "no upstream":
        "Nothing says where the calls of this API go: there is no `--server-url`, no `backend:`, and no absolute server URL in the spec."
    GW0504 Error "server variable without a value":
        "A variable in the server's URL has neither a default in the spec nor a value under `server-variables`, or a value is given for a variable that the URL does not have."
    GW0505 Error "not supported by this version":
        "The gateway file asks for something that is part of its format and that this version of the compiler does not emit yet. It is refused so that nothing is silently left out."
    GW0506 Error "parameter that the operation lacks":
        "A policy names a template parameter that the operation which it runs for does not have."
    GW0507 Error "operation that does not exist":
        "The gateway file names an operation that the spec does not have. An operation is named by its `operationId`, or by `METHOD /path` where it has none."
    GW0508 Error "parameter that does not exist":
        "The gateway file limits a template parameter that no operation of the API has."
    GW0509 Warning "undeclared path parameter":
        "A path names a parameter in braces that neither the operation nor the path declares. It is taken as a string."
    GW0510 Warning "parameter that is not in the path":
        "A path parameter is declared whose name stands nowhere in the path, so it can never have a value. It is left out."
    GW0511 Warning "duplicate operationId":
        "Two operations have the same `operationId`. Each of them is known by its method and path instead."
    GW0512 Warning "body that is not checked":
        "A body of this media type has a schema, and this version forwards it without checking: it reads JSON, JSON lines, XML, plain text and forms. Bodies of the operation's other media types are checked."
    GW0513 Error "schema that does not exist":
        "`streaming.events` names a schema that the spec does not have under `components.schemas`."
    GW0514 Error "default that is not allowed":
        "The default of a template parameter is not among the values that the spec or `allow` lets through."
    GW0515 Warning "parameter that is not checked":
        "The value of the parameter is written in a media type that this version does not read (it reads JSON and plain text). It is forwarded as it came, unchecked."
    GW0516 Warning "server that is not followed":
        "A path or an operation names a server of its own. Calls go to the first of them, unless its URL is relative or has a variable without a value: then they go where those of the API go."
    GW0517 Warning "operations that share a route":
        "The paths of two operations differ in the names of their parameters alone, which OpenAPI forbids, or in their fragments, which no request carries. Nothing tells their calls apart: they count as calls of the operation without a fragment, else of the one whose id comes first, and pass where either of the two lets them."
    GW0518 Error "nothing to leave out or replace":
        "`without` names a policy by its id or its name, and `replace` by its id. No broader scope has one that is inherited here.\n\nA policy of a product can't be meant: which product it is only the call tells, so an API leaves out what products say as a whole, by `inherit: false`, or the product's policy asks for `api.name` or `operation.id`. Nor can one that stands below another: that one is left out or replaced with all that is in it."
    GW0519 Error "tag that no operation has":
        "The gateway file has policies for a tag, and no operation of the API bears it."
    GW0520 Error "two tags that exclude each other":
        "An operation bears two tags that both say, in the same section, which policies of broader scopes run. Only one of them can."
    GW0521 Error "policy that can never run":
        "Every call to the operation ends with a policy in front of this one, of the same scope or of a broader one."
    GW0522 Error "whole answer of a stream":
        "A policy reads an answer to its end before any of it goes on, and the operation may answer with a stream of events, which would then come all at once. Where that is meant, the policy says `buffer: true`."
    GW0523 Error "policy behind the sending of the call":
        "`retry` and `forward-request` end the section `backend`: the call is sent where they stand, so a policy behind them, of the same scope or of a narrower one, would run when it can do nothing any more. A section that says `inherit: false` leaves the broader scopes' ones out."
    GW0524 Error "body that can't be edited":
        "A policy sets or removes members of the request's body, and the operation declares none that is JSON, so every call to it would be refused."
    GW0525 Error "models that no operation asks for":
        "The API has models, and none of its operations says which one it is for: neither a parameter of a path (`model`, `deployment-id`, `engine` and the like) nor a member `model` of a body in JSON, nor a field `model` of a form."
    GW0526 Warning "model that is not looked at":
        "The operation takes its model in a body where the gateway does not look for it: a form of `application/x-www-form-urlencoded`, XML, or a field of `multipart/form-data` that is JSON. Calls of this operation go to the API's backend as they came, whatever model they name, and no list of products holds for them."
    GW0527 Error "log without calls":
        "The log of calls of models has nothing of an API of which no operation asks a language model."
    GW0528 Warning "model that may be asked unseen":
        "The API has models, and these operations may ask one that the gateway doesn't see: it stands deeper in the body, or the body declares none and holds what models are asked, or may hold anything. Their calls go to the API's own backend as they come, whatever model they name, and no list of products holds for them."
    GW0601 Error "defect of the compiler":
        "The emitter made a file that is no Rust. This is never the fault of the input; please report it with the spec and the gateway file."
    GW0602 Error "unknown API on the command line":
        "A flag of the form `[API=]VALUE` names an API that the gateway file does not have, or names none where there are several."
    GW0603 Error "crate that can't be written":
        "The folder of the emitted crate can't be read or written. Nothing of the compilation itself is wrong."
    GW0701 Error "not an expression":
        "What stands between `${` and `}` is an expression of CEL, the Common Expression Language: look-ups such as request.headers[\"x-team\"], strings in quotes, operators, and functions. Write `$${` where the characters themselves are meant."
    GW0702 Error "value of another type in an expression":
        "Every part of an expression has a type that is known when the gateway is compiled: parameters by their schemas, members of the body by the request's schema, headers and the query as strings. An operator, a function or an attribute takes only some types. `string(...)`, `int(...)`, `double(...)` and `bool(...)` convert."
    GW0703 Error "unknown name in an expression":
        "An expression looks up something that is not there: a name that CEL and the gateway don't know, a parameter or a body that the operation lacks, a member that the request's schema doesn't declare, a variable that no policy sets before."
    GW0704 Error "absent value that is not handled":
        "What is looked up may be absent: a member that the schema doesn't require or lets be null, a claim, a variable that not every call sets. Give it a fallback with default(look-up, fallback), or ask before: `has(request.body.user) ? request.body.user : ...`, `has(request.body.user) && request.body.user == ...`, `\"team\" in variables`, or a comparison with null. Headers and query parameters are strings, empty where they are absent, and need none of this."
    GW0705 Error "hyphen in a name":
        "CEL reads a hyphen as a subtraction, so request.params.deployment-id is the parameter `deployment` less something called `id`. A name with a hyphen stands in brackets and quotes: request.params[\"deployment-id\"]."
    GW0706 Error "value that is not there yet":
        "The answer is there only in `outbound` and `on-error`. The body of an answer and the usage of a stream are known only when it has passed, and expressions of this version don't read them."
    GW0707 Error "one expression, two meanings":
        "A policy of a broad scope runs for several operations, and the expression would have another type for one than for another. Declare it at the operations, or in a scope that holds those alone."
    GW0708 Error "constant that can't work":
        "A regular expression or a time zone that is written out in an expression is none, so every call would fail. Patterns have the syntax of RE2, without look-around and back-references; time zones are UTC or an offset such as +02:00."
}
