//! A piece of Rust with what its neighbours must know of it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// How a text is held; everything else is [`Form::Plain`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// No text.
    Plain,
    /// `&str`
    Str,
    /// `Cow<str>`
    Cow,
    /// `String`
    Owned,
    /// A variable that holds a text, and keeps it.
    Place,
}

/// A piece of Rust.
#[derive(Clone, Debug)]
pub(super) struct Rust {
    /// Without the `?` at its end.
    tokens: TokenStream,
    pub(super) form: Form,
    /// Whether a `?` stands anywhere in it, its end included.
    pub(super) fails: bool,
    /// Whether a `?` belongs at its end.
    tried: bool,
    /// Whether it must stand in parentheses before a dot or a sign.
    wide: bool,
    /// The type of a number that is written out, and so has none by itself.
    number: Option<&'static str>,
    /// The same without a borrow, where that is more than a call at its end.
    made_owned: Option<TokenStream>,
}

impl Rust {
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self { tokens, form: Form::Plain, fails: false, tried: false, wide: false, number: None, made_owned: None }
    }

    pub(super) fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// With a `?` somewhere within.
    pub(super) fn failing(self, fails: bool) -> Self {
        Self { fails: self.fails || fails, ..self }
    }

    /// With a `?` at its end.
    pub(super) fn tried(self) -> Self {
        Self { tried: true, fails: true, ..self }
    }

    pub(super) fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// How it is written without a borrow.
    pub(super) fn or_owned(self, tokens: TokenStream) -> Self {
        Self { made_owned: Some(tokens), ..self }
    }

    pub(super) fn number(self, ty: &'static str) -> Self {
        Self { number: Some(ty), ..self }
    }

    /// A number that is written out, with its type where nothing else tells it.
    pub(super) fn suffixed(self) -> Self {
        let Some(ty) = self.number else { return self };
        let ty = format_ident!("{ty}");
        let digits = self.tokens;
        let literal: TokenStream = digits
            .into_iter()
            .map(|tree| match tree {
                proc_macro2::TokenTree::Literal(digits) => format!("{digits}_{ty}").parse().unwrap_or_default(),
                tree => TokenStream::from(tree),
            })
            .collect();
        Self { tokens: literal, number: None, ..self }
    }

    /// Whether it is a number that is written out.
    pub(super) fn is_number(&self) -> bool {
        self.number.is_some()
    }

    /// The value.
    pub(super) fn value(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.tried { quote!(#tokens?) } else { tokens.clone() }
    }

    /// The value where a dot or a sign stands beside it.
    pub(super) fn operand(&self) -> TokenStream {
        let value = self.value();
        if self.wide && !self.tried { quote!((#value)) } else { value }
    }

    /// `Result<T, Error>`
    pub(super) fn result(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.tried { tokens.clone() } else { quote!(Ok(#tokens)) }
    }

    /// `Result<T, Error>` of a type without a borrow.
    pub(super) fn owned_result(&self) -> TokenStream {
        match self.form {
            Form::Plain | Form::Owned => self.result(),
            Form::Str | Form::Cow | Form::Place => {
                let owned = self.owned();
                quote!(Ok(#owned))
            }
        }
    }

    /// `&str` for a function that takes nothing else.
    pub(super) fn argument(&self) -> TokenStream {
        let operand = self.operand();
        match self.form {
            Form::Plain | Form::Str => self.value(),
            Form::Cow | Form::Owned | Form::Place => quote!(&#operand),
        }
    }

    /// `&str`
    pub(super) fn text(&self) -> TokenStream {
        let operand = self.operand();
        match self.form {
            Form::Plain | Form::Str => self.value(),
            Form::Cow | Form::Owned | Form::Place => quote!(&*#operand),
        }
    }

    /// What a text's methods are called on.
    pub(super) fn receiver(&self) -> TokenStream {
        self.operand()
    }

    /// A value without a borrow.
    pub(super) fn owned(&self) -> TokenStream {
        if let Some(tokens) = &self.made_owned {
            return tokens.clone();
        }
        let operand = self.operand();
        match self.form {
            Form::Plain | Form::Owned => self.value(),
            Form::Str => quote!(#operand.to_owned()),
            Form::Cow => quote!(#operand.into_owned()),
            Form::Place => quote!(#operand.to_string()),
        }
    }

    /// What turns into `Cow<str>` by itself.
    pub(super) fn cow(&self) -> TokenStream {
        if self.form == Form::Place { self.owned() } else { self.value() }
    }

    /// A text that is held in a certain way.
    pub(super) fn formed(&self, form: Form) -> TokenStream {
        if form == Form::Owned && self.form != Form::Owned { self.owned() } else { self.value() }
    }
}
