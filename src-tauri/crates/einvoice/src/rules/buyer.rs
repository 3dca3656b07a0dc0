//! The buyer: whom a document must name, and how.
//!
//! The authority skips some rules where no buyer is named at all, or where his country is not. Here a standard document
//! without a buyer breaks what a buyer without a name would break.

use super::Rule;
use super::Severity::{Error, Warning};
use super::facts::{Address, Contact, Facts, Text, is_digits, is_outside, is_stated, text_of, trimmed};
use super::parties::{BUYER_SCHEMES, is_alphanumeric, is_vat_number};

pub(super) static RULES: &[Rule] = &[
    // Stricter: the authority asks it only where there is a buyer.
    Rule {
        id: "BR-KSA-42",
        severity: Warning,
        field: "buyer.name",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_standard() && !is_named(facts)),
        arabic: "الفاتورة الضريبية تحتاج اسم المشتري؛ اكتب اسم المشتري.",
        english: "A standard document needs the buyer's name; enter it.",
    },
    Rule {
        id: "BR-KSA-F-06-C12",
        severity: Warning,
        field: "buyer.name",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_standard() && is_outside(name(facts), 1, 1000)),
        arabic: "اسم المشتري فارغ أو أطول من 1000 حرف؛ صحح الاسم.",
        english: "The buyer's name is empty or has more than 1 000 characters; correct it.",
    },
    Rule {
        id: "BR-KSA-F-06-C32",
        severity: Warning,
        field: "buyer.name",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_simplified() && is_outside(name(facts), 0, 1000)),
        arabic: "اسم المشتري أطول من 1000 حرف؛ اختصر الاسم.",
        english: "The buyer's name has more than 1 000 characters; shorten it.",
    },
    // Stricter: the authority asks it only where all reasons of the document are these. Among others they are one citizen's
    // business as well.
    Rule {
        id: "BR-KSA-25",
        severity: Warning,
        field: "buyer.name",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_simplified() && is_for_citizens(facts) && !is_named(facts)),
        arabic: "التعليم الخاص والرعاية الصحية الخاصة للمواطنين بلا ضريبة؛ اكتب اسم المواطن المشتري.",
        english: "Private education or health care goes without VAT to citizens only; enter the buyer's name.",
    },
    // Stricter: a breakdown with several reasons names one of them; here each counts.
    Rule {
        id: "BR-KSA-49",
        severity: Error,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(is_for_citizens(facts) && !ids(facts).any(|(scheme, _)| scheme == "NAT")),
        arabic: "التعليم الخاص والرعاية الصحية الخاصة للمواطنين بلا ضريبة؛ اكتب رقم الهوية الوطنية للمشتري.",
        english: "Private education or health care goes without VAT to citizens only; enter the buyer's national id.",
    },
    Rule {
        id: "BR-KSA-71",
        severity: Warning,
        field: "buyer.name",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_simplified() && facts.is_summary() && !is_named(facts)),
        arabic: "الفاتورة المبسطة الملخصة تحتاج اسم المشتري؛ اكتب اسم المشتري.",
        english: "A simplified summary needs the buyer's name; enter it.",
    },
    Rule {
        id: "BR-KSA-44",
        severity: Error,
        field: "buyer.vat_number",
        kept_by: "domain::party::VatNumber",
        check: |facts, broken| {
            broken.when(vat_number(facts).is_some_and(|number| !number.is_empty() && !is_vat_number(number)))
        },
        arabic: "الرقم الضريبي للمشتري غير صحيح؛ اكتبه 15 رقما تبدأ بـ 3 وتنتهي بـ 3.",
        english: "The buyer's VAT number is wrong; enter 15 digits that begin and end with 3.",
    },
    Rule {
        id: "BR-KSA-99",
        severity: Warning,
        field: "buyer.vat_number",
        kept_by: "domain::party::VatNumber",
        check: |facts, broken| {
            broken.when(facts.is_standard() && vat_number(facts).is_some_and(|number| number.trim().is_empty()))
        },
        arabic: "خانة الرقم الضريبي للمشتري فارغة؛ اكتب الرقم أو هوية أخرى للمشتري.",
        english: "The buyer's VAT number is stated and empty; enter it, or another id of the buyer.",
    },
    Rule {
        id: "BR-KSA-81",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| {
            broken.when(
                facts.is_standard() && vat_number(facts).is_none() && !ids(facts).any(|(_, id)| !id.trim().is_empty()),
            )
        },
        arabic: "المشتري بلا رقم ضريبي؛ اكتب رقمه الضريبي أو هوية أخرى مثل السجل التجاري.",
        english: "The buyer has no VAT number; enter it, or another id such as the commercial registration.",
    },
    // Stricter: the authority says letters and digits only, and looks at the scheme alone, which may be several at once.
    Rule {
        id: "BR-KSA-14",
        severity: Error,
        field: "buyer.id_scheme",
        kept_by: "",
        check: |facts, broken| {
            broken
                .when(ids(facts).any(|(scheme, id)| !BUYER_SCHEMES.contains(&trimmed(scheme)) || !is_alphanumeric(id)))
        },
        arabic: "هوية المشتري من نوع غير معروف أو فيها رموز؛ اختر نوعها واكتبها بحروف وأرقام فقط.",
        english: "The buyer's id is of an unknown kind or has marks in it; choose its kind and enter letters and digits only.",
    },
    Rule {
        id: "BR-KSA-F-07",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(is_id_wrong(facts, "TIN", '3')),
        arabic: "الرقم المميز للمشتري ليس من 10 أرقام تبدأ بـ 3؛ صحح الرقم.",
        english: "The buyer's tax identification number is not 10 digits from 3; correct it.",
    },
    Rule {
        id: "BR-KSA-F-10",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(is_id_wrong(facts, "NAT", '1')),
        arabic: "رقم الهوية الوطنية ليس من 10 أرقام تبدأ بـ 1؛ صحح الرقم.",
        english: "The buyer's national id is not 10 digits from 1; correct it.",
    },
    Rule {
        id: "BR-KSA-F-11",
        severity: Warning,
        field: "buyer.id",
        kept_by: "",
        check: |facts, broken| broken.when(is_id_wrong(facts, "IQA", '2')),
        arabic: "رقم الإقامة ليس من 10 أرقام تبدأ بـ 2؛ صحح الرقم.",
        english: "The buyer's iqama is not 10 digits from 2; correct it.",
    },
    Rule {
        id: "BR-KSA-10",
        severity: Warning,
        field: "buyer.street",
        kept_by: "",
        check: |facts, broken| {
            broken.when(facts.is_standard() && [street, city, country].iter().any(|part| !is_stated(part(facts))))
        },
        arabic: "عنوان المشتري ناقص؛ اكتب الشارع والمدينة والدولة.",
        english: "The buyer's address is incomplete; enter street, city and country.",
    },
    Rule {
        id: "BR-KSA-63",
        severity: Warning,
        field: "buyer.street",
        kept_by: "",
        check: |facts, broken| {
            broken.when(
                is_standard_local(facts)
                    && [street, building, district, city, postal_code].iter().any(|part| !is_stated(part(facts))),
            )
        },
        arabic: "العنوان الوطني للمشتري ناقص؛ أكمل الشارع ورقم المبنى والحي والمدينة والرمز البريدي.",
        english: "The buyer's national address is incomplete; enter street, building, district, city and postal code.",
    },
    Rule {
        id: "BR-KSA-67",
        severity: Warning,
        field: "buyer.postal_code",
        kept_by: "",
        check: |facts, broken| broken.when(is_standard_local(facts) && !is_digits(text_of(postal_code(facts)), 5)),
        arabic: "الرمز البريدي للمشتري ليس من 5 أرقام؛ صحح الرمز.",
        english: "The buyer's postal code has not 5 digits; correct it.",
    },
    Rule {
        id: "BR-KSA-F-06-C23",
        severity: Warning,
        field: "buyer.street",
        kept_by: "",
        check: |facts, broken| {
            broken.when(facts.is_standard() && (street(facts).is_none() || is_outside(street(facts), 1, 1000)))
        },
        arabic: "شارع المشتري غير مذكور أو أطول من 1000 حرف؛ صحح الشارع.",
        english: "The buyer's street is missing or has more than 1 000 characters; correct it.",
    },
    Rule {
        id: "BR-KSA-F-06-C24",
        severity: Warning,
        field: "buyer.street",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_simplified() && is_outside(street(facts), 0, 1000)),
        arabic: "شارع المشتري أطول من 1000 حرف؛ اختصره.",
        english: "The buyer's street has more than 1 000 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C25",
        severity: Warning,
        field: "buyer.city",
        kept_by: "",
        check: |facts, broken| broken.when(facts.is_standard() && text_of(city(facts)).is_empty()),
        arabic: "مدينة المشتري غير مذكورة؛ اكتب المدينة.",
        english: "The buyer's city is missing; enter it.",
    },
    // As the authority reckons it: of C25 and C26 one is the least, one the most, for both types of document.
    Rule {
        id: "BR-KSA-F-06-C26",
        severity: Warning,
        field: "buyer.city",
        kept_by: "",
        check: |facts, broken| broken.when(is_outside(city(facts), 0, 127)),
        arabic: "مدينة المشتري أطول من 127 حرفا؛ اختصرها.",
        english: "The buyer's city has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C28",
        severity: Warning,
        field: "buyer.district",
        kept_by: "",
        check: |facts, broken| broken.when(is_standard_local(facts) && text_of(district(facts)).is_empty()),
        arabic: "حي المشتري غير مذكور؛ اكتب الحي.",
        english: "The buyer's district is missing; enter it.",
    },
    // Stricter: the authority asks it of standard documents to the Kingdom only.
    Rule {
        id: "BR-KSA-F-06-C29",
        severity: Warning,
        field: "buyer.district",
        kept_by: "",
        check: |facts, broken| broken.when(is_outside(district(facts), 0, 127)),
        arabic: "حي المشتري أطول من 127 حرفا؛ اختصره.",
        english: "The buyer's district has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C11",
        severity: Warning,
        field: "buyer.street",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_outside(of_address(facts, |address| &address.additional_street), 0, 127)),
        arabic: "الشارع الإضافي للمشتري أطول من 127 حرفا؛ اختصره.",
        english: "The buyer's second street has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C27",
        severity: Warning,
        field: "buyer.province",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(is_outside(of_address(facts, |address| &address.province), 0, 127)),
        arabic: "منطقة المشتري أطول من 127 حرفا؛ اختصرها.",
        english: "The buyer's province has more than 127 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-85",
        severity: Warning,
        field: "buyer.contact",
        kept_by: "ubl::write",
        check: |facts, broken| {
            broken.when(contact(facts).is_some_and(|contact| {
                let number = text_of(&contact.telephone);
                !number.is_empty() && !is_telephone(number)
            }))
        },
        arabic: "رقم هاتف المشتري غير صحيح؛ اكتب من 4 إلى 15 رقما بعد 0 أو +.",
        english: "The buyer's telephone number is wrong; enter 4 to 15 digits after 0 or +.",
    },
    Rule {
        id: "BR-KSA-F-06-C37",
        severity: Warning,
        field: "buyer.contact",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(contact(facts).is_some_and(|contact| is_outside(&contact.name, 0, 1000))),
        arabic: "اسم مسؤول التواصل أطول من 1000 حرف؛ اختصره.",
        english: "The name of the buyer's contact has more than 1 000 characters; shorten it.",
    },
    Rule {
        id: "BR-KSA-F-06-C38",
        severity: Warning,
        field: "buyer.contact",
        kept_by: "ubl::write",
        check: |facts, broken| broken.when(contact(facts).is_some_and(|contact| is_outside(&contact.note, 0, 1000))),
        arabic: "ملاحظة مسؤول التواصل أطول من 1000 حرف؛ اختصرها.",
        english: "The note on the buyer's contact has more than 1 000 characters; shorten it.",
    },
];

