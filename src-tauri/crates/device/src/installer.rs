//! What whoever installs a till may set from outside, beside its folders: how the gateway is reached.

/// The gateway's address, when it is not the published one (a host that moved).
pub const URL_VARIABLE: &str = "SANDUQ_GATEWAY_URL";
/// The version of the gateway's interface.
pub const VERSION_VARIABLE: &str = "SANDUQ_GATEWAY_VERSION";
/// The language of the gateway's messages: ar or en.
pub const LANGUAGE_VARIABLE: &str = "SANDUQ_GATEWAY_LANGUAGE";

/// Settings of the gateway, as far as somebody has set them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewaySettings {
    pub url: Option<String>,
    pub version: Option<String>,
    pub language: Option<String>,
}

impl GatewaySettings {
    /// From the variables of this process.
    pub fn of_this_process() -> Self {
        Self::from_variables(|name| std::env::var_os(name).and_then(|value| value.into_string().ok()))
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        Self { url: set(URL_VARIABLE), version: set(VERSION_VARIABLE), language: set(LANGUAGE_VARIABLE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_not_set() {
        let variables = [(URL_VARIABLE, " https://gateway.example/core "), (LANGUAGE_VARIABLE, " ")];
        let found = GatewaySettings::from_variables(|asked| {
            variables.iter().find(|(name, _)| *name == asked).map(|(_, value)| (*value).to_owned())
        });
        let url = Some("https://gateway.example/core".to_owned());
        assert_eq!(found, GatewaySettings { url, version: None, language: None });
    }
}
