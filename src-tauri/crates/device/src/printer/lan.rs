use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use super::{PrintError, PrintJob, Printed};

const RAW_PORT: u16 = 9100;
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// For each piece, not for the job: a slow printer is fine, a silent one is not.
const WRITE_WITHIN: Duration = Duration::from_secs(10);
const FAREWELL_WITHIN: Duration = Duration::from_millis(250);

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

pub(super) fn print(address: &LanAddress, job: &PrintJob) -> Result<Printed, PrintError> {
    let mut stream = connect(address).map_err(|source| PrintError::Unreachable { address: address.clone(), source })?;
    let total = job.bytes.len();
    let mut sent = 0;
    match send(&mut stream, &job.bytes, &mut sent) {
        Ok(()) => Ok(Printed::Lan { bytes_sent: sent }),
        Err(source) => Err(PrintError::Stopped { address: address.clone(), sent, total, source }),
    }
}

fn connect(address: &LanAddress) -> io::Result<TcpStream> {
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for socket in (address.host.as_str(), address.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&socket, CONNECT_WITHIN) {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn send(stream: &mut TcpStream, bytes: &[u8], sent: &mut usize) -> io::Result<()> {
    stream.set_write_timeout(Some(WRITE_WITHIN))?;
    while *sent < bytes.len() {
        match stream.write(&bytes[*sent..]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => *sent += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    stream.flush()?;
    stream.shutdown(Shutdown::Write)?;
    hear_out(stream);
    Ok(())
}

/// Printers may send status bytes. Closing with such bytes unread resets the connection, and what the printer has not
/// taken yet is lost; so read until it hangs up or is silent. What it says does not matter, nor how it ends.
fn hear_out(stream: &mut TcpStream) {
    if stream.set_read_timeout(Some(FAREWELL_WITHIN)).is_err() {
        return;
    }
    let mut ignored = [0; 256];
    for _ in 0..16 {
        match stream.read(&mut ignored) {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
    }
}