type Id<'a> = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>);

/// Scheme and value.
fn ids<'f, 'a>(facts: &'f Facts<'a>) -> impl Iterator<Item = &'f Id<'a>> {
    facts.buyer.iter().flat_map(|buyer| &buyer.ids)
}

fn is_id_wrong(facts: &Facts<'_>, scheme: &str, first: char) -> bool {
    ids(facts).any(|(of, id)| trimmed(of) == scheme && !(is_digits(id, 10) && id.starts_with(first)))
}

fn name<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    facts.buyer.as_ref().map_or(&None, |buyer| &buyer.name)
}

fn is_named(facts: &Facts<'_>) -> bool {
    is_stated(name(facts))
}

fn vat_number<'f>(facts: &'f Facts<'_>) -> Option<&'f str> {
    facts.buyer.as_ref().and_then(|buyer| buyer.vat_number.as_deref())
}

fn is_for_citizens(facts: &Facts<'_>) -> bool {
    facts.exemptions.iter().any(|code| matches!(code.as_ref(), "VATEX-SA-EDU" | "VATEX-SA-HEA"))
}

fn is_standard_local(facts: &Facts<'_>) -> bool {
    facts.is_standard() && country(facts).as_deref() == Some("SA")
}

fn contact<'f, 'a>(facts: &'f Facts<'a>) -> Option<&'f Contact<'a>> {
    facts.buyer.as_ref().map(|buyer| &buyer.contact)
}

fn is_telephone(number: &str) -> bool {
    number
        .strip_prefix(['0', '+'])
        .is_some_and(|digits| (4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn of_address<'f, 'a>(facts: &'f Facts<'a>, part: impl Fn(&'f Address<'a>) -> &'f Text<'a>) -> &'f Text<'a> {
    facts.buyer.as_ref().and_then(|buyer| buyer.address.as_ref()).map_or(&None, part)
}

fn street<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.street)
}

fn building<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.building)
}

fn district<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.district)
}

fn city<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.city)
}

fn postal_code<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.postal_code)
}

fn country<'f, 'a>(facts: &'f Facts<'a>) -> &'f Text<'a> {
    of_address(facts, |address| &address.country)
}
