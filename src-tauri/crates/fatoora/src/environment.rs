//! Which gateway is spoken to, and how.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::Error;

/// The gateways that exist. A CSID or a one-time password never crosses from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The developer portal: good for wire format only, its production certificate is one shared by everybody.
    Sandbox,
    /// The authority's rehearsal stage: real CSRs, real rules, no legal effect.
    Simulation,
    /// The real thing.
    Production,
    /// A simulator on this machine. It has no address of its own: one must be given.
    Training,
}

impl Environment {
    pub const ALL: [Self; 4] = [Self::Sandbox, Self::Simulation, Self::Production, Self::Training];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Simulation => "simulation",
            Self::Production => "production",
            Self::Training => "training",
        }
    }

    /// The certificate template that a CSR for this environment must name. Training rehearses the simulation stage,
    /// so it uses that one: a training CSR is then refused by production even if it were ever sent there.
    pub fn csr_template(self) -> &'static str {
        match self {
            Self::Sandbox => "TSTZATCA-Code-Signing",
            Self::Simulation | Self::Training => "PREZATCA-Code-Signing",
            Self::Production => "ZATCA-Code-Signing",
        }
    }

    /// Its own segment at the end of the base address; none for training, whose simulator has all of them.
    fn segment(self) -> Option<&'static str> {
        match self {
            Self::Sandbox => Some("developer-portal"),
            Self::Simulation => Some("simulation"),
            Self::Production => Some("core"),
            Self::Training => None,
        }
    }

    /// The published base address; none for training.
    pub fn base_url(self) -> Option<&'static str> {
        match self {
            Self::Sandbox => Some("https://gw-fatoora.zatca.gov.sa/e-invoicing/developer-portal"),
            Self::Simulation => Some("https://gw-fatoora.zatca.gov.sa/e-invoicing/simulation"),
            Self::Production => Some("https://gw-fatoora.zatca.gov.sa/e-invoicing/core"),
            Self::Training => None,
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Environment {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.name().eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| Error::UnknownEnvironment { name: name.to_owned() })
    }
}

/// The language of the gateway's messages. They are for people: no outcome depends on their text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    English,
    Arabic,
}

impl Language {
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Arabic => "ar",
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        [Self::English, Self::Arabic]
            .into_iter()
            .find(|language| language.code() == code.trim())
            .ok_or_else(|| Error::UnknownLanguage { code: code.to_owned() })
    }
}

/// Everything the client needs to know about its gateway. Checked when a [`crate::Client`] is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    pub environment: Environment,
    /// Without a trailing slash.
    pub base_url: String,
    pub accept_version: String,
    pub language: Language,
    pub connect_timeout: Duration,
    /// From the first connection attempt to the last byte of the answer. The gateway is known to answer duplicates
    /// after some 30 s, so a shorter time loses verdicts.
    pub total_timeout: Duration,
}

impl Configuration {
    /// # Errors
    /// [`Error::AddressMissing`] for training.
    pub fn new(environment: Environment) -> Result<Self, Error> {
        Self::at(environment, environment.base_url().ok_or(Error::AddressMissing)?)
    }

    /// The same, at another address: a simulator, or a host that moved. The environment's own segment at its end may be
    /// left out.
    ///
    /// # Errors
    /// When the address is malformed, insecure, another environment's, or (for training) not on this machine.
    pub fn at(environment: Environment, base_url: &str) -> Result<Self, Error> {
        let mut base_url = base_url.trim().trim_end_matches('/').to_owned();
        if let Some(own) = environment.segment() {
            let last = base_url.rsplit('/').next().unwrap_or_default();
            let named = Environment::ALL.into_iter().find(|other| other.segment() == Some(last));
            match named {
                None => base_url = format!("{base_url}/{own}"),
                Some(named) if named == environment => {}
                Some(_) => return Err(Error::Address { address: base_url, reason: "it is another environment's" }),
            }
        }
        let configuration = Self {
            environment,
            base_url,
            accept_version: "V2".to_owned(),
            language: Language::English,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
        };
        configuration.validate()?;
        Ok(configuration)
    }

    /// The same, asking for another version of the gateway's interface.
    #[must_use]
    pub fn in_version(self, accept_version: impl Into<String>) -> Self {
        Self { accept_version: accept_version.into(), ..self }
    }

