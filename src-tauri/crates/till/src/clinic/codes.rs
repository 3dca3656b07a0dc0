//! What the gateway says beyond the published rules: about requests, hashes, certificates, stamps and QRs. Known from
//! its own documents and from the field; it moves codes between warning and error without notice.

use super::{Cure, Healer, Remedy, Sentence};

/// One code, or one category where the code is not known.
#[derive(Debug)]
pub struct GatewayCode {
    pub code: &'static str,
    pub(super) what: Sentence,
    pub(super) field: &'static str,
    pub(super) healer: Healer,
    pub(super) remedy: Remedy,
    pub(super) cure: Cure,
}

/// How this program writes, hashes or stamps is at fault.
const fn ours(code: &'static str, field: &'static str, arabic: &'static str, english: &'static str) -> GatewayCode {
    let what = Sentence { arabic, english };
    GatewayCode { code, what, field, healer: Healer::Us, remedy: Remedy::CallSupport, cure: Cure::Unchanged }
}

/// The till's certificate is at fault, not the document.
const fn csid(code: &'static str, arabic: &'static str, english: &'static str) -> GatewayCode {
    GatewayCode { healer: Healer::Installer, remedy: Remedy::RenewCsid, ..ours(code, "stamp", arabic, english) }
}

/// Nothing is wrong.
const fn well(code: &'static str, arabic: &'static str, english: &'static str) -> GatewayCode {
    GatewayCode {
        healer: Healer::Cashier,
        remedy: Remedy::Nothing,
        cure: Cure::Needless,
        ..ours(code, "", arabic, english)
    }
}

pub static GATEWAY: &[GatewayCode] = &[
    // The request, before the document is looked at.
    csid(
        "Invalid-Authentication-Certificate",
        "لم تقبل الهيئة شهادة هذا الصندوق.",
        "The authority does not accept this till's certificate.",
    ),
    ours(
        "Invalid-InvoiceHash",
        "chain",
        "بصمة المستند ناقصة في الطلب أو مكتوبة خطأ.",
        "The document's hash is missing from the request, or written wrongly.",
    ),
    ours(
        "Invalid-Invoice-Hash",
        "chain",
        "بصمة المستند في الطلب ليست بصمة صحيحة.",
        "What the request gives as the document's hash is none.",
    ),
    ours(
        "Invalid-UUID",
        "uuid",
        "معرف المستند ناقص في الطلب أو مكتوب خطأ.",
        "The document's UUID is missing from the request, or written wrongly.",
    ),
    ours(
        "INVOICE_UUID_VALIDATION",
        "uuid",
        "معرف المستند في الطلب غير المعرف الذي فيه.",
        "The request names another UUID than the document.",
    ),
    ours(
        "XML-INVOICE-ERROR",
        "kind",
        "أرسل المستند إلى الخدمة الخطأ: الضريبية للاعتماد والمبسطة للإبلاغ.",
        "The document was sent to the wrong service: standard ones are cleared, simplified ones are reported.",
    ),
    well(
        "Invoice-Errors",
        "المستند عند الهيئة من قبل؛ وهو مقبول.",
        "The authority has the document already; it is accepted.",
    ),
    well(
        "Invoice-Warning",
        "المستند الضريبي معتمد عند الهيئة من قبل.",
        "The authority has cleared the document already.",
    ),
    // Hash and form.
    ours(
        "XSD_ZATCA_INVALID",
        "references",
        "شكل المستند لا يطابق معيار الهيئة.",
        "The document is not in the form that the authority's standard prescribes.",
    ),
    well("XSD_ZATCA_VALID", "شكل المستند صحيح.", "The document's form is right."),
    ours(
        "KSA-13",
        "chain",
        "بصمة المستند السابق ناقصة أو مكتوبة خطأ.",
        "The hash of the document before is missing, or written wrongly.",
    ),
    ours(
        "invoiceHash_QRCODE_INVALID",
        "qr",
        "بصمة المستند في رمز QR غير بصمته.",
        "The QR states another hash than the document's.",
    ),
    // The clock.
    GatewayCode {
        healer: Healer::Installer,
        remedy: Remedy::CorrectClock,
        ..ours(
            "BR-KSA-04",
            "issued_at",
            "وقت إصدار المستند في المستقبل بحسب ساعة الهيئة.",
            "By the authority's clock the document is issued in the future.",
        )
    },
    GatewayCode {
        field: "issued_at",
        ..well(
            "BR-KSA-98",
            "أبلغ عن المستند بعد أكثر من 24 ساعة من إصداره؛ وقد قبل متأخرا.",
            "The document was reported more than 24 hours after its issue; it was taken late.",
        )
    },
    // Certificate and stamp.
    csid(
        "certificate-permissions",
        "شهادة هذا الصندوق ليست لهذا الرقم الضريبي أو لا تشمل هذا النوع من المستندات.",
        "This till's certificate is for another VAT number, or does not cover this kind of document.",
    ),
    csid(
        "invalid-signing-certificate",
        "ختم المستند بشهادة غير التي أرسل بها.",
        "The document was stamped with another certificate than it was sent with.",
    ),
    csid(
        "invalid-certificate",
        "الشهادة التي ختم بها المستند غير صالحة عند الهيئة.",
        "The certificate that stamped the document is none the authority accepts.",
    ),
    ours(
        "certificate-issuer-name",
        "stamp",
        "اسم جهة إصدار الشهادة مكتوب في الختم خطأ.",
        "The stamp writes the certificate's issuer wrongly.",
    ),
    ours(
        "X509IssuerName",
        "stamp",
        "اسم جهة إصدار الشهادة في الختم لا يطابق الشهادة.",
        "The issuer in the stamp is not the certificate's.",
    ),
    ours(
        "X509SerialNumber",
        "stamp",
        "الرقم التسلسلي في الختم لا يطابق الشهادة.",
        "The serial number in the stamp is not the certificate's.",
    ),
    ours(
        "certificate-hashing",
        "stamp",
        "بصمة الشهادة في الختم خطأ.",
        "The stamp states a wrong hash of the certificate.",
    ),
    ours(
        "signed-properties-hashing",
        "stamp",
        "بصمة خصائص الختم خطأ.",
        "The stamp states a wrong hash of its own properties.",
    ),
    ours(
        "invalid-digital-signature",
        "stamp",
        "توقيع المستند لا يطابق بصمته وشهادته.",
        "The document's signature does not fit its hash and certificate.",
    ),
    ours("signatureValue", "stamp", "قيمة التوقيع في الختم خطأ.", "The stamp's signature value is wrong."),
    ours(
        "invoiceSignedDataDigestValue",
        "stamp",
        "بصمة المستند في الختم خطأ.",
        "The stamp states a wrong hash of the document.",
    ),
    // The QR.
    ours("QRCODE_INVALID", "qr", "رمز QR لا يقرأ كما في المعيار.", "The QR cannot be read as the standard prescribes."),
    ours(
        "CERTIFICATE_SIGNATURE_QRCODE_INVALID",
        "qr",
        "توقيع الهيئة على الشهادة في رمز QR خطأ.",
        "The QR states a wrong signature of the authority on the certificate.",
    ),
    ours(
        "PUBLIC_KEY_QRCODE_INVALID",
        "qr",
        "المفتاح العام في رمز QR غير مفتاح الشهادة.",
        "The public key in the QR is not the certificate's.",
    ),
    ours(
        "invoiceTimeStamp_QRCODE_INVALID",
        "qr",
        "وقت الإصدار في رمز QR غير وقت المستند.",
        "The QR states another time of issue than the document.",
    ),
    ours(
        "invoiceTotal_QRCODE_INVALID",
        "qr",
        "الإجمالي في رمز QR غير إجمالي المستند.",
        "The QR states another total than the document.",
    ),
    ours(
        "invoiceTaxAmount_QRCODE_INVALID",
        "qr",
        "الضريبة في رمز QR غير ضريبة المستند.",
        "The QR states another VAT than the document.",
    ),
    ours(
        "sellerName_QRCODE_INVALID",
        "qr",
        "اسم البائع في رمز QR غير اسمه في المستند.",
        "The QR states another seller than the document.",
    ),
];

