//! VAT categories, rates, and the authority's reasons for not charging it.

use serde::{Deserialize, Serialize};

/// How a line is taxed: UN/CEFACT 5305 category with the rate the Kingdom allows for it (BR-KSA-18, BR-KSA-84).
///
/// The type makes wrong pairs impossible: only category S has a rate and no reason, and every other category follows
/// from its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Vat {
    /// Category `S`.
    Standard(StandardRate),
    /// Category `Z`, `E` or `O`, as the reason says.
    Untaxed(Exemption),
}

/// The two rates of category S.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StandardRate {
    Five,
    Fifteen,
}

impl Exemption {
    /// Whether a document with it names the buyer and his national id (BR-KSA-25, BR-KSA-49).
    #[must_use]
    pub const fn is_for_citizens(self) -> bool {
        matches!(self, Exemption::PrivateEducation | Exemption::PrivateHealthcare)
    }
}

impl Vat {
    pub const STANDARD_15: Vat = Vat::Standard(StandardRate::Fifteen);
    pub const STANDARD_5: Vat = Vat::Standard(StandardRate::Five);

    /// `S`, `Z`, `E` or `O`.
    #[must_use]
    pub const fn category(self) -> &'static str {
        match self {
            Vat::Standard(_) => "S",
            Vat::Untaxed(reason) => reason.category(),
        }
    }

    /// The rate in whole per cent.
    #[must_use]
    pub const fn percent(self) -> i64 {
        match self {
            Vat::Standard(StandardRate::Fifteen) => 15,
            Vat::Standard(StandardRate::Five) => 5,
            Vat::Untaxed(_) => 0,
        }
    }

    /// The word in files: `S15`, `S5`, or the code of an exemption.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Vat::Standard(StandardRate::Fifteen) => "S15",
            Vat::Standard(StandardRate::Five) => "S5",
            Vat::Untaxed(reason) => reason.code(),
        }
    }

    /// The reverse of [`Vat::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "S15" => Some(Vat::STANDARD_15),
            "S5" => Some(Vat::STANDARD_5),
            code => Exemption::from_code(code).map(Vat::Untaxed),
        }
    }

    #[must_use]
    pub const fn exemption(self) -> Option<Exemption> {
        match self {
            Vat::Standard(_) => None,
            Vat::Untaxed(reason) => Some(reason),
        }
    }
}

macro_rules! exemptions {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $category:literal, $english:literal, $arabic:literal;)+) => {
        /// Why no VAT is charged: the authority's list of codes and texts (BR-KSA-CL-04, BR-KSA-83).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Exemption {
            $($(#[$doc])* $name,)+
        }

        impl Exemption {
            pub const ALL: &[Exemption] = &[$(Exemption::$name,)+];

            /// The exemption with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Exemption> {
                Exemption::ALL.iter().copied().find(|exemption| exemption.code() == code)
            }

            /// The code, such as `VATEX-SA-32`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Exemption::$name => $code,)+ }
            }

            /// The category the code belongs to: `Z`, `E` or `O`.
            #[must_use]
            pub const fn category(self) -> &'static str {
                match self { $(Exemption::$name => $category,)+ }
            }

            /// The reason in English, as the authority's list has it.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $(Exemption::$name => $english,)+ }
            }

            /// The reason in Arabic, as the authority's list has it.
            #[must_use]
            pub const fn arabic(self) -> &'static str {
                match self { $(Exemption::$name => $arabic,)+ }
            }
        }
    };
}

exemptions! {
    FinancialServices, "VATEX-SA-29", "E", "Financial services mentioned in Article 29 of the VAT Regulations", "الخدمات المالية";
    LifeInsurance, "VATEX-SA-29-7", "E", "Life insurance services mentioned in Article 29 of the VAT Regulations", "عقد تأمين على الحياة";
    RealEstate, "VATEX-SA-30", "E", "Real estate transactions mentioned in Article 30 of the VAT Regulations", "التوريدات العقارية المعفاة من الضريبة";
    ExportOfGoods, "VATEX-SA-32", "Z", "Export of goods", "صادرات السلع من المملكة";
    ExportOfServices, "VATEX-SA-33", "Z", "Export of services", "صادرات الخدمات من المملكة";
    TransportOfGoods, "VATEX-SA-34-1", "Z", "The international transport of Goods", "النقل الدولي للسلع";
    TransportOfPassengers, "VATEX-SA-34-2", "Z", "The international transport of passengers", "النقل الدولي للركاب";
    TransportServices, "VATEX-SA-34-3", "Z", "Services directly connected and incidental to a Supply of international passenger transport", "الخدمات المرتبطة مباشرة أو عرضيًا بتوريد النقل الدولي للركاب";
    MeansOfTransport, "VATEX-SA-34-4", "Z", "Supply of a qualifying means of transport", "توريد وسائل النقل المؤهلة";
    TransportRelated, "VATEX-SA-34-5", "Z", "Any services relating to Goods or passenger transportation, as defined in article twenty five of these Regulations", "الخدمات ذات الصلة بنقل السلع أو الركاب، وفقاً للتعريف الوارد بالمادة الخامسة والعشرين من اللائحة التنفيذية لنظام ضريبة القيمة المضافة";
    Medicines, "VATEX-SA-35", "Z", "Medicines and medical equipment", "الأدوية والمعدات الطبية";
    Metals, "VATEX-SA-36", "Z", "Qualifying metals", "المعادن المؤهلة";
    /// Needs the buyer's name and national id (BR-KSA-25, BR-KSA-49).
    PrivateEducation, "VATEX-SA-EDU", "Z", "Private education to citizen", "الخدمات التعليمية الخاصة للمواطنين";
    /// Needs the buyer's name and national id (BR-KSA-25, BR-KSA-49).
    PrivateHealthcare, "VATEX-SA-HEA", "Z", "Private healthcare to citizen", "الخدمات الصحية الخاصة للمواطنين";
    MilitaryGoods, "VATEX-SA-MLTRY", "Z", "Supply of qualified military goods", "توريد السلع العسكرية المؤهلة";
    /// A code of release R3.4.8, whose text its lists do not give.
    DiplomaticMissions, "VATEX-SA-DIPLOMAT", "Z", "Supplies to diplomatic missions and international organizations", "التوريدات للبعثات الدبلوماسية والمنظمات الدولية";
    /// A code of release R3.4.8, whose text its lists do not give.
    DutyFree, "VATEX-SA-DUTYFREE", "Z", "Goods sold in duty-free markets", "السلع المباعة في الأسواق الحرة";
    NotSubject, "VATEX-SA-OOS", "O", "Not subject to VAT", "غير خاضع للضريبة";
}
