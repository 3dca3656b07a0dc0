//! The seller, and what holds for seller and buyer alike. The buyer has a room of his own.

use sanduq_domain::party::is_guessable;

use super::Rule;
use super::Severity::{Error, Warning};
use super::codes::{COUNTRIES, is_listed};
use super::facts::{Address, Facts, Party, Text, code_of, is_digits, is_outside, is_stated, text_of, trimmed};

pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "BR-KSA-39",
        severity: Error,
        field: "seller.vat_number",
        kept_by: "domain::party::VatNumber",
        check: |facts, broken| broken.when(!is_stated(&facts.seller.vat_number) || code_of(&facts.seller.tax) != "VAT"),
        arabic: "رقم تسجيل المنشأة في ضريبة القيمة المضافة غير مذكور؛ اكتبه في بيانات المنشأة.",
        english: "The seller's VAT number is missing; enter it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-40",
        severity: Error,
        field: "seller.vat_number",
        kept_by: "domain::party::VatNumber",
        check: |facts, broken| {
            broken.when(
                facts.seller.tax.as_deref() == Some("VAT")
                    && facts.seller.vat_number.as_deref().is_some_and(|number| !is_vat_number(number)),
            )
        },
        arabic: "رقم تسجيل المنشأة في ضريبة القيمة المضافة غير صحيح؛ اكتبه 15 رقما تبدأ بـ 3 وتنتهي بـ 3.",
        english: "The seller's VAT number is wrong; enter 15 digits that begin and end with 3.",
    },
    // Stricter: the authority says letters and digits only, and looks at the scheme alone, which may be several at once.
    Rule {
        id: "BR-KSA-08",
        severity: Warning,
        field: "seller.id",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(!is_identified(&facts.seller)),
        arabic: "رقم السجل التجاري أو الترخيص للمنشأة غير مذكور أو فيه رموز؛ اكتب رقما واحدا بحروف وأرقام فقط في بيانات المنشأة.",
        english: "The seller is not named by exactly one registration or licence of letters and digits; enter one among the shop's particulars.",
    },
    Rule {
        id: "BR-06",
        severity: Warning,
        field: "seller.name",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(!is_stated(&facts.seller.name)),
        arabic: "اسم المنشأة غير مذكور؛ اكتبه في بيانات المنشأة.",
        english: "The seller's name is missing; enter it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-F-06-C10",
        severity: Warning,
        field: "seller.name",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(is_outside(&facts.seller.name, 1, 1000)),
        arabic: "اسم المنشأة فارغ أو أطول من 1000 حرف؛ صححه في بيانات المنشأة.",
        english: "The seller's name is empty or has more than 1 000 characters; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-08",
        severity: Warning,
        field: "seller.street",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(facts.seller.address.is_none()),
        arabic: "عنوان المنشأة غير مذكور؛ اكتبه في بيانات المنشأة.",
        english: "The seller's address is missing; enter it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-09",
        severity: Warning,
        field: "seller.street",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| {
            broken.when(of_seller(facts, |address| {
                let Address { street, building, district, city, postal_code, country, .. } = address;
                [street, building, district, city, postal_code, country].into_iter().any(Option::is_none)
            }))
        },
        arabic: "عنوان المنشأة ناقص؛ أكمل الشارع ورقم المبنى والحي والمدينة والرمز البريدي في بيانات المنشأة.",
        english: "The seller's address is incomplete; enter street, building, district, city and postal code among the shop's particulars.",
    },
    Rule {
        id: "BR-09",
        severity: Warning,
        field: "seller.street",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(of_seller(facts, |address| !is_stated(&address.country))),
        arabic: "عنوان المنشأة لا يذكر الدولة؛ اطلب من البائع فاتورة صحيحة.",
        english: "The seller's address names no country; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-37",
        severity: Warning,
        field: "seller.building",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(!is_digits(seller_text(facts, |address| &address.building), 4)),
        arabic: "رقم مبنى المنشأة ليس من 4 أرقام؛ صححه في بيانات المنشأة.",
        english: "The seller's building number has not 4 digits; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-66",
        severity: Warning,
        field: "seller.postal_code",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(of_seller(facts, |address| !is_digits(text_of(&address.postal_code), 5))),
        arabic: "الرمز البريدي للمنشأة ليس من 5 أرقام؛ صححه في بيانات المنشأة.",
        english: "The seller's postal code has not 5 digits; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-F-06-C4",
        severity: Warning,
        field: "seller.street",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(of_seller(facts, |address| is_outside(&address.street, 1, 1000))),
        arabic: "شارع المنشأة فارغ أو أطول من 1000 حرف؛ صححه في بيانات المنشأة.",
        english: "The seller's street is empty or has more than 1 000 characters; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-F-06-C6",
        severity: Warning,
        field: "seller.street",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(of_seller(facts, |address| is_outside(&address.additional_street, 0, 127))),
        arabic: "الشارع الإضافي للمنشأة أطول من 127 حرفا؛ اختصره.",
        english: "The seller's second street has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C7",
        severity: Warning,
        field: "seller.city",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(of_seller(facts, |address| is_outside(&address.city, 1, 127))),
        arabic: "مدينة المنشأة فارغة أو أطول من 127 حرفا؛ صححها في بيانات المنشأة.",
        english: "The seller's city is empty or has more than 127 characters; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-KSA-F-06-C8",
        severity: Warning,
        field: "seller.province",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(of_seller(facts, |address| is_outside(&address.province, 0, 127))),
        arabic: "منطقة المنشأة أطول من 127 حرفا؛ اختصرها.",
        english: "The seller's province has more than 127 characters; shorten it.",
    },
    // Stricter: the authority asks this only where the buyer is in the Kingdom.
    Rule {
        id: "BR-KSA-F-06-C9",
        severity: Warning,
        field: "seller.district",
        kept_by: "domain::party::SellerForm",
        check: |facts, broken| broken.when(of_seller(facts, |address| is_outside(&address.district, 1, 127))),
        arabic: "حي المنشأة فارغ أو أطول من 127 حرفا؛ صححه في بيانات المنشأة.",
        english: "The seller's district is empty or has more than 127 characters; correct it among the shop's particulars.",
    },
    Rule {
        id: "BR-CUSTOM-VALIDATION-01",
        severity: Error,
        field: "buyer.vat_number",
        kept_by: "",
        check: |facts, broken| {
            broken.when(
                facts
                    .buyer
                    .as_ref()
                    .is_some_and(|buyer| is_stated(&buyer.vat_number) && buyer.vat_number == facts.seller.vat_number),
            )
        },
        arabic: "الرقم الضريبي للمشتري هو نفسه رقم المنشأة؛ اكتب رقم المشتري.",
        english: "The buyer's VAT number is the shop's own; enter the buyer's.",
    },
    Rule {
        id: "BR-CL-14",
        severity: Warning,
        field: "buyer.country",
        kept_by: "",
        check: |facts, broken| {
            broken.when(addresses(facts).any(|address| {
                address.country.as_deref().is_some_and(|country| !is_listed(COUNTRIES, trimmed(country)))
            }))
        },
        arabic: "رمز الدولة في العنوان غير معروف؛ اختر الدولة من القائمة.",
        english: "The country in an address is unknown; choose it from the list.",
    },
    Rule {
        id: "BR-KSA-F-08",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(ids(facts, "CRN").any(|id| !is_digits(id, 10))),
        arabic: "رقم السجل التجاري ليس من 10 أرقام؛ اكتبه كما في السجل.",
        english: "A commercial registration has not 10 digits; enter it as it stands on the register.",
    },
    Rule {
        id: "BR-KSA-F-09",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(ids(facts, "700").any(|id| !is_digits(id, 10) || !id.starts_with('7'))),
        arabic: "الرقم الموحد ليس من 10 أرقام تبدأ بـ 7؛ اكتبه كما في السجل.",
        english: "A unified number is not 10 digits from 7; enter it as it stands on the register.",
    },
    Rule {
        id: "BR-KSA-F-12",
        severity: Warning,
        field: "buyer.id_scheme",
        kept_by: "domain::party::BuyerIdScheme",
        check: |facts, broken| broken.when(parties(facts).any(|(party, known)| has_blanks_in_scheme(party, known))),
        arabic: "في رمز نوع الهوية مسافات؛ اطلب من البائع فاتورة صحيحة.",
        english: "The kind of an id is written with blanks; ask the seller for a proper document.",
    },
    Rule {
        id: "BR-KSA-F-13",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(parties(facts).any(|(party, known)| has_guessable_id(party, known))),
        arabic: "رقم الهوية أو السجل يبدو وهميا مثل 12345678 أو 00000000؛ اكتب الرقم الحقيقي.",
        english: "An id looks made up, such as 12345678 or 00000000; enter the real one.",
    },
];

