//! Elements, one after another, into memory.

use std::fmt::{Display, Write as _};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use rust_decimal::Decimal;
use sanduq_domain::money::Money;

use super::{escape_attribute, escape_text, price};

/// A start tag whose attributes are known beforehand and already in canonical order.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    name: &'static str,
    content: &'static str,
}

impl Tag {
    pub(super) const fn with_attributes(name: &'static str, content: &'static str) -> Self {
        Tag { name, content }
    }
}

/// The document as it grows. Writing to memory cannot fail.
pub(super) struct Page {
    writer: Writer<Vec<u8>>,
    scratch: String,
}

impl Page {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Page { writer: Writer::new(Vec::with_capacity(bytes)), scratch: String::with_capacity(128) }
    }

    pub(super) fn len(&self) -> usize {
        self.writer.get_ref().len()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory takes every byte");
    }

    pub(super) fn open(&mut self, tag: Tag) {
        self.event(Event::Start(BytesStart::from_content(tag.content, tag.name.len())));
    }

    pub(super) fn close(&mut self, tag: Tag) {
        self.event(Event::End(BytesEnd::new(tag.name)));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.event(Event::Text(BytesText::from_escaped(escape_text(text))));
    }

    /// What prints as digits, letters and dashes only: nothing in it needs escaping.
    pub(super) fn show(&mut self, value: impl Display) {
        self.scratch.clear();
        write!(self.scratch, "{value}").expect("memory takes every character");
        let text = BytesText::from_escaped(self.scratch.as_str());
        self.writer.write_event(Event::Text(text)).expect("memory takes every byte");
    }

    pub(super) fn element(&mut self, name: &'static str, content: impl FnOnce(&mut Page)) {
        self.within(Tag::with_attributes(name, name), content);
    }

    fn within(&mut self, tag: Tag, content: impl FnOnce(&mut Page)) {
        self.open(tag);
        content(self);
        self.close(tag);
    }

    pub(super) fn leaf(&mut self, name: &'static str, text: &str) {
        self.element(name, |page| page.text(text));
    }

    pub(super) fn leaf_unless_empty(&mut self, name: &'static str, text: &str) {
        if !text.is_empty() {
            self.leaf(name, text);
        }
    }

    pub(super) fn shown(&mut self, name: &'static str, value: impl Display) {
        self.element(name, |page| page.show(value));
    }

    pub(super) fn shown_with(&mut self, tag: Tag, value: impl Display) {
        self.within(tag, |page| page.show(value));
    }

    /// An element with one attribute that is known only now.
    pub(super) fn leaf_marked(
        &mut self,
        name: &'static str,
        attribute: &'static str,
        value: &str,
        content: impl FnOnce(&mut Page),
    ) {
        self.scratch.clear();
        for part in [name, " ", attribute, "=\"", &escape_attribute(value), "\""] {
            self.scratch.push_str(part);
        }
        let start = BytesStart::from_content(self.scratch.as_str(), name.len());
        self.writer.write_event(Event::Start(start)).expect("memory takes every byte");
        content(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub(super) fn amount(&mut self, tag: Tag, amount: Money) {
        self.shown_with(tag, amount);
    }

    pub(super) fn price(&mut self, tag: Tag, value: Decimal) {
        self.shown_with(tag, price(value));
    }
}
