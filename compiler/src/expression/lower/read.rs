//! Look-ups in the call.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust::{Form, Rust};
use super::{choice, local, lower};
use crate::expression::typed::{Fact, Read, Root, Value};
use crate::expression::types::Type;

/// A look-up that is known to find something, or gives an empty text.
pub(super) fn read(read: &Read, ty: &Type) -> Rust {
    match read {
        Read::Fact(fact) => self::fact(*fact),
        Read::Header { response, name } => {
            let (of, name) = (holder(*response), lower(name));
            let (fails, name) = (name.fails, name.argument());
            Rust::new(quote!(#of.header(#name))).form(Form::Cow).failing(fails)
        }
        Read::Query(name) => {
            let name = lower(name);
            let (fails, name) = (name.fails, name.argument());
            Rust::new(quote!(call.query_value(#name))).form(Form::Cow).failing(fails)
        }
        Read::Parameter(name) => match ty {
            Type::Int => Rust::new(quote!(call.int_parameter(#name))).tried(),
            Type::Double => Rust::new(quote!(call.number_parameter(#name))).tried(),
            Type::Boolean => Rust::new(quote!(call.boolean_parameter(#name))).tried(),
            _ => Rust::new(quote!(call.parameter(#name))).form(Form::Cow).tried(),
        },
        Read::Usage(name) => Rust::new(quote!(call.used(#name).unwrap_or_default())),
        Read::Variable(_) | Read::Attribute(_) | Read::Member { .. } => typed(&value(read), ty),
    }
}

/// A looked up value as one of its type.
fn typed(value: &TokenStream, ty: &Type) -> Rust {
    match ty {
        Type::String => Rust::new(quote!(#value.text())).form(Form::Cow).tried(),
        Type::Int => Rust::new(quote!(#value.int())).tried(),
        Type::Uint => Rust::new(quote!(#value.uint())).tried(),
        Type::Double => Rust::new(quote!(#value.number())).tried(),
        Type::Boolean => Rust::new(quote!(#value.boolean())).tried(),
        Type::Timestamp => Rust::new(quote!(#value.timestamp())).tried(),
        Type::Duration => Rust::new(quote!(#value.duration())).tried(),
        Type::List(item) if **item == Type::Json => Rust::new(quote!(#value.items())).tried(),
        Type::Map(_, item) => {
            let item = reader(item);
            Rust::new(quote!(#value.map(#item))).tried()
        }
        Type::List(item) => {
            let item = reader(item);
            Rust::new(quote!(#value.list(#item))).tried()
        }
        _ => Rust::new(value.clone()),
    }
}

/// The function that reads one item of a list.
fn reader(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(expression::Value::string),
        Type::Int => quote!(expression::Value::int),
        Type::Uint => quote!(expression::Value::uint),
        Type::Double => quote!(expression::Value::number),
        Type::Boolean => quote!(expression::Value::boolean),
        Type::List(item) => {
            let inner = reader(item);
            quote!(|list| list.list(#inner))
        }
        Type::Map(_, item) => {
            let inner = reader(item);
            quote!(|map| map.map(#inner))
        }
        _ => quote!(Ok),
    }
}

/// What a look-up finds, whatever its type.
fn value(read: &Read) -> TokenStream {
    match read {
        Read::Variable(name) => quote!(call.variable(#name)),
        Read::Attribute(name) => quote!(call.attribute(#name)),
        Read::Member { of, pointer } => {
            let (of, empty) = match of {
                Root::Body => return quote!(call.member(#pointer)),
                Root::Claims => return quote!(call.claim(#pointer)),
                Root::Answer => return quote!(Answer(response).member(#pointer)),
                Root::Variable(name) => (quote!(call.variable(#name)), pointer.is_empty()),
                Root::Local(name) => {
                    let name = local(name);
                    (quote!(#name), pointer.is_empty())
                }
            };
            if empty { of } else { quote!(#of.member(#pointer)) }
        }
        Read::Fact(_) | Read::Header { .. } | Read::Query(_) | Read::Parameter(_) | Read::Usage(_) => {
            let found = self::read(read, &Type::String);
            found.value()
        }
    }
}

fn fact(fact: Fact) -> Rust {
    let text = |tokens| Rust::new(tokens).form(Form::Str);
    match fact {
        Fact::Method => text(quote!(call.method().as_str())),
        Fact::Path => text(quote!(call.path())),
        Fact::Id => text(quote!(call.request_id())),
        Fact::Address => Rust::new(quote!(call.caller_address())).form(Form::Owned),
        Fact::Operation => text(quote!(call.operation().id)),
        Fact::Api => text(quote!(call.api().name)),
        Fact::Product => text(quote!(call.product_id().unwrap_or_default())),
        Fact::Subscription => text(quote!(call.subscription_id().unwrap_or_default())),
        Fact::ErrorSource => text(quote!(call.error_source())),
        Fact::ErrorReason => text(quote!(call.error_reason())),
        Fact::ErrorMessage => text(quote!(call.error_message())),
        Fact::ErrorSection => text(quote!(call.error_section())),
        Fact::ErrorPolicy => text(quote!(call.error_policy().unwrap_or_default())),
        Fact::SubscriptionName => text(quote!(call.subscription_name().unwrap_or_default())),
        Fact::Status => Rust::new(quote!(Answer(response).status())),
    }
}

fn holder(response: bool) -> TokenStream {
    if response { quote!(Answer(response)) } else { quote!(call) }
}

/// Whether a look-up finds something.
pub(super) fn has(read: &Read) -> Rust {
    match read {
        Read::Fact(Fact::Product) => Rust::new(quote!(call.product_id().is_some())),
        Read::Fact(Fact::ErrorPolicy) => Rust::new(quote!(call.error_policy().is_some())),
        Read::Fact(Fact::Subscription | Fact::SubscriptionName) => Rust::new(quote!(call.subscription_id().is_some())),
        Read::Fact(_) => Rust::new(quote!(true)),
        Read::Header { response, name } => {
            let (of, name) = (holder(*response), lower(name));
            let (fails, name) = (name.fails, name.argument());
            Rust::new(quote!(#of.has_header(#name))).failing(fails)
        }
        Read::Query(name) => {
            let name = lower(name);
            let (fails, name) = (name.fails, name.argument());
            Rust::new(quote!(call.has_query_value(#name))).failing(fails)
        }
        Read::Parameter(name) => Rust::new(quote!(call.has_parameter(#name))),
        Read::Usage(name) => Rust::new(quote!(call.used(#name).is_some())),
        Read::Variable(_) | Read::Attribute(_) | Read::Member { .. } => {
            let value = value(read);
            Rust::new(quote!(#value.is_present()))
        }
    }
}

/// What a look-up finds, else the fallback.
pub(super) fn default(read: &Read, fallback: &Value, ty: &Type) -> Rust {
    let other = lower(fallback);
    if other.fails {
        return choice(&has(read), self::read(read, ty), other, ty);
    }
    let text = |tokens, fails| Some(Rust::new(tokens).form(Form::Cow).failing(fails));
    let whole = match read {
        Read::Header { response, name } => {
            let (of, name, cow) = (holder(*response), lower(name), other.cow());
            let (fails, name) = (name.fails, name.argument());
            text(quote!(#of.header_or(#name, #cow)), fails)
        }
        Read::Query(name) => {
            let (name, cow) = (lower(name), other.cow());
            let (fails, name) = (name.fails, name.argument());
            text(quote!(call.query_value_or(#name, #cow)), fails)
        }
        Read::Parameter(name) if *ty == Type::String => {
            let cow = other.cow();
            text(quote!(call.parameter_or(#name, #cow)), false)
        }
        Read::Usage(name) => {
            let value = other.value();
            Some(Rust::new(quote!(call.used(#name).unwrap_or(#value))))
        }
        Read::Fact(Fact::Product) if other.form == Form::Str => {
            let value = other.value();
            Some(Rust::new(quote!(call.product_id().unwrap_or(#value))).form(Form::Str))
        }
        Read::Fact(Fact::ErrorPolicy) if other.form == Form::Str => {
            let value = other.value();
            Some(Rust::new(quote!(call.error_policy().unwrap_or(#value))).form(Form::Str))
        }
        Read::Fact(Fact::Subscription) if other.form == Form::Str => {
            let value = other.value();
            Some(Rust::new(quote!(call.subscription_id().unwrap_or(#value))).form(Form::Str))
        }
        Read::Fact(Fact::SubscriptionName) if other.form == Form::Str => {
            let value = other.value();
            Some(Rust::new(quote!(call.subscription_name().unwrap_or(#value))).form(Form::Str))
        }
        Read::Variable(_) | Read::Attribute(_) | Read::Member { .. } => {
            let (found, fallback) = (value(read), other.value());
            match ty {
                Type::String => {
                    let cow = other.cow();
                    Some(Rust::new(quote!(#found.text_or(#cow))).form(Form::Cow).tried())
                }
                Type::Int => Some(Rust::new(quote!(#found.int_or(#fallback))).tried()),
                Type::Uint => Some(Rust::new(quote!(#found.uint_or(#fallback))).tried()),
                Type::Double => Some(Rust::new(quote!(#found.number_or(#fallback))).tried()),
                Type::Boolean => Some(Rust::new(quote!(#found.boolean_or(#fallback))).tried()),
                _ => None,
            }
        }
        _ => None,
    };
    whole.unwrap_or_else(|| choice(&has(read), self::read(read, ty), other, ty))
}
