//! Randomness of the operating system, fit for keys.

use zeroize::Zeroizing;

use crate::secret::SecretBytes;

/// The operating system gave no randomness: the machine's fault, and nothing that needs a key may go on.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct RandomError(#[source] getrandom::Error);

/// `N` random bytes, for ids and nonces.
///
/// ```
/// let id: [u8; 16] = sanduq_device::random::bytes()?;
/// # Ok::<(), sanduq_device::random::RandomError>(())
/// ```
pub fn bytes<const N: usize>() -> Result<[u8; N], RandomError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(RandomError)?;
    Ok(bytes)
}

/// `length` random bytes that are a secret, such as the seed of a key.
pub fn secret(length: usize) -> Result<SecretBytes, RandomError> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    getrandom::fill(&mut bytes).map_err(RandomError)?;
    Ok(SecretBytes::from(bytes))
}

pub(crate) fn key() -> Result<Zeroizing<[u8; 32]>, RandomError> {
    let mut key = Zeroizing::new([0; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(RandomError)?;
    Ok(key)
}
