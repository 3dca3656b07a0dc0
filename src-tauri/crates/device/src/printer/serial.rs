use std::io;

use serialport::SerialPort;

use super::wire::{WRITE_WITHIN, Wire};

pub(super) fn open(port: &str, baud: u32) -> io::Result<Box<dyn Wire>> {
    let opened = serialport::new(port, baud)
        .timeout(WRITE_WITHIN)
        .flow_control(serialport::FlowControl::None)
        .open()
        .map_err(io::Error::from)?;
    Ok(Box::new(Port(opened)))
}

struct Port(Box<dyn SerialPort>);

impl io::Read for Port {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.set_timeout(super::wire::ANSWER_WITHIN)?;
        let read = self.0.read(bytes);
        self.0.set_timeout(WRITE_WITHIN)?;
        read
    }
}

impl io::Write for Port {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Wire for Port {
    /// The system takes bytes faster than the cable: what is not waited for is lost with the port.
    fn finish(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
