use std::fmt;
use std::io::{self, Read as _};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use socket2::SockRef;

use super::PrintError;
use super::wire::{ANSWER_WITHIN, WRITE_WITHIN, Wire};

const RAW_PORT: u16 = 9100;
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// Bytes that this machine holds for a printer that does not take them: were it a whole receipt, one that stalls would
/// pass for printed.
const UNDERWAY: usize = 4096;
const FAREWELL_WITHIN: Duration = Duration::from_millis(120);

/// Host and port of a printer; the port is 9100 unless it is named.
///
/// ```
/// use sanduq_device::printer::LanAddress;
/// assert_eq!("192.168.1.50".parse::<LanAddress>()?.to_string(), "192.168.1.50:9100");
/// assert_eq!("[fe80::1]:515".parse::<LanAddress>()?.to_string(), "[fe80::1]:515");
/// # Ok::<(), sanduq_device::printer::PrintError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanAddress {
    host: String,
    port: u16,
}

impl FromStr for LanAddress {
    type Err = PrintError;

    fn from_str(typed: &str) -> Result<Self, PrintError> {
        let wrong = || PrintError::Address(typed.to_owned());
        let text = typed.trim();
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => rest.split_once(']').map(|(host, port)| (host, port.strip_prefix(':'))).ok_or_else(wrong)?,
            // More than one colon: a bare IPv6 address.
            None if text.matches(':').count() > 1 => (text, None),
            None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        let port = match port {
            None => RAW_PORT,
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or_else(wrong)?,
        };
        let speakable = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%');
        if host.is_empty() || !host.chars().all(speakable) {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for LanAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

pub(super) fn open(address: &LanAddress) -> io::Result<Box<dyn Wire>> {
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for socket in (address.host.as_str(), address.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&socket, CONNECT_WITHIN) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                SockRef::from(&stream).set_send_buffer_size(UNDERWAY)?;
                stream.set_write_timeout(Some(WRITE_WITHIN))?;
                stream.set_read_timeout(Some(ANSWER_WITHIN))?;
                return Ok(Box::new(stream));
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

impl Wire for TcpStream {
    /// Printers may send status bytes. Closing with such bytes unread resets the connection, and what the printer has not
    /// taken yet is lost; so read until it hangs up or is silent. What it says does not matter, but that it broke off does.
    fn finish(&mut self) -> io::Result<()> {
        self.shutdown(Shutdown::Write)?;
        self.set_read_timeout(Some(FAREWELL_WITHIN))?;
        let mut ignored = [0; 256];
        for _ in 0..16 {
            match self.read(&mut ignored) {
                Ok(1..) => {}
                Ok(0) => break,
                Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
                    return Err(error);
                }
                Err(_) => break,
            }
        }
        Ok(())
    }
}
