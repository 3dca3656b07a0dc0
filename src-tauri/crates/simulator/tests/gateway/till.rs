//! A till as the gateway sees it: a key, a request for a certificate, and documents that follow one another.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fatoora_core::Decimal;
use fatoora_core::config::EnvironmentType;
use fatoora_core::csr::{CsrProperties, SigningKey};
use fatoora_core::invoice::sign::{InvoiceSigner, invoice_hash_base64_from_xml_str};
use fatoora_core::invoice::{
    Address, BuyerRole, CountryCode, InvoiceBuilder, InvoiceSubType, InvoiceType, LineItem, OriginalInvoiceRef,
    OtherId, Party, SellerRole, VatCategory,
};
use sanduq_fatoora::{
    Client, Configuration, Credentials, CsidOutcome, Environment, Otp, Outcome, RequestId, Submission,
};
use sanduq_simulator::{Judging, OtpKind, Profile, Running, Settings, Simulator, SimulatorConfig};
use time::{Duration, OffsetDateTime, UtcOffset};

pub(crate) const VAT: &str = "399999999900003";
pub(crate) const FIRST_PIH: &str =
    "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

pub(crate) struct Till {
    pub(crate) client: Client,
    pub(crate) key: SigningKey,
    pub(crate) csr_pem: String,
    icv: u64,
    pih: String,
}

pub(crate) async fn simulator() -> Running {
    Simulator::start(SimulatorConfig::default()).await.unwrap()
}

/// Looks at no rule, which is quicker, where the rules do not matter.
pub(crate) async fn simulator_by_identity() -> Running {
    simulator_with(Settings { judging: Judging::IdentityOnly, ..Settings::default() }).await
}

pub(crate) async fn simulator_with(settings: Settings) -> Running {
    Simulator::start(SimulatorConfig { settings, ..SimulatorConfig::default() }).await.unwrap()
}

pub(crate) fn client(simulator: &Running) -> Client {
    client_with(simulator, std::time::Duration::from_secs(30))
}

pub(crate) fn client_with(simulator: &Running, total_timeout: std::time::Duration) -> Client {
    let address = simulator.gateway_url(Profile::Simulation);
    let configuration = Configuration { total_timeout, ..Configuration::at(Environment::Training, &address).unwrap() };
    Client::new(configuration).unwrap()
}

pub(crate) fn csr(key: &SigningKey, environment: EnvironmentType, title: &str) -> String {
    built(key, environment, title, VAT, "Riyadh", "Sanduq Test Shop")
}

pub(crate) fn csr_with(key: &SigningKey, title: &str, vat: &str, unit: &str, name: &str) -> String {
    built(key, EnvironmentType::Simulation, title, vat, unit, name)
}

fn built(key: &SigningKey, environment: EnvironmentType, title: &str, vat: &str, unit: &str, name: &str) -> String {
    let properties = format!(
        "csr.common.name=SANDUQ-1\ncsr.serial.number=1-Sanduq|2-0.1|3-till-1\ncsr.organization.identifier={vat}\n\
         csr.organization.unit.name={unit}\ncsr.organization.name={name}\ncsr.country.name=SA\n\
         csr.invoice.type={title}\ncsr.location.address=RRRD2929\ncsr.industry.business.category=Grocery\n"
    );
    CsrProperties::from_properties_str(&properties).unwrap().build(key, environment).unwrap().to_pem().unwrap()
}

pub(crate) fn otp(simulator: &Running) -> Otp {
    simulator.issue_otp(VAT, OtpKind::New).unwrap().parse().unwrap()
}