/// Where the code itself is new.
pub(super) static CATEGORIES: &[GatewayCode] = &[
    csid(
        "Authentication-Errors",
        "لم تقبل الهيئة بيانات دخول هذا الصندوق.",
        "The authority does not let this till in.",
    ),
    csid("CERTIFICATE_ERRORS", "في شهادة هذا الصندوق خلل.", "Something is wrong with this till's certificate."),
    ours("SIGNATURE_ERRORS", "stamp", "في توقيع المستند خلل.", "Something is wrong with the document's signature."),
    ours("SIGNATURE_ERROR", "stamp", "في ختم المستند خلل.", "Something is wrong with the document's stamp."),
    ours("QRCODE_VALIDATION", "qr", "في رمز QR خلل.", "Something is wrong with the document's QR."),
    ours(
        "INVOICE_HASHING_ERRORS",
        "chain",
        "بصمة المستند لا تطابق محتواه.",
        "The document's hash does not fit its content.",
    ),
    ours("InvoiceHash-Errors", "chain", "في بصمة المستند خلل.", "Something is wrong with the document's hash."),
    ours("INVOICE_ERRORS", "chain", "في طلب المستند خلل.", "Something is wrong with the document's request."),
    ours("UUID-Errors", "uuid", "في معرف المستند خلل.", "Something is wrong with the document's UUID."),
    ours(
        "MISSING_UUID_IN_INVOICE",
        "uuid",
        "معرف المستند ناقص أو غير مطابق.",
        "The document's UUID is missing, or does not fit.",
    ),
    ours("XSD validation", "references", "في شكل المستند خلل.", "Something is wrong with the document's form."),
    well("Duplicate-Invoice", "المستند مقبول عند الهيئة من قبل.", "The authority has accepted the document before."),
];

/// A code that nobody has seen.
pub(super) static UNKNOWN: GatewayCode = ours(
    "",
    "",
    "رفضت الهيئة المستند لسبب لا يعرفه هذا البرنامج بعد؛ نص الهيئة تحت التفاصيل.",
    "The authority rejected the document for a reason that this program does not know yet; its words are under details.",
);
