//! Documents that another program might write: the text of a lawful one, changed.

use sanduq_domain::invoice::Invoice;

use crate::typed::{
    simplified, simplified_credit_note, simplified_to_a_business, standard_credit_note, standard_debit_note,
    standard_invoice,
};
use crate::{Case, written};

/// What stands there, and what is written instead. `…` within the first stands for anything, as little as possible.
type Change = &'static [(&'static str, &'static str)];

/// The document of the case. `#9` in what is written instead stands for nine letters.
pub(crate) fn changed(case: &Case<Change>) -> String {
    case.change.iter().fold(written(&(case.of)()), |xml, (from, to)| {
        let (head, tail) = from.split_once('…').unwrap_or((from, ""));
        let start = xml.find(head).unwrap_or_else(|| panic!("{}: no {head} in {xml}", case.name));
        let within = start + head.len();
        let end = within + xml[within..].find(tail).unwrap_or_else(|| panic!("{}: no {tail}", case.name)) + tail.len();
        let to = match to.split_once('#') {
            None => (*to).to_owned(),
            Some((before, rest)) => {
                let after = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
                let count = rest[..rest.len() - after.len()].parse().unwrap();
                format!("{before}{}{after}", "n".repeat(count))
            }
        };
        format!("{}{to}{}", &xml[..start], &xml[end..])
    })
}

const NONE: &[(&str, &str)] = &[];