pub(crate) fn issued(outcome: CsidOutcome) -> (RequestId, Credentials) {
    match outcome {
        CsidOutcome::Issued { request_id, credentials } => (request_id, credentials),
        other => panic!("not issued: {other:?}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paper {
    Invoice,
    CreditNote,
    DebitNote,
}

pub(crate) const PAPERS: [Paper; 3] = [Paper::Invoice, Paper::CreditNote, Paper::DebitNote];

impl Till {
    pub(crate) fn new(simulator: &Running, title: &str) -> Self {
        let key = SigningKey::generate();
        let csr_pem = csr(&key, EnvironmentType::Simulation, title);
        Self { client: client(simulator), key, csr_pem, icv: 0, pih: FIRST_PIH.to_owned() }
    }

    /// Through all of onboarding, for simplified and standard documents. The samples are judged by identity, which is
    /// quicker; that they pass in full is a test of its own.
    pub(crate) async fn onboarded(simulator: &Running) -> (Self, Credentials) {
        let settings = simulator.settings();
        simulator.set_settings(Settings { judging: Judging::IdentityOnly, ..settings.clone() });
        let onboarded = Self::onboarded_by_its_samples(simulator).await;
        simulator.set_settings(settings);
        onboarded
    }

    pub(crate) async fn onboarded_by_its_samples(simulator: &Running) -> (Self, Credentials) {
        let till = Self::new(simulator, "1100");
        let answer = till.client.request_compliance_csid(&otp(simulator), &till.csr_pem).await;
        let (request_id, compliance) = issued(answer.outcome);
        for kind in [InvoiceSubType::Standard, InvoiceSubType::Simplified] {
            till.pass_samples(&compliance, kind).await;
        }
        let answer = till.client.request_production_csid(&compliance, &request_id).await;
        let (_, production) = issued(answer.outcome);
        (till, production)
    }

    pub(crate) async fn pass_samples(&self, compliance: &Credentials, kind: InvoiceSubType) {
        for paper in PAPERS {
            let sample = self.document(compliance, kind, paper, 1, FIRST_PIH, now());
            let answer = self.client.check_compliance(compliance, &sample).await;
            let Outcome::Accepted { warnings, .. } = &answer.outcome else {
                panic!("{paper:?}: {:?} {}", answer.outcome, answer.body)
            };
            assert!(warnings.is_empty(), "{warnings:?}");
        }
    }

    /// The next document of the chain.
    pub(crate) fn next(&mut self, credentials: &Credentials, kind: InvoiceSubType) -> Submission {
        self.next_at(credentials, kind, now())
    }

    pub(crate) fn next_at(
        &mut self,
        credentials: &Credentials,
        kind: InvoiceSubType,
        issued: OffsetDateTime,
    ) -> Submission {
        self.icv += 1;
        let submission = self.document(credentials, kind, Paper::Invoice, self.icv, &self.pih, issued);
        self.pih = submission.invoice_hash.clone();
        submission
    }

    pub(crate) fn skip_number(&mut self) {
        self.icv += 1;
    }

    pub(crate) fn document(
        &self,
        credentials: &Credentials,
        kind: InvoiceSubType,
        paper: Paper,
        icv: u64,
        pih: &str,
        issued: OffsetDateTime,
    ) -> Submission {
        let document_type = match paper {
            Paper::Invoice => InvoiceType::Tax(kind),
            Paper::CreditNote => InvoiceType::CreditNote(kind),
            Paper::DebitNote => InvoiceType::DebitNote(kind),
        };
        let stamp = issued.format(time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z"));
        let uuid = uuid::Uuid::new_v4().to_string();
        let mut builder = InvoiceBuilder::new(document_type)
            .id(format!("SIM-{icv}"))
            .uuid(&uuid)
            .issue_datetime(stamp.unwrap())
            .currency("SAR")
            .previous_invoice_hash(pih)
            .invoice_counter(icv)
            .seller(
                Party::<SellerRole>::new(
                    "Sanduq Test Shop".to_owned(),
                    address(),
                    VAT,
                    Some(OtherId::with_scheme("7003339333", "CRN")),
                )
                .unwrap(),
            )
            .payment_means_code("10")
            .vat_category(VatCategory::Standard)
            .line_item(
                LineItem::new(
                    "Dates",
                    Decimal::parse("2").unwrap(),
                    "PCE",
                    Decimal::parse("10").unwrap(),
                    Decimal::parse("15").unwrap(),
                    VatCategory::Standard,
                )
                .unwrap(),
            );
        if paper != Paper::Invoice {
            builder = builder.billing_reference(OriginalInvoiceRef::new("SIM-0")).payment_instruction("Returned goods");
        }
        if kind == InvoiceSubType::Standard {
            builder = builder
                .buyer(
                    Party::<BuyerRole>::new("A Buyer LLC".to_owned(), address(), Some("310122393500003".into()), None)
                        .unwrap(),
                )
                .delivery(fatoora_core::invoice::Delivery {
                    actual_date: Some(fatoora_core::invoice::InvoiceDate::parse(issued.date().to_string()).unwrap()),
                    ..Default::default()
                });
        }
        let certificate = BASE64.decode(credentials.certificate_base64().unwrap()).unwrap();
        let signer = InvoiceSigner::from_der(&certificate, &self.key.to_der().unwrap()).unwrap();
        // The builder writes UTC; a till writes Riyadh's time without a zone.
        let local = builder.build().unwrap().to_xml().unwrap().replace("Z</cbc:IssueTime>", "</cbc:IssueTime>");
        let signed = signer.sign_xml(&local).unwrap();
        Submission::of_xml(invoice_hash_base64_from_xml_str(&signed).unwrap(), uuid, signed.as_bytes())
    }
}

/// In Riyadh, a minute ago: the shop's clock need not be exact.
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc().to_offset(UtcOffset::from_hms(3, 0, 0).unwrap()) - Duration::minutes(1)
}

fn address() -> Address {
    Address {
        province: None,
        country_code: CountryCode::parse("SAU").or_else(|_| CountryCode::parse("SA")).unwrap(),
        city: "Riyadh".to_owned(),
        street: "King Fahd Road".to_owned(),
        additional_street: None,
        building_number: "1234".to_owned(),
        additional_number: Some("5678".to_owned()),
        postal_code: "12345".to_owned(),
        district: Some("Olaya".to_owned()),
    }
}
