//! The bytes of a document that are hashed: Inclusive C14N 1.1 without comments, less the three parts that are made
//! from the hash. And the text of the stamp's properties that is hashed.
//!
//! Only whole subtrees are left out, so that no element loses an ancestor and no `xml:` attribute has to be inherited.

use std::borrow::Cow;
use std::ops::Range;

use crate::hash::InvoiceHash;
use crate::ubl::{escape_attribute, escape_text};
use crate::xml::tree::{Element, Tree};
use crate::xml::{Open, Piece, Place, Scope, Source, XmlError};

/// The hash of a document from its bytes, whoever wrote it.
///
/// # Errors
/// When the bytes are no XML that C14N is defined for.
pub fn hash(xml: &[u8]) -> Result<InvoiceHash, XmlError> {
    bytes(xml).map(|bytes| InvoiceHash::of_canonical(&bytes))
}

/// The bytes that [`hash`] hashes.
///
/// # Errors
/// When the bytes are no XML that C14N is defined for.
pub fn bytes(xml: &[u8]) -> Result<Vec<u8>, XmlError> {
    of_tree(xml, &Tree::parse(xml)?)
}

pub(crate) fn of_tree(xml: &[u8], tree: &Tree<'_>) -> Result<Vec<u8>, XmlError> {
    let left_out: Vec<Range<usize>> =
        tree.root().descendants().filter(|element| is_left_out(*element)).map(Element::range).collect();
    let mut next = left_out.into_iter().peekable();
    let mut source = Source::new(xml)?;
    let mut out = Vec::with_capacity(xml.len());
    while let Some(piece) = source.next()? {
        // Ranges within one that is left out already have lost their meaning.
        while next.next_if(|range| range.end <= source.at()).is_some() {}
        if next.peek().is_some_and(|range| range.contains(&source.at())) {
            continue;
        }
        match piece {
            Piece::Open(open) => start_tag(&mut out, &open, &source)?,
            Piece::Close(name) => {
                for part in ["</", name, ">"] {
                    out.extend_from_slice(part.as_bytes());
                }
            }
            Piece::Text(text) | Piece::Unparsed(text) => out.extend_from_slice(escape_text(&text).as_bytes()),
            Piece::Comment(_) => {}
            Piece::Instruction(content) => instruction(&mut out, &content, source.place()),
        }
    }
    Ok(out)
}

fn is_left_out(element: Element<'_, '_>) -> bool {
    element.is("ext:UBLExtensions")
        || element.is("cac:Signature")
        || (element.is("cac:AdditionalDocumentReference") && element.all("cbc:ID").any(|id| id.raw_text() == "QR"))
}

/// Declarations first and by prefix, those left away that only repeat what is in force; then attributes by namespace
/// and name.
fn start_tag(out: &mut Vec<u8>, open: &Open<'_>, source: &Source<'_>) -> Result<(), XmlError> {
    let scope = source.scope();
    let mut declarations: Vec<_> = open
        .declarations
        .iter()
        .filter(|(prefix, namespace)| *prefix != "xml" && scope.outer_namespace(prefix).unwrap_or("") != namespace)
        .collect();
    declarations.sort_by_key(|(prefix, _)| *prefix);
    let mut attributes: Vec<_> = open
        .attributes
        .iter()
        .map(|attribute| (scope.attribute_namespace(attribute.prefix()), attribute.local(), attribute))
        .collect();
    attributes.sort_by_key(|&(namespace, local, _)| (namespace, local));

    out.push(b'<');
    out.extend_from_slice(open.name.as_bytes());
    for (prefix, namespace) in declarations {
        if !namespace.is_empty() && !is_absolute(namespace) {
            let problem = "C14N is not defined for a relative namespace".to_owned();
            return Err(XmlError::Malformed { at: source.at() as u64, problem });
        }
        let (colon, prefix) = if prefix.is_empty() { ("", "") } else { (":", *prefix) };
        attribute(out, &format!("xmlns{colon}{prefix}"), namespace);
    }
    for (_, _, written) in attributes {
        attribute(out, written.name, &written.value);
    }
    out.push(b'>');
    Ok(())
}

fn attribute(out: &mut Vec<u8>, name: &str, value: &str) {
    for part in [" ", name, "=\"", &escape_attribute(value), "\""] {
        out.extend_from_slice(part.as_bytes());
    }
}