pub(super) const SELLER_SCHEMES: [&str; 6] = ["CRN", "MOM", "MLS", "700", "SAG", "OTH"];
pub(super) const BUYER_SCHEMES: [&str; 11] =
    ["TIN", "CRN", "MOM", "MLS", "700", "SAG", "NAT", "GCC", "IQA", "PAS", "OTH"];

/// Each party with the kinds of id that it may have.
fn parties<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = (&'f Party<'a>, &'static [&'static str])> {
    let buyer = facts.buyer.as_ref().map(|buyer| (buyer, &BUYER_SCHEMES[..]));
    std::iter::once((&facts.seller, &SELLER_SCHEMES[..])).chain(buyer)
}

/// The ids of one kind, whoever has them.
fn ids<'f>(facts: &'f Facts<'_>, scheme: &'f str) -> impl Iterator<Item = &'f str> {
    parties(facts)
        .flat_map(|(party, _)| &party.ids)
        .filter(move |(of, _)| trimmed(of) == scheme)
        .map(|(_, value)| value.as_ref())
}

fn addresses<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = &'f Address<'a>> {
    parties(facts).filter_map(|(party, _)| party.address.as_ref())
}

fn of_seller(facts: &Facts<'_>, broken: impl Fn(&Address<'_>) -> bool) -> bool {
    facts.seller.address.as_ref().is_some_and(broken)
}

fn seller_text<'f, 'a>(facts: &'f Facts<'a>, of: impl Fn(&'f Address<'a>) -> &'f Text<'a>) -> &'f str {
    facts.seller.address.as_ref().map(|address| text_of(of(address))).unwrap_or_default()
}

fn is_identified(seller: &Party<'_>) -> bool {
    matches!(&seller.ids[..], [(scheme, id)] if SELLER_SCHEMES.contains(&trimmed(scheme)) && is_alphanumeric(id))
}

pub(super) fn is_alphanumeric(id: &str) -> bool {
    id.trim().bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// 15 digits, the first and the last a 3.
pub(super) fn is_vat_number(number: &str) -> bool {
    is_digits(number, 15) && number.starts_with('3') && number.ends_with('3')
}

fn has_blanks_in_scheme(party: &Party<'_>, known: &[&str]) -> bool {
    party
        .ids
        .iter()
        .any(|(scheme, _)| scheme != trimmed(scheme) && known.contains(&trimmed(scheme).to_uppercase().as_str()))
}

/// Only an id of a known kind counts.
fn has_guessable_id(party: &Party<'_>, known: &[&str]) -> bool {
    party.ids.iter().any(|(scheme, id)| known.contains(&trimmed(scheme).to_uppercase().as_str()) && is_guessable(id))
}
