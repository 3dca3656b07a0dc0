//! What makes a PDF one that archives keep: PDF/A-3b (ISO 19005-3), with the signed document inside it.

use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use sanduq_domain::timestamp::Timestamp;

/// What the file holds beside its pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Archive<'a> {
    /// What a reader's window shows.
    pub title: &'a str,
    /// When what it shows was issued; the file says no other moment.
    pub issued_at: Option<Timestamp>,
    pub attachment: Option<Attachment<'a>>,
}

/// The signed document, byte for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// Its official file name.
    pub name: &'a str,
    pub xml: &'a [u8],
}

/// Adds what the standard asks for to a finished file.
pub(super) fn conform(file: &mut Document, archive: &Archive<'_>) -> Result<(), lopdf::Error> {
    let metadata =
        Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, metadata(archive).into_bytes());
    // Uncompressed, so that programs that know nothing of PDF find it.
    let metadata = file.add_object(metadata.with_compression(false));
    let profile = file.add_object(Stream::new(dictionary! { "N" => 1 }, grey_profile()));
    let intent = file.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("Gray gamma 2.2"),
        "Info" => Object::string_literal("Gray gamma 2.2"),
        "DestOutputProfile" => profile,
    });
    let attached = archive.attachment.map(|attachment| attach(file, &attachment, archive.issued_at));
    let identity = Object::String(identity(file).to_vec(), lopdf::StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![identity.clone(), identity]);
    let catalog = file.catalog_mut()?;
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    if let Some((name, specification)) = attached {
        let files = dictionary! { "Names" => vec![name, Object::Reference(specification)] };
        catalog.set("Names", dictionary! { "EmbeddedFiles" => files });
        catalog.set("AF", vec![Object::Reference(specification)]);
    }
    Ok(())
}

/// The document as an associated file: what the pages were made from.
fn attach(file: &mut Document, attachment: &Attachment<'_>, issued_at: Option<Timestamp>) -> (Object, ObjectId) {
    let mut parameters = dictionary! { "Size" => i64::try_from(attachment.xml.len()).unwrap_or(i64::MAX) };
    if let Some(at) = issued_at {
        parameters.set("ModDate", Object::string_literal(pdf_date(at)));
    }
    let embedded = file.add_object(Stream::new(
        dictionary! { "Type" => "EmbeddedFile", "Subtype" => Object::Name(b"text/xml".to_vec()), "Params" => parameters },
        attachment.xml.to_vec(),
    ));
    let name = Object::string_literal(attachment.name);
    let specification = file.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => name.clone(),
        "UF" => name.clone(),
        "Desc" => Object::string_literal("The signed electronic invoice (UBL 2.1)"),
        "AFRelationship" => "Source",
        "EF" => dictionary! { "F" => embedded, "UF" => embedded },
    });
    (name, specification)
}

fn metadata(archive: &Archive<'_>) -> String {
    let title = escaped(archive.title);
    let dates = archive.issued_at.map_or_else(String::new, |at| {
        let at = xmp_date(at);
        format!("<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>")
    });
    format!(
        "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\
         <dc:format>application/pdf</dc:format>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <xmp:CreatorTool>Sanduq</xmp:CreatorTool>{dates}\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
    )
}

fn escaped(text: &str) -> String {
    let allowed = |letter: &char| !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}');
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn xmp_date(at: Timestamp) -> String {
    format!("{}T{}+03:00", at.riyadh_date(), at.riyadh_time())
}

fn pdf_date(at: Timestamp) -> String {
    format!("D:{}{}+03'00'", at.riyadh_date().replace('-', ""), at.riyadh_time().replace(':', ""))
}

/// Sixteen bytes that differ where the file does: the same layout gives the same file, to its name.
fn identity(file: &Document) -> [u8; 16] {
    let mut state: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    let streams = file.objects.values().filter_map(|object| object.as_stream().ok());
    for byte in streams.flat_map(|stream| &stream.content) {
        // FNV-1a.
        state = (state ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
    }
    state.to_be_bytes()
}

/// An ICC profile of grey with a gamma of 2.2: what the ink of this paper means on any screen.
fn grey_profile() -> Vec<u8> {
    let d50: [u32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
    let xyz = |values: [u32; 3]| values.into_iter().flat_map(u32::to_be_bytes).collect::<Vec<u8>>();
    let text = |text: &str| [text.as_bytes(), &[0]].concat();
    let name = text("Gray gamma 2.2");
    let length = u32::try_from(name.len()).unwrap_or_default().to_be_bytes();
    let tags: [(&[u8; 4], Vec<u8>); 4] = [
        // Unicode and Macintosh descriptions are left empty: 4 + 4 + 2 + 1 + 67 bytes.
        (b"desc", [b"desc\0\0\0\0".as_slice(), &length, &name, &[0; 78]].concat()),
        (b"cprt", [b"text\0\0\0\0".as_slice(), &text("Public domain")].concat()),
        (b"wtpt", [b"XYZ \0\0\0\0".as_slice(), &xyz(d50)].concat()),
        (b"kTRC", b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec()),
    ];
    let mut table = 4_u32.to_be_bytes().to_vec();
    let mut body = Vec::new();
    let from = 128 + 4 + 12 * tags.len();
    for (signature, content) in tags {
        table.extend_from_slice(signature);
        table.extend(u32::try_from(from + body.len()).unwrap_or_default().to_be_bytes());
        table.extend(u32::try_from(content.len()).unwrap_or_default().to_be_bytes());
        body.extend(content);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let size = u32::try_from(from + body.len()).unwrap_or_default().to_be_bytes();
    let mut header = [size.as_slice(), &[0; 4], &[2, 0x10, 0, 0], b"mntrGRAYXYZ "].concat();
    // 1 January 2026, midnight.
    header.extend([0x07, 0xEA, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    header.extend(b"acsp");
    header.resize(68, 0);
    header.extend(xyz(d50));
    header.resize(128, 0);
    [header, table, body].concat()
}