/// Outside the document's element an instruction has a line of its own.
fn instruction(out: &mut Vec<u8>, content: &str, place: Place) {
    let (target, rest) = content.split_once([' ', '\t', '\n']).unwrap_or((content, ""));
    let rest = rest.trim_start_matches([' ', '\t', '\n']);
    let blank = if rest.is_empty() { "" } else { " " };
    let (head, tail) = match place {
        Place::Before => ("", "\n"),
        Place::Within => ("", ""),
        Place::After => ("\n", ""),
    };
    for part in [head, "<?", target, blank, rest, "?>", tail] {
        out.extend_from_slice(part.as_bytes());
    }
}

fn is_absolute(namespace: &str) -> bool {
    namespace.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// The text of `xades:SignedProperties` that is hashed: the element cut out of the document as the authority's tool
/// prints it. Namespaces are declared where they are first used, an element without content is closed in its start tag,
/// and white space stays as it is.
pub(crate) fn signed_properties(xml: &[u8], range: &Range<usize>) -> Result<String, XmlError> {
    let mut source = Source::new(xml)?;
    let mut printed = Scope::default();
    let mut out = String::with_capacity(range.len() + 512);
    // Whether the tag last printed is a start tag that still lacks its `>`.
    let mut pending = Pending::None;
    while let Some(piece) = source.next()? {
        if source.at() >= range.end {
            break;
        }
        if source.at() < range.start {
            continue;
        }
        if !matches!(piece, Piece::Close(_)) {
            pending.settle(&mut out);
        }
        match piece {
            Piece::Open(open) => {
                let declares = !open.declarations.is_empty();
                print_start(&mut out, &open, &source, &mut printed);
                pending = if declares { Pending::Declaring } else { Pending::Plain };
            }
            Piece::Close(name) => {
                if pending == Pending::Plain {
                    out.push_str("/>");
                } else {
                    pending.settle(&mut out);
                    for part in ["</", name, ">"] {
                        out.push_str(part);
                    }
                }
                pending = Pending::None;
                printed.leave();
            }
            Piece::Text(text) => out.push_str(&print_text(&text)),
            Piece::Unparsed(text) => {
                for part in ["<![CDATA[", &text, "]]>"] {
                    out.push_str(part);
                }
            }
            Piece::Comment(text) => {
                for part in ["<!--", &text, "-->"] {
                    out.push_str(part);
                }
            }
            Piece::Instruction(text) => {
                for part in ["<?", &text, "?>"] {
                    out.push_str(part);
                }
            }
        }
    }
    Ok(out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    None,
    /// Closed in itself when nothing follows.
    Plain,
    /// Declares a namespace, which that tool takes for content.
    Declaring,
}

impl Pending {
    fn settle(&mut self, out: &mut String) {
        if *self != Pending::None {
            out.push('>');
        }
        *self = Pending::None;
    }
}

fn print_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn print_start<'a>(out: &mut String, open: &Open<'a>, source: &Source<'a>, printed: &mut Scope<'a>) {
    out.push('<');
    out.push_str(open.name);
    let own: Vec<&'a str> = open.attributes.iter().map(crate::xml::Attribute::prefix).collect();
    let declared = open.declarations.iter().map(|(prefix, _)| *prefix);
    let used = own.into_iter().filter(|prefix| !prefix.is_empty());
    let mut fresh: Vec<(&'a str, Cow<'a, str>)> = Vec::new();
    for prefix in std::iter::once(open.prefix()).chain(declared).chain(used) {
        let namespace = source.scope().namespace(prefix).unwrap_or("");
        let known = printed.namespace(prefix).unwrap_or("") == namespace;
        if !known && fresh.iter().all(|(seen, _)| *seen != prefix) {
            fresh.push((prefix, Cow::Owned(namespace.to_owned())));
            let colon = if prefix.is_empty() { "" } else { ":" };
            for part in [" xmlns", colon, prefix, "=\"", namespace, "\""] {
                out.push_str(part);
            }
        }
    }
    printed.enter(&fresh);
    for attribute in &open.attributes {
        let value = print_text(&attribute.value);
        for part in [" ", attribute.name, "=\"", &value.replace('"', "&quot;"), "\""] {
            out.push_str(part);
        }
    }
}
