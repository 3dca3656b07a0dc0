//! Reads XML that may come from anywhere: namespaces resolved, references replaced, bounds kept, no document type.

mod scope;
mod text;
pub(crate) mod tree;

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

pub(crate) use scope::Scope;

/// The largest document read here. The longest one that this crate writes has some five million bytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
const MAX_DEPTH: usize = 64;
const MAX_ATTRIBUTES: usize = 32;

/// Why bytes are no XML that is read here: the fault of whoever made them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    #[error("the document has more than {MAX_BYTES} bytes")]
    TooLarge,
    #[error("the document is not UTF-8")]
    NotUtf8,
    #[error("byte {at}: {problem}")]
    Malformed { at: u64, problem: String },
    #[error("byte {at}: a document type, which no tax document has")]
    DocumentType { at: u64 },
    #[error("byte {at}: elements within elements, more than {MAX_DEPTH} deep")]
    TooDeep { at: u64 },
    #[error("byte {at}: more than {MAX_ATTRIBUTES} attributes, or namespaces in scope")]
    TooManyAttributes { at: u64 },
}

/// An attribute that is no namespace declaration.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'a> {
    /// As written, with its prefix.
    pub(crate) name: &'a str,
    /// Without references, white space made blank.
    pub(crate) value: Cow<'a, str>,
}

impl<'a> Attribute<'a> {
    pub(crate) fn prefix(&self) -> &'a str {
        split(self.name).0
    }

    pub(crate) fn local(&self) -> &'a str {
        split(self.name).1
    }
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Open<'a> {
    /// As written, with its prefix.
    pub(crate) name: &'a str,
    /// Prefix and namespace, as declared on this very element; the default has an empty prefix.
    pub(crate) declarations: Vec<(&'a str, Cow<'a, str>)>,
    pub(crate) attributes: Vec<Attribute<'a>>,
}

impl<'a> Open<'a> {
    pub(crate) fn prefix(&self) -> &'a str {
        split(self.name).0
    }

    pub(crate) fn local(&self) -> &'a str {
        split(self.name).1
    }
}

