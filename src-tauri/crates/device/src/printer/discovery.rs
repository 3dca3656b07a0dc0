//! Printers that the system knows of.

use std::fs;
use std::path::PathBuf;

use super::Printer;

/// Every printer that can be found without asking the whole network: the system's queues, USB printers, serial ports.
/// Those of the network announce themselves to the system, where it listens.
#[must_use]
pub fn discover() -> Vec<Printer> {
    let mut found = usb();
    found.extend(queues().into_iter().map(|queue| Printer::Spooler { queue }));
    found.extend(ports().into_iter().map(|port| Printer::Serial { port, baud: 115_200 }));
    found
}

fn usb() -> Vec<Printer> {
    let entries = fs::read_dir("/dev/usb").into_iter().flatten().flatten();
    let mut devices: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lp")))
        .collect();
    devices.sort();
    devices.into_iter().map(|device| Printer::Usb { device }).collect()
}

/// `lpstat -e` names the queues, those of the network among them, one a line.
#[cfg(unix)]
fn queues() -> Vec<String> {
    use super::spooler::program;

    let mut command = std::process::Command::new("lpstat");
    command.arg("-e");
    let Ok(listed) = program::run(command, Vec::new(), program::ANSWER_WITHIN) else { return Vec::new() };
    listed.said.lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from).collect()
}

#[cfg(windows)]
fn queues() -> Vec<String> {
    printers::get_printers().into_iter().map(|printer| printer.name).collect()
}

fn ports() -> Vec<String> {
    let ports = serialport::available_ports().unwrap_or_default();
    // Boards have serial ports that lead nowhere; a cable that was plugged in is one over USB.
    let plugged = |name: &str| !name.contains("ttyS");
    ports.into_iter().map(|port| port.port_name).filter(|name| plugged(name)).collect()
}