fn case(name: &'static str, of: fn() -> Invoice, change: Change, breaks: &'static [&'static str]) -> Case<Change> {
    Case { name, of, change, breaks, stricter: NONE, beyond: NONE }
}

fn stricter(case: Case<Change>, stricter: &'static [(&'static str, &'static str)]) -> Case<Change> {
    Case { stricter, ..case }
}

fn beyond(case: Case<Change>, beyond: &'static [(&'static str, &'static str)]) -> Case<Change> {
    Case { beyond, ..case }
}

/// The schema refuses it, and the validator asks no rule.
fn refused(
    name: &'static str,
    of: fn() -> Invoice,
    change: Change,
    ours: &'static [(&'static str, &'static str)],
) -> Case<Change> {
    Case { beyond: &[("XSD", SCHEMA)], stricter: ours, ..case(name, of, change, &[]) }
}

const SCHEMA: &str = "the schema refuses it before any rule is asked";

pub(crate) fn cases() -> Vec<Case<Change>> {
    [head(), types(), currencies(), chain(), stamps(), sellers(), buyers(), notes(), payments(), gaps()]
        .into_iter()
        .flatten()
        .collect()
}

fn head() -> Vec<Case<Change>> {
    vec![
        case("another profile", simplified, &[("reporting:1.0", "clearance:1.0")], &["BR-KSA-EN16931-01"]),
        case("no number", simplified, &[("<cbc:ID>S1-000042<", "<cbc:ID><")], &["BR-02"]),
        case("a long number", simplified, &[("<cbc:ID>S1-000042<", "<cbc:ID>#128<")], &["BR-KSA-F-06-C1"]),
        refused(
            "no day",
            simplified,
            &[("<cbc:IssueDate>2026-11-22<", "<cbc:IssueDate><")],
            &[("BR-03", SCHEMA), ("BR-KSA-F-01", SCHEMA)],
        ),
        case(
            "an old day of supply",
            standard_invoice,
            &[("<cbc:ActualDeliveryDate>2026-", "<cbc:ActualDeliveryDate>1999-")],
            &["BR-KSA-F-01"],
        ),
        case(
            "tenths of a second",
            simplified,
            &[("14:05:09</cbc:IssueTime", "14:05:09.5</cbc:IssueTime")],
            &["BR-KSA-70"],
        ),
        case(
            "another zone",
            simplified,
            &[("14:05:09</cbc:IssueTime", "14:05:09+03:00</cbc:IssueTime")],
            &["BR-KSA-70"],
        ),
        case(
            "a long contract",
            standard_invoice,
            &[(
                "<cac:AdditionalDocumentReference>",
                "<cac:ContractDocumentReference><cbc:ID>#128</cbc:ID></cac:ContractDocumentReference>\
                 <cac:AdditionalDocumentReference>",
            )],
            &["BR-KSA-F-06-C5"],
        ),
    ]
}

fn types() -> Vec<Case<Change>> {
    const NAME: &str = "name=\"0200000\"";
    const STANDARD: &str = "name=\"0100000\"";
    vec![
        case("a type of elsewhere", simplified, &[(">388<", ">380<")], &["BR-KSA-05"]),
        case("a type of nowhere", standard_invoice, &[(">388<", ">999<")], &["BR-CL-01", "BR-KSA-05"]),
        case("no type", simplified, &[(">388<", "><")], &["BR-04", "BR-CL-01"]),
        case("a short name", simplified, &[(NAME, "name=\"020000\"")], &["BR-KSA-06", "BR-KSA-31", "BR-KSA-F-06-C40"]),
        case("neither standard nor simplified", simplified, &[(NAME, "name=\"0300000\"")], &["BR-KSA-06"]),
        case("a flag of 2", standard_invoice, &[(STANDARD, "name=\"0102000\"")], &["BR-KSA-06"]),
        case("self-billed and simplified", simplified, &[(NAME, "name=\"0200001\"")], &["BR-KSA-31"]),
        case("self-billed and an export", standard_invoice, &[(STANDARD, "name=\"0100101\"")], &["BR-KSA-07"]),
        case("to the state, of no contract", standard_invoice, &[(STANDARD, "name=\"010000001\"")], &["BR-KSA-92"]),
    ]
}

fn currencies() -> Vec<Case<Change>> {
    const CURRENCY: &str = "<cbc:DocumentCurrencyCode>SAR<";
    const TAX_CURRENCY: &str = "<cbc:TaxCurrencyCode>SAR<";
    vec![
        case(
            "no currency",
            simplified,
            &[(CURRENCY, "<cbc:DocumentCurrencyCode><")],
            &["BR-05", "BR-CL-04", "BR-CO-15", "BR-KSA-CL-01", "BR-KSA-CL-02"],
        ),
        beyond(
            case(
                "a currency that is none",
                simplified,
                &[(CURRENCY, "<cbc:DocumentCurrencyCode>QQQ<")],
                &["BR-CL-04", "BR-CO-15", "BR-KSA-CL-01", "BR-KSA-CL-02"],
            ),
            &[("BR-KSA-97", "documents in other currencies are the gateway's question")],
        ),
        case(
            "no currency of VAT",
            simplified,
            &[("<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>", "")],
            &["BR-KSA-68"],
        ),
        case(
            "VAT in dollars",
            simplified,
            &[(TAX_CURRENCY, "<cbc:TaxCurrencyCode>USD<")],
            &["BR-53", "BR-KSA-EN16931-02"],
        ),
        case(
            "VAT in a currency that is none",
            simplified,
            &[(TAX_CURRENCY, "<cbc:TaxCurrencyCode>QQQ<")],
            &["BR-53", "BR-CL-05", "BR-KSA-EN16931-02"],
        ),
        case(
            "a price in dollars",
            simplified,
            &[("<cbc:PriceAmount currencyID=\"SAR\"", "<cbc:PriceAmount currencyID=\"USD\"")],
            &["BR-KSA-CL-02"],
        ),
        case(
            "a price in a currency that is none",
            standard_invoice,
            &[("<cbc:PriceAmount currencyID=\"SAR\"", "<cbc:PriceAmount currencyID=\"QQQ\"")],
            &["BR-CL-03", "BR-KSA-CL-02"],
        ),
    ]
}

fn chain() -> Vec<Case<Change>> {
    const PIH: &str = "<cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">";
    const ICV: &str = "<cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>1</cbc:UUID>\
                       </cac:AdditionalDocumentReference>";
    vec![
        case("no identity", simplified, &[("<cbc:UUID>01234567…</cbc:UUID>", "<cbc:UUID></cbc:UUID>")], &["BR-KSA-03"]),
        case("an identity in brackets", simplified, &[("<cbc:UUID>0123", "<cbc:UUID>(0123")], &["BR-KSA-03"]),
        case("no counter", simplified, &[(ICV, "")], &["BR-KSA-33"]),
        case("an empty counter", simplified, &[("<cbc:UUID>1<", "<cbc:UUID><")], &["BR-KSA-33"]),
        case("a counter with a letter", simplified, &[("<cbc:UUID>1<", "<cbc:UUID>1a<")], &["BR-KSA-34"]),
        case("a reference without a name", simplified, &[("<cbc:ID>ICV<", "<cbc:ID><")], &["BR-52", "BR-KSA-33"]),
        case(
            "no predecessor",
            simplified,
            &[("<cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID>…</cac:AdditionalDocumentReference>", "")],
            &["BR-KSA-61"],
        ),
        case(
            "an empty predecessor",
            standard_invoice,
            &[(
                "<cbc:ID>PIH</cbc:ID>…</cac:Attachment>",
                "<cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">\
                 </cbc:EmbeddedDocumentBinaryObject></cac:Attachment>",
            )],
            &["BR-KSA-26", "BR-KSA-61"],
        ),
        case(
            "a predecessor as a table",
            simplified,
            &[(PIH, "<cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/csv\">")],
            &["BR-KSA-26", "BR-KSA-61"],
        ),
        case(
            "a predecessor as a page",
            simplified,
            &[(PIH, "<cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/html\">")],
            &["BR-KSA-26", "BR-KSA-61", "BR-KSA-CL-03"],
        ),
    ]
}

fn stamps() -> Vec<Case<Change>> {
    const QR: &str = "<cbc:ID>QR</cbc:ID>…</cac:Attachment>";
    vec![
        case("no QR", simplified, &[("<cbc:ID>QR<", "<cbc:ID>RQ<")], &["BR-KSA-27"]),
        case(
            "an empty QR",
            simplified,
            &[(
                QR,
                "<cbc:ID>QR</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">\
                 </cbc:EmbeddedDocumentBinaryObject></cac:Attachment>",
            )],
            &["BR-CL-KSA-14", "BR-KSA-27", "BR-KSA-28", "BR-KSA-30"],
        ),
        case(
            "a long QR",
            standard_invoice,
            &[(
                QR,
                "<cbc:ID>QR</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">#1004\
                 </cbc:EmbeddedDocumentBinaryObject></cac:Attachment>",
            )],
            &["BR-CL-KSA-14"],
        ),
        case(
            "no signature",
            simplified,
            &[("<cac:Signature>…</cac:Signature>", "")],
            &["BR-KSA-29", "BR-KSA-30", "BR-KSA-60"],
        ),
        case(
            "a stamp of another id",
            simplified,
            &[("urn:oasis:names:specification:ubl:signature:1<", "urn:oasis:names:specification:ubl:signature:2<")],
            &["BR-KSA-28"],
        ),
        case(
            "a stamp for another signature",
            simplified,
            &[("ubl:signature:Invoice</sbc:", "ubl:signature:Note</sbc:")],
            &["BR-KSA-29"],
        ),
        case(
            "a signature of another id",
            simplified,
            &[("ubl:signature:Invoice</cbc:ID>", "ubl:signature:Note</cbc:ID>")],
            &["BR-KSA-29"],
        ),
        case(
            "another method",
            simplified,
            &[("<cbc:SignatureMethod>…<", "<cbc:SignatureMethod>urn:oasis:names:specification:ubl:dsig:detached<")],
            &["BR-KSA-30"],
        ),
    ]
}

fn sellers() -> Vec<Case<Change>> {
    const NUMBER: &str = "<cbc:CompanyID>399999999900003<";
    vec![
        case("no VAT number", simplified, &[(NUMBER, "<cbc:CompanyID><")], &["BR-KSA-39", "BR-KSA-40"]),
        case("a short VAT number", simplified, &[(NUMBER, "<cbc:CompanyID>39999999990003<")], &["BR-KSA-40"]),
        case("a VAT number from 1", standard_invoice, &[(NUMBER, "<cbc:CompanyID>199999999900003<")], &["BR-KSA-40"]),
        case(
            "a number of another tax",
            simplified,
            &[("<cac:TaxScheme><cbc:ID>VAT<", "<cac:TaxScheme><cbc:ID>GST<")],
            &["BR-KSA-39"],
        ),
        case(
            "no registration",
            simplified,
            &[("<cac:PartyIdentification>…</cac:PartyIdentification>", "")],
            &["BR-KSA-08"],
        ),
        case("a registration of no kind", simplified, &[("schemeID=\"CRN\"", "schemeID=\"XYZ\"")], &["BR-KSA-08"]),
        case("blanks in the kind", simplified, &[("schemeID=\"CRN\"", "schemeID=\" CRN\"")], &["BR-KSA-F-12"]),
        case(
            "a long name",
            simplified,
            &[("<cbc:RegistrationName>…<", "<cbc:RegistrationName>#1001<")],
            &["BR-KSA-F-06-C10"],
        ),
        case("no address", simplified, &[("<cac:PostalAddress>…</cac:PostalAddress>", "")], &["BR-08", "BR-KSA-37"]),
        case(
            "no building",
            simplified,
            &[("<cbc:BuildingNumber>2322</cbc:BuildingNumber>", "")],
            &["BR-KSA-09", "BR-KSA-37"],
        ),
        case(
            "no country",
            standard_invoice,
            &[("<cbc:IdentificationCode>SA<", "<cbc:IdentificationCode><")],
            &["BR-09", "BR-CL-14"],
        ),
        case(
            "a long second street",
            simplified,
            &[("</cbc:StreetName>", "</cbc:StreetName><cbc:AdditionalStreetName>#128</cbc:AdditionalStreetName>")],
            &["BR-KSA-F-06-C6"],
        ),
        case(
            "a long province",
            simplified,
            &[("</cbc:PostalZone>", "</cbc:PostalZone><cbc:CountrySubentity>#128</cbc:CountrySubentity>")],
            &["BR-KSA-F-06-C8"],
        ),
    ]
}

fn buyers() -> Vec<Case<Change>> {
    const NUMBER: &str = "<cbc:CompanyID>310122393500003<";
    vec![
        case("an empty VAT number", standard_invoice, &[(NUMBER, "<cbc:CompanyID><")], &["BR-KSA-99"]),
        case("a short VAT number", standard_credit_note, &[(NUMBER, "<cbc:CompanyID>3101<")], &["BR-KSA-44"]),
        case(
            "a VAT number to 1, simplified",
            simplified_to_a_business,
            &[(NUMBER, "<cbc:CompanyID>310122393500001<")],
            &["BR-KSA-44"],
        ),
        case(
            "an id of no kind",
            standard_invoice,
            &[(
                "<cac:AccountingCustomerParty><cac:Party>",
                "<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID=\"XYZ\">12</cbc:ID>\
                 </cac:PartyIdentification>",
            )],
            &["BR-KSA-14"],
        ),
        case(
            "a long second street",
            standard_invoice,
            &[(
                "طريق الملك فهد</cbc:StreetName>",
                "طريق الملك فهد</cbc:StreetName><cbc:AdditionalStreetName>#128</cbc:AdditionalStreetName>",
            )],
            &["BR-KSA-F-06-C11"],
        ),
        case(
            "a long province",
            standard_invoice,
            &[("12214</cbc:PostalZone>", "12214</cbc:PostalZone><cbc:CountrySubentity>#128</cbc:CountrySubentity>")],
            &["BR-KSA-F-06-C27"],
        ),
        case(
            "a short telephone number",
            standard_invoice,
            &[(
                "</cac:Party></cac:AccountingCustomerParty>",
                "<cac:Contact><cbc:Telephone>0123</cbc:Telephone></cac:Contact></cac:Party></cac:AccountingCustomerParty>",
            )],
            &["BR-KSA-85"],
        ),
        case(
            "a contact of many words",
            simplified_to_a_business,
            &[(
                "</cac:Party></cac:AccountingCustomerParty>",
                "<cac:Contact><cbc:Name>#1001</cbc:Name></cac:Contact></cac:Party></cac:AccountingCustomerParty>",
            )],
            &["BR-KSA-F-06-C37"],
        ),
        case(
            "a contact of many notes",
            standard_invoice,
            &[(
                "</cac:Party></cac:AccountingCustomerParty>",
                "<cac:Contact><cbc:Note>#1001</cbc:Note></cac:Contact></cac:Party></cac:AccountingCustomerParty>",
            )],
            &["BR-KSA-F-06-C38"],
        ),
    ]
}

fn notes() -> Vec<Case<Change>> {
    const ORIGINAL: &str = "<cac:InvoiceDocumentReference><cbc:ID>S1-000041<";
    const DELIVERY: &str = "<cac:Delivery>…</cac:Delivery>";
    const LATEST: &str = "<cac:Delivery><cbc:LatestDeliveryDate>2026-11-22</cbc:LatestDeliveryDate></cac:Delivery>";
    vec![
        case(
            "an original without a number",
            simplified_credit_note,
            &[(ORIGINAL, "<cac:InvoiceDocumentReference><cbc:ID><")],
            &["BR-55", "BR-KSA-56", "BR-KSA-F-06-C22"],
        ),
        case(
            "an original with a long number",
            standard_debit_note,
            &[(ORIGINAL, "<cac:InvoiceDocumentReference><cbc:ID>#5001<")],
            &["BR-KSA-F-06-C22"],
        ),
        case(
            "no reason",
            simplified_credit_note,
            &[("<cbc:InstructionNote>…</cbc:InstructionNote>", "")],
            &["BR-KSA-17"],
        ),
        case(
            "no payment to carry the reason",
            standard_credit_note,
            &[("<cac:PaymentMeans>…</cac:PaymentMeans>", ""), ("<cac:PaymentMeans>…</cac:PaymentMeans>", "")],
            &["BR-KSA-17"],
        ),
        case("no supply", standard_invoice, &[(DELIVERY, "")], &["BR-KSA-15"]),
        case("a supply without beginning", standard_invoice, &[(DELIVERY, LATEST)], &["BR-KSA-15", "BR-KSA-35"]),
        case("a supply without beginning on a note", standard_debit_note, &[(DELIVERY, LATEST)], &["BR-KSA-35"]),
    ]
}

fn payments() -> Vec<Case<Change>> {
    const CASH: &str = "<cbc:PaymentMeansCode>10<";
    vec![
        case("a means that is none", simplified, &[(CASH, "<cbc:PaymentMeansCode>99<")], &["BR-CL-16", "BR-KSA-16"]),
        case("a means with a nought", simplified, &[(CASH, "<cbc:PaymentMeansCode>010<")], &["BR-CL-16", "BR-KSA-16"]),
        case("a means of elsewhere", standard_invoice, &[(CASH, "<cbc:PaymentMeansCode>69<")], &["BR-KSA-16"]),
        refused(
            "no means",
            standard_invoice,
            &[("<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>", "")],
            &[("BR-49", SCHEMA)],
        ),
        case(
            "long terms",
            simplified,
            &[(
                "<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>",
                "<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode><cac:PayeeFinancialAccount>\
                 <cbc:PaymentNote>#1001</cbc:PaymentNote></cac:PayeeFinancialAccount>",
            )],
            &["BR-KSA-F-06-C14"],
        ),
        case(
            "a long account",
            standard_invoice,
            &[(
                "<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode>",
                "<cbc:PaymentMeansCode>10</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>#128</cbc:ID>\
                 </cac:PayeeFinancialAccount>",
            )],
            &["BR-KSA-F-06-C15"],
        ),
    ]
}

/// What slips through the authority's checks by the way they are written.
fn gaps() -> Vec<Case<Change>> {
    const SEVERAL: &str = "the authority looks for the kind within its list, where neighbours stand side by side";
    const BLANKS: &str = "blanks are no number; the authority counts them";
    vec![
        stricter(
            case("two kinds of registration at once", simplified, &[("schemeID=\"CRN\"", "schemeID=\"CRN MOM\"")], &[]),
            &[("BR-KSA-08", SEVERAL)],
        ),
        stricter(
            case(
                "two kinds of id at once",
                simplified_to_a_business,
                &[(
                    "<cac:AccountingCustomerParty><cac:Party>",
                    "<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification>\
                     <cbc:ID schemeID=\"TIN NAT\">12</cbc:ID></cac:PartyIdentification>",
                )],
                &[],
            ),
            &[("BR-KSA-14", SEVERAL)],
        ),
        stricter(
            case(
                "a part of a currency",
                simplified,
                &[("<cbc:PriceAmount currencyID=\"SAR\"", "<cbc:PriceAmount currencyID=\"SA\"")],
                &["BR-CL-03"],
            ),
            &[("BR-KSA-CL-02", "the authority takes the amount's currency as a pattern")],
        ),
        stricter(
            case("an identity from a plus", simplified, &[("<cbc:UUID>0123", "<cbc:UUID>+0123")], &[]),
            &[("BR-KSA-03", "the authority lets symbols begin it")],
        ),
        stricter(
            case(
                "an original of blanks",
                simplified_credit_note,
                &[("<cac:InvoiceDocumentReference><cbc:ID>S1-000041<", "<cac:InvoiceDocumentReference><cbc:ID> <")],
                &[],
            ),
            &[("BR-55", BLANKS), ("BR-KSA-56", BLANKS)],
        ),
        stricter(
            case(
                "a far supply that ends before it begins",
                standard_invoice,
                &[(
                    "<cac:Delivery>…</cac:Delivery>",
                    "<cac:Delivery><cbc:ActualDeliveryDate>2100-02-11</cbc:ActualDeliveryDate>\
                     <cbc:LatestDeliveryDate>2100-02-10</cbc:LatestDeliveryDate></cac:Delivery>",
                )],
                &[],
            ),
            &[("BR-KSA-36", "the authority compares days of 1800 to 2099 only")],
        ),
    ]
}