/// Prefix and local name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// A piece of a document, in order. An element without content comes as a start and an end.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Open(Open<'a>),
    Close(&'a str),
    /// Lines end with LF, references are replaced.
    Text(Cow<'a, str>),
    Unparsed(Cow<'a, str>),
    Comment(Cow<'a, str>),
    Instruction(Cow<'a, str>),
}

/// Where a piece stands, seen from the document's element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Before,
    Within,
    After,
}

/// The pieces of one document.
pub(crate) struct Source<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    scope: Scope<'a>,
    open: Vec<&'a str>,
    rooted: bool,
    /// Where the piece last given begins in `text`.
    at: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, XmlError> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.enable_all_checks(true);
        config.expand_empty_elements = true;
        Ok(Source { text, reader, scope: Scope::default(), open: Vec::new(), rooted: false, at: 0 })
    }

    /// The namespaces in scope where the piece last given stands; before an end tag's are left.
    pub(crate) const fn scope(&self) -> &Scope<'a> {
        &self.scope
    }

    /// Where the piece last given begins.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Where the piece last given ends.
    pub(crate) fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).expect("positions lie within memory")
    }

    /// Where the piece last given stands.
    pub(crate) fn place(&self) -> Place {
        match (self.open.is_empty(), self.rooted) {
            (true, false) => Place::Before,
            (true, true) => Place::After,
            (false, _) => Place::Within,
        }
    }

    fn malformed(&self, problem: impl Into<String>) -> XmlError {
        XmlError::Malformed { at: self.at as u64, problem: problem.into() }
    }

    /// The next piece; none at the end of a complete document.
    pub(crate) fn next(&mut self) -> Result<Option<Piece<'a>>, XmlError> {
        loop {
            let before = self.position();
            let event = self
                .reader
                .read_event()
                .map_err(|error| XmlError::Malformed { at: before as u64, problem: error.to_string() })?;
            // The end of an element without content takes no bytes: it stands where its start does.
            if self.position() > before {
                self.at = before;
            }
            let piece = match event {
                Event::Start(start) => Piece::Open(self.open(start.name().as_ref().len(), start.len())?),
                Event::End(_) => {
                    let name = self.open.pop().ok_or_else(|| self.malformed("an end tag without a start"))?;
                    self.scope.leave();
                    Piece::Close(name)
                }
                Event::Empty(_) => return Err(self.malformed("an element that was not expanded")),
                Event::Text(raw) => {
                    let content = raw.xml10_content();
                    self.check(&content)?;
                    if content.contains("]]>") {
                        return Err(self.malformed("]]> in text"));
                    }
                    if self.open.is_empty() {
                        if content.chars().any(|c| !matches!(c, ' ' | '\t' | '\n')) {
                            return Err(self.malformed("text outside the document's element"));
                        }
                        continue;
                    }
                    Piece::Text(content)
                }
                Event::GeneralRef(reference) => {
                    if self.open.is_empty() {
                        return Err(self.malformed("a reference outside the document's element"));
                    }
                    let name = reference.into_inner();
                    let character = text::reference(&name).ok_or_else(|| self.malformed("an unknown reference"))?;
                    Piece::Text(Cow::Owned(character.to_string()))
                }
                Event::CData(raw) => {
                    if self.open.is_empty() {
                        return Err(self.malformed("text outside the document's element"));
                    }
                    let content = raw.xml10_content();
                    self.check(&content)?;
                    Piece::Unparsed(content)
                }
                Event::Comment(raw) => {
                    let content = raw.xml10_content();
                    self.check(&content)?;
                    Piece::Comment(content)
                }
                Event::PI(raw) => {
                    let content = text::line_ends(raw.into_inner());
                    self.check(&content)?;
                    Piece::Instruction(content)
                }
                Event::Decl(declaration) => {
                    if self.at != 0 {
                        return Err(self.malformed("a declaration within the document"));
                    }
                    if declaration.version().ok().as_deref() != Some("1.0") {
                        return Err(self.malformed("not XML 1.0"));
                    }
                    match declaration.encoding() {
                        None => {}
                        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => {}
                        Some(_) => return Err(XmlError::NotUtf8),
                    }
                    continue;
                }
                Event::DocType(_) => return Err(XmlError::DocumentType { at: self.at as u64 }),
                Event::Eof => {
                    if !self.open.is_empty() || !self.rooted {
                        return Err(self.malformed("the document ends too early"));
                    }
                    return Ok(None);
                }
            };
            return Ok(Some(piece));
        }
    }

    fn check(&self, content: &str) -> Result<(), XmlError> {
        if content.chars().all(crate::ubl::is_lawful) {
            Ok(())
        } else {
            Err(self.malformed("a character that XML cannot carry"))
        }
    }

    /// The start tag at `self.at`: `length` bytes between its angle brackets, the first `name_length` of them its name.
    fn open(&mut self, name_length: usize, length: usize) -> Result<Open<'a>, XmlError> {
        if self.open.is_empty() && std::mem::replace(&mut self.rooted, true) {
            return Err(self.malformed("a second element beside the document's"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(XmlError::TooDeep { at: self.at as u64 });
        }
        // Taken from the source rather than from the event, so that names live as long as the document.
        let content = &self.text[self.at + 1..self.at + 1 + length];
        let name = &content[..name_length];
        if !text::is_name(name) {
            return Err(self.malformed("an element without a proper name"));
        }
        let mut declarations: Vec<(&'a str, Cow<'a, str>)> = Vec::new();
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        let mut raw = Attributes::new(content, name_length);
        raw.with_checks(false);
        for attribute in raw {
            let attribute = attribute.map_err(|error| self.malformed(error.to_string()))?;
            if declarations.len() + attributes.len() == MAX_ATTRIBUTES {
                return Err(XmlError::TooManyAttributes { at: self.at as u64 });
            }
            let key = attribute.key.into_inner();
            let value =
                text::attribute_value(attribute.value).ok_or_else(|| self.malformed("an improper attribute"))?;
            self.check(&value)?;
            if key == "xmlns" {
                declarations.push(("", value));
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                if prefix.is_empty() || prefix.contains(':') || prefix == "xmlns" || value.is_empty() {
                    return Err(self.malformed("an improper namespace declaration"));
                }
                declarations.push((prefix, value));
            } else if text::is_name(key) {
                attributes.push(Attribute { name: key, value });
            } else {
                return Err(self.malformed("an attribute without a proper name"));
            }
        }
        if !self.scope.enter(&declarations) {
            return Err(XmlError::TooManyAttributes { at: self.at as u64 });
        }
        self.open.push(name);
        let open = Open { name, declarations, attributes };
        self.check_names(&open)?;
        Ok(open)
    }

    /// Every prefix is bound, and no attribute or declaration stands twice.
    fn check_names(&self, open: &Open<'a>) -> Result<(), XmlError> {
        let unbound = |prefix: &str| !prefix.is_empty() && self.scope.namespace(prefix).is_none();
        if unbound(open.prefix()) || open.attributes.iter().any(|attribute| unbound(attribute.prefix())) {
            return Err(self.malformed("a prefix that is not declared"));
        }
        let names: Vec<(&str, &str)> = open
            .attributes
            .iter()
            .map(|attribute| (self.scope.attribute_namespace(attribute.prefix()), attribute.local()))
            .collect();
        let twice = |index: usize| names[..index].contains(&names[index]);
        let declared: Vec<&str> = open.declarations.iter().map(|(prefix, _)| *prefix).collect();
        let declared_twice = |index: usize| declared[..index].contains(&declared[index]);
        if (0..names.len()).any(twice) || (0..declared.len()).any(declared_twice) {
            return Err(self.malformed("the same attribute twice"));
        }
        Ok(())
    }
}
