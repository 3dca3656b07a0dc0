use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::VaultError;
use crate::secret::SecretBytes;

pub(super) const LONGEST_NAME: usize = 200;

/// What is sealed. Written by hand, lengths before bytes: a general format would leave copies of secrets in memory.
#[derive(Clone, Default)]
pub(super) struct Contents {
    pub(super) secrets: BTreeMap<String, SecretBytes>,
    /// In the order they came: a unit's place here is its place in the witness file.
    pub(super) units: Vec<Unit>,
}

/// A unit, and the highest ICV known when the vault was last sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) icv: u64,
}

pub(super) fn check_name(name: &str) -> Result<(), VaultError> {
    match name.len() {
        1..=LONGEST_NAME => Ok(()),
        _ => Err(VaultError::Name),
    }
}

impl Contents {
    pub(super) fn place_of(&self, unit: &str) -> Option<usize> {
        self.units.iter().position(|known| known.name == unit)
    }

    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let secrets: usize = self.secrets.iter().map(|(name, secret)| 8 + name.len() + secret.expose().len()).sum();
        let units: usize = self.units.iter().map(|unit| 12 + unit.name.len()).sum();
        // All the room at once: a vector that grows leaves copies behind in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(8 + secrets + units));
        put_length(&mut bytes, self.secrets.len());
        for (name, secret) in &self.secrets {
            put_bytes(&mut bytes, name.as_bytes());
            put_bytes(&mut bytes, secret.expose());
        }
        put_length(&mut bytes, self.units.len());
        for unit in &self.units {
            put_bytes(&mut bytes, unit.name.as_bytes());
            bytes.extend_from_slice(&unit.icv.to_le_bytes());
        }
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut contents = Self::default();
        for _ in 0..take_length(&mut rest)? {
            let name = take_text(&mut rest)?;
            contents.secrets.insert(name, SecretBytes::from(take_bytes(&mut rest)?));
        }
        for _ in 0..take_length(&mut rest)? {
            let name = take_text(&mut rest)?;
            let (icv, after) = rest.split_first_chunk()?;
            rest = after;
            contents.units.push(Unit { name, icv: u64::from_le_bytes(*icv) });
        }
        rest.is_empty().then_some(contents)
    }
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    let length = u32::try_from(length).expect("a vault has far less than 4 GiB");
    bytes.extend_from_slice(&length.to_le_bytes());
}

fn put_bytes(bytes: &mut Vec<u8>, part: &[u8]) {
    put_length(bytes, part.len());
    bytes.extend_from_slice(part);
}

fn take_length(rest: &mut &[u8]) -> Option<usize> {
    let (length, after) = rest.split_first_chunk()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*length)).ok()
}

fn take_bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_length(rest)?;
    let (part, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(part)
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(take_bytes(rest)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_come_back_and_cut_ones_do_not() {
        let mut contents = Contents::default();
        contents.secrets.insert("مفتاح".to_owned(), SecretBytes::from(vec![0, 255]));
        contents.secrets.insert("empty".to_owned(), SecretBytes::from(vec![]));
        contents.units.push(Unit { name: "till-1".to_owned(), icv: u64::MAX });
        let bytes = contents.encode();
        let back = Contents::decode(&bytes).unwrap();
        assert_eq!(back.units, contents.units);
        assert_eq!(back.secrets["مفتاح"].expose(), [0, 255]);
        assert_eq!(back.encode(), bytes);
        assert!((0..bytes.len()).all(|end| Contents::decode(&bytes[..end]).is_none()));
    }
}
