use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use der::{Decode as _, Encode as _};
use fatoora_core::invoice::InvoiceSubType::Simplified;
use k256::ecdsa::signature::Verifier as _;
use k256::pkcs8::DecodePublicKey as _;
use sanduq_fatoora::Credentials;
use x509_cert::Certificate;

use crate::till::{Till, issued, otp, simulator};

fn certificate(credentials: &Credentials) -> Certificate {
    Certificate::from_der(&BASE64.decode(credentials.certificate_base64().unwrap()).unwrap()).unwrap()
}

fn extensions(certificate: &Certificate) -> Vec<String> {
    let tbs = certificate.tbs_certificate();
    tbs.extensions().unwrap().iter().map(|extension| extension.extn_id.to_string()).collect()
}

#[tokio::test]
async fn certificates_are_real_and_of_the_authority() {
    let simulator = simulator().await;
    let till = Till::new(&simulator, "0100");
    let (id, compliance) = issued(till.client.request_compliance_csid(&otp(&simulator), &till.csr_pem).await.outcome);
    till.pass_samples(&compliance, Simplified).await;
    let (_, production) = issued(till.client.request_production_csid(&compliance, &id).await.outcome);
    let issuers = Certificate::load_pem_chain(simulator.ca_pem().as_bytes()).unwrap();
    let [compliance, production] = [certificate(&compliance), certificate(&production)];

    let signed = compliance.tbs_certificate().to_der().unwrap();
    let key = issuers[0].tbs_certificate().subject_public_key_info().to_der().unwrap();
    let signature = k256::ecdsa::DerSignature::from_bytes(compliance.signature().raw_bytes()).unwrap();
    k256::ecdsa::VerifyingKey::from_public_key_der(&key).unwrap().verify(&signed, &signature).unwrap();
    assert_eq!(compliance.tbs_certificate().issuer().to_string(), "CN=eInvoicing-SIM");
    assert_eq!(compliance.tbs_certificate().serial_number().as_bytes().len(), 6);
    assert_eq!(extensions(&compliance), ["2.5.29.19", "2.5.29.17"]);
    let end = compliance.tbs_certificate().validity().not_after.to_date_time();
    assert_eq!((end.hour(), end.minutes(), end.seconds()), (21, 0, 0));

    let signed = production.tbs_certificate().to_der().unwrap();
    let key = issuers[1].tbs_certificate().subject_public_key_info().to_der().unwrap();
    let signature = p256::ecdsa::DerSignature::from_bytes(production.signature().raw_bytes()).unwrap();
    p256::ecdsa::VerifyingKey::from_public_key_der(&key).unwrap().verify(&signed, &signature).unwrap();
    assert_eq!(
        production.tbs_certificate().issuer().to_string(),
        "CN=SIM-PEZEINVOICESCA1-CA,DC=extgazt,DC=gov,DC=local"
    );
    assert_eq!(production.tbs_certificate().serial_number().as_bytes().len(), 19);
    assert_eq!(extensions(&production).len(), 8);
    let own = till.key.to_der().unwrap();
    let own = k256::ecdsa::SigningKey::from(
        <k256::SecretKey as k256::pkcs8::DecodePrivateKey>::from_pkcs8_der(&own).unwrap(),
    );
    let point = production.tbs_certificate().subject_public_key_info().subject_public_key.raw_bytes().to_vec();
    assert_eq!(own.verifying_key().to_sec1_point(false).as_bytes(), point);
    simulator.stop().await;
}