    /// The same, with messages in another language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Whether credentials of the real environments would travel to a simulator on this machine: in rehearsals only,
    /// which a released program does not know.
    pub(crate) fn is_rehearsal(&self) -> bool {
        cfg!(feature = "rehearsal")
            && self.environment != Environment::Training
            && Url::parse(&self.base_url).is_ok_and(|url| url.scheme() == "http" && is_loopback(&url))
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        let address = || self.base_url.clone();
        let malformed = |reason| Error::Address { address: address(), reason };
        let url = Url::parse(&self.base_url).map_err(|_| malformed("it is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(malformed("only http and https are spoken"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::Address {
                address: url.host_str().unwrap_or_default().to_owned(),
                reason: "it carries a user name or password",
            });
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(malformed("it carries a query or fragment"));
        }
        match self.environment {
            Environment::Training if !is_loopback(&url) => Err(Error::TrainingNotLocal { address: address() }),
            Environment::Training => Ok(()),
            _ if self.is_rehearsal() => Ok(()),
            environment if url.scheme() != "https" => Err(Error::Insecure { environment, address: address() }),
            _ => Ok(()),
        }
    }

    /// Exactly one slash between base and path: a missing one was answered 404, a trailing one 400.
    pub(crate) fn endpoint(&self, path: &str) -> String {
        format!("{}/{path}", self.base_url.trim_end_matches('/'))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_parse_back_to_their_environment() {
        for environment in Environment::ALL {
            assert_eq!(environment.to_string().parse::<Environment>().unwrap(), environment);
        }
        assert_eq!("PRODUCTION".parse::<Environment>().unwrap(), Environment::Production);
        assert!(matches!("prod".parse::<Environment>(), Err(Error::UnknownEnvironment { .. })));
    }

    #[test]
    fn published_gateways_are_https_and_join_with_one_slash() {
        for environment in [Environment::Sandbox, Environment::Simulation, Environment::Production] {
            let configuration = Configuration::new(environment).unwrap();
            let endpoint = configuration.endpoint("compliance/invoices");
            assert!(endpoint.starts_with("https://gw-fatoora.zatca.gov.sa/e-invoicing/"));
            assert_eq!(endpoint.matches("//").count(), 1);
        }
    }

    #[test]
    fn an_address_is_its_environments_own() {
        let moved = |root: &str| Configuration::at(Environment::Production, root).map(|made| made.base_url);
        for root in ["https://gateway.example/e-invoicing", "https://gateway.example/e-invoicing/core/"] {
            assert_eq!(moved(root).unwrap(), "https://gateway.example/e-invoicing/core");
        }
        for other in ["https://gateway.example/e-invoicing/simulation", "https://gateway.example/developer-portal/"] {
            assert!(matches!(moved(other), Err(Error::Address { .. })), "{other}");
        }
    }

    #[test]
    fn training_stays_on_this_machine() {
        assert!(matches!(Configuration::new(Environment::Training), Err(Error::AddressMissing)));
        for local in ["http://127.0.0.1:9440/x/", "http://[::1]:1", "http://localhost:80", "http://127.9.9.9"] {
            assert!(Configuration::at(Environment::Training, local).is_ok(), "{local}");
        }
        for remote in [
            "https://gw-fatoora.zatca.gov.sa/e-invoicing/core",
            "http://10.0.0.5:9440",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
        ] {
            let refused = Configuration::at(Environment::Training, remote);
            assert!(matches!(refused, Err(Error::TrainingNotLocal { .. })), "{remote}");
        }
    }

    #[test]
    fn credentials_never_travel_in_the_clear() {
        for environment in [Environment::Sandbox, Environment::Simulation, Environment::Production] {
            for address in ["http://gw-fatoora.zatca.gov.sa", "http://10.0.0.5:9440", "http://127.0.0.1.example.com"] {
                assert!(matches!(Configuration::at(environment, address), Err(Error::Insecure { .. })), "{address}");
            }
            let on_this_machine = Configuration::at(environment, "http://127.0.0.1:9440");
            assert_eq!(on_this_machine.is_ok(), cfg!(feature = "rehearsal"), "only a rehearsal speaks to a simulator");
        }
    }

    #[test]
    fn malformed_addresses_are_refused_without_repeating_a_password() {
        for address in ["", "gw-fatoora", "ftp://127.0.0.1", "https://a/b?c=d", "https://a/b#c"] {
            assert!(Configuration::at(Environment::Production, address).is_err(), "{address}");
        }
        let refused = Configuration::at(Environment::Production, "https://me:hunter2@host/").unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("hunter2"));
    }
}
