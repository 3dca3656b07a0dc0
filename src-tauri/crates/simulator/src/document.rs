//! Reading a submitted document as far as the gateway's own checks need it. The rules are judged elsewhere.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use roxmltree::{Document as Tree, Node};

const SIGNATURE_NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// An invoice needs a fifth of it.
const DEEPEST: usize = 100;

/// What stands in the document. Absent fields are empty: the validator says so in its own words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    pub(crate) uuid: String,
    /// 388, 381, 383.
    pub(crate) type_code: String,
    /// The seven digits of the code's name: `02…` is simplified.
    pub(crate) type_name: String,
    pub(crate) seller_name: String,
    pub(crate) seller_vat: String,
    /// `2026-01-31T18:05:00`
    pub(crate) issued: String,
    /// With VAT, before and after rounding to coins.
    pub(crate) totals: Vec<String>,
    pub(crate) vat_totals: Vec<String>,
    pub(crate) icv: String,
    pub(crate) pih: String,
    pub(crate) qr: String,
    /// The text of `ds:SignatureValue`.
    pub(crate) signature: String,
    /// The signing certificate as DER, when one stands there and decodes.
    pub(crate) certificate: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Standard,
    Simplified,
}

impl Document {
    pub(crate) fn parse(xml: &str) -> Result<Self, String> {
        // No DTD: `roxmltree` refuses one unless it is allowed.
        let tree = Tree::parse(xml).map_err(|error| error.to_string())?;
        if depth(&tree) > DEEPEST {
            return Err(format!("elements nest deeper than {DEEPEST}"));
        }
        let root = tree.root_element();
        let type_code = child(root, "InvoiceTypeCode");
        let of_the_stamp = |name: &str| {
            root.descendants()
                .find(|node| node.tag_name().name() == name && namespace(*node) == SIGNATURE_NAMESPACE)
                .map(text)
        };
        let seller = descend(root, &["AccountingSupplierParty", "Party"]);
        let of_the_seller = |path: &[&str]| seller.and_then(|party| descend(party, path)).map(text).unwrap_or_default();
        let total = child(root, "LegalMonetaryTotal");
        let totals = ["TaxInclusiveAmount", "PayableAmount"];
        let vat_totals = root.children().filter(|node| node.tag_name().name() == "TaxTotal");
        let certificate = of_the_stamp("X509Certificate")
            .and_then(|base64| BASE64.decode(base64.split_whitespace().collect::<String>()).ok());
        Ok(Self {
            uuid: child(root, "UUID").map(text).unwrap_or_default(),
            type_code: type_code.map(text).unwrap_or_default(),
            type_name: type_code.and_then(|node| node.attribute("name")).unwrap_or_default().to_owned(),
            seller_name: of_the_seller(&["PartyLegalEntity", "RegistrationName"]),
            seller_vat: of_the_seller(&["PartyTaxScheme", "CompanyID"]),
            issued: ["IssueDate", "IssueTime"].map(|name| child(root, name).map(text).unwrap_or_default()).join("T"),
            totals: totals.iter().filter_map(|name| Some(text(child(total?, name)?))).collect(),
            vat_totals: vat_totals.filter_map(|node| Some(text(child(node, "TaxAmount")?))).collect(),
            signature: of_the_stamp("SignatureValue").unwrap_or_default(),
            icv: reference(root, "ICV").and_then(|node| child(node, "UUID")).map(text).unwrap_or_default(),
            pih: attached(root, "PIH"),
            qr: attached(root, "QR"),
            certificate,
        })
    }

    pub(crate) fn kind(&self) -> Option<Kind> {
        match self.type_name.get(..2) {
            Some("01") => Some(Kind::Standard),
            Some("02") => Some(Kind::Simplified),
            _ => None,
        }
    }

    /// The name of the compliance step that this document is a sample for.
    pub(crate) fn step(&self) -> Option<&'static str> {
        match (self.kind()?, self.type_code.as_str()) {
            (Kind::Standard, "388") => Some("standard-compliant"),
            (Kind::Standard, "381") => Some("standard-credit-note-compliant"),
            (Kind::Standard, "383") => Some("standard-debit-note-compliant"),
            (Kind::Simplified, "388") => Some("simplified-compliant"),
            (Kind::Simplified, "381") => Some("simplified-credit-note-compliant"),
            (Kind::Simplified, "383") => Some("simplified-debit-note-compliant"),
            _ => None,
        }
    }
}

/// The same document without the three blocks that stamping adds, its other bytes untouched.
pub(crate) fn without_stamp(xml: &str) -> Result<String, String> {
    let tree = Tree::parse(xml).map_err(|error| error.to_string())?;
    let root = tree.root_element();
    let mut removed: Vec<Range<usize>> = root
        .children()
        .filter(|node| match node.tag_name().name() {
            "UBLExtensions" | "Signature" => true,
            "AdditionalDocumentReference" => child(*node, "ID").map(text).as_deref() == Some("QR"),
            _ => false,
        })
        .map(|node| node.range())
        .collect();
    removed.sort_by_key(|range| range.start);
    let mut kept = String::with_capacity(xml.len());
    let mut position = 0;
    for range in removed {
        kept.push_str(&xml[position..range.start]);
        position = range.end;
    }
    kept.push_str(&xml[position..]);
    Ok(kept)
}

/// Without recursion: whoever sends a deep document wants it.
fn depth(tree: &Tree<'_>) -> usize {
    // By the number of the node: a parent's is smaller than its children's.
    let mut depths = Vec::new();
    for node in tree.root().descendants() {
        let above = node.parent().and_then(|parent| depths.get(parent.id().get_usize()).copied()).unwrap_or(0);
        depths.push(above + usize::from(node.is_element()));
    }
    depths.into_iter().max().unwrap_or(0)
}

fn child<'t, 'x>(node: Node<'t, 'x>, name: &str) -> Option<Node<'t, 'x>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn descend<'t, 'x>(node: Node<'t, 'x>, path: &[&str]) -> Option<Node<'t, 'x>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

fn reference<'t, 'x>(root: Node<'t, 'x>, id: &str) -> Option<Node<'t, 'x>> {
    root.children().find(|node| {
        node.tag_name().name() == "AdditionalDocumentReference"
            && child(*node, "ID").is_some_and(|found| text(found) == id)
    })
}

fn attached(root: Node<'_, '_>, id: &str) -> String {
    reference(root, id)
        .and_then(|node| descend(node, &["Attachment", "EmbeddedDocumentBinaryObject"]))
        .map(text)
        .unwrap_or_default()
}

fn namespace<'t>(node: Node<'t, '_>) -> &'t str {
    node.tag_name().namespace().unwrap_or_default()
}

fn text(node: Node<'_, '_>) -> String {
    node.text().unwrap_or_default().trim().to_owned()
}
