//! A document as a tree of elements: enough to find values by path.

use std::borrow::Cow;
use std::ops::Range;

use super::{Attribute, Piece, Source, XmlError};

pub(crate) const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
pub(crate) const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
pub(crate) const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
pub(crate) const EXT: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2";
pub(crate) const SIG: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2";
pub(crate) const SAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:SignatureAggregateComponents-2";
pub(crate) const SBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:SignatureBasicComponents-2";
pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";

const SPACES: [(&str, &str); 9] = [
    ("", INVOICE),
    ("cac", CAC),
    ("cbc", CBC),
    ("ext", EXT),
    ("sig", SIG),
    ("sac", SAC),
    ("sbc", SBC),
    ("ds", DS),
    ("xades", XADES),
];

/// What prefix the namespace usually has; `?` for one that tax documents do not use.
fn usual_prefix(namespace: &str) -> &'static str {
    SPACES.iter().find(|(_, known)| *known == namespace).map_or("?", |(prefix, _)| prefix)
}

#[derive(Debug)]
struct Node<'a> {
    /// The prefix usual for the namespace, whatever prefix the document has.
    prefix: &'static str,
    local: &'a str,
    attributes: Vec<Attribute<'a>>,
    /// Own text, without that of elements within.
    text: Cow<'a, str>,
    children: Vec<usize>,
    range: Range<usize>,
}

/// A document. Comments and instructions are left out.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// One element of a tree. Paths name elements as `cac:Party`, by usual prefixes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'t, 'a> {
    tree: &'t Tree<'a>,
    index: usize,
}

impl<'a> Tree<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, XmlError> {
        let mut source = Source::new(bytes)?;
        let mut nodes: Vec<Node<'a>> = Vec::new();
        let mut path: Vec<usize> = Vec::new();
        while let Some(piece) = source.next()? {
            match piece {
                Piece::Open(open) => {
                    let index = nodes.len();
                    if let Some(&parent) = path.last() {
                        nodes[parent].children.push(index);
                    }
                    path.push(index);
                    nodes.push(Node {
                        prefix: usual_prefix(source.scope().namespace(open.prefix()).unwrap_or_default()),
                        local: open.local(),
                        attributes: open.attributes,
                        text: Cow::Borrowed(""),
                        children: Vec::new(),
                        range: source.at()..source.at(),
                    });
                }
                Piece::Close(_) => {
                    let index = path.pop().expect("an end tag has its start");
                    nodes[index].range.end = source.position();
                }
                Piece::Text(text) | Piece::Unparsed(text) => {
                    let node = &mut nodes[*path.last().expect("text stands within an element")];
                    if node.text.is_empty() {
                        node.text = text;
                    } else {
                        node.text.to_mut().push_str(&text);
                    }
                }
                Piece::Comment(_) | Piece::Instruction(_) => {}
            }
        }
        Ok(Tree { nodes })
    }

    pub(crate) fn root(&self) -> Element<'_, 'a> {
        Element { tree: self, index: 0 }
    }
}

impl<'t, 'a> Element<'t, 'a> {
    fn node(self) -> &'t Node<'a> {
        &self.tree.nodes[self.index]
    }

    /// Whether the element is the one named, such as `cbc:ID`; `Invoice` without a prefix is the document's own.
    pub(crate) fn is(self, name: &str) -> bool {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        self.node().prefix == prefix && self.node().local == local
    }

    /// The element's bytes in the source, tags and all.
    pub(crate) fn range(self) -> Range<usize> {
        self.node().range.clone()
    }

    /// Own text without surrounding white space.
    pub(crate) fn text(self) -> &'t str {
        self.node().text.trim_matches([' ', '\t', '\r', '\n'])
    }

    /// Own text as it is.
    pub(crate) fn raw_text(self) -> &'t str {
        &self.node().text
    }

    pub(crate) fn attribute(self, name: &str) -> Option<&'t str> {
        self.node().attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_ref())
    }

    pub(crate) fn children(self) -> impl Iterator<Item = Element<'t, 'a>> {
        self.node().children.iter().map(move |&index| Element { tree: self.tree, index })
    }

    pub(crate) fn all(self, name: &str) -> impl Iterator<Item = Element<'t, 'a>> {
        self.children().filter(move |child| child.is(name))
    }

    /// The first element of this name.
    pub(crate) fn first(self, name: &str) -> Option<Element<'t, 'a>> {
        self.all(name).next()
    }

    /// The first element at the end of a path such as `cac:Party/cac:PartyTaxScheme`.
    pub(crate) fn at(self, path: &str) -> Option<Element<'t, 'a>> {
        path.split('/').try_fold(self, |element, name| element.first(name))
    }

    /// Its text, without surrounding white space; empty where there is none.
    pub(crate) fn text_at(self, path: &str) -> &'t str {
        self.at(path).map(Element::text).unwrap_or_default()
    }

    /// This element and all within it.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Element<'t, 'a>> {
        let end = self.node().range.end;
        // Nodes are in the order of their start tags.
        (self.index..self.tree.nodes.len())
            .map(move |index| Element { tree: self.tree, index })
            .take_while(move |element| element.node().range.start < end)
    }
}
