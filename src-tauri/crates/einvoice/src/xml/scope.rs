//! Which prefix means which namespace, where.

use std::borrow::Cow;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// More than any real document by far; keeps look-ups short on hostile ones.
const MAX_BINDINGS: usize = 64;

/// The namespaces in scope, element within element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope<'a> {
    bindings: Vec<(&'a str, Cow<'a, str>)>,
    marks: Vec<usize>,
}

impl<'a> Scope<'a> {
    /// Opens an element with its declarations; false when there are too many.
    pub(crate) fn enter(&mut self, declarations: &[(&'a str, Cow<'a, str>)]) -> bool {
        self.marks.push(self.bindings.len());
        self.bindings.extend(declarations.iter().cloned());
        self.bindings.len() <= MAX_BINDINGS
    }

    pub(crate) fn leave(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.bindings.truncate(mark);
        }
    }

    /// What `prefix` means here; nothing when it is not bound, or the default is none.
    pub(crate) fn namespace(&self, prefix: &str) -> Option<&str> {
        found(&self.bindings, prefix)
    }

    /// What `prefix` meant around the element last opened.
    pub(crate) fn outer_namespace(&self, prefix: &str) -> Option<&str> {
        let mark = self.marks.last().copied().unwrap_or(0);
        found(&self.bindings[..mark], prefix)
    }

    /// An attribute without a prefix is in no namespace.
    pub(crate) fn attribute_namespace(&self, prefix: &str) -> &str {
        if prefix.is_empty() { "" } else { self.namespace(prefix).unwrap_or_default() }
    }
}

fn found<'s>(bindings: &'s [(&str, Cow<'_, str>)], prefix: &str) -> Option<&'s str> {
    if prefix == "xml" {
        return Some(XML);
    }
    let (_, namespace) = bindings.iter().rev().find(|(bound, _)| *bound == prefix)?;
    Some(namespace.as_ref()).filter(|namespace| !namespace.is_empty())
}
