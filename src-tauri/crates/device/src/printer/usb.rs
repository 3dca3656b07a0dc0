//! A printer on a USB cable, through the printer device that the system makes of it. Elsewhere than on Unix the system
//! shows such printers as its own: there they are spoolers.

use std::io;
use std::path::Path;

use super::wire::Wire;

#[cfg(not(unix))]
pub(super) fn open(_: &Path) -> io::Result<Box<dyn Wire>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "choose it among the printers of the system"))
}

#[cfg(unix)]
pub(super) fn open(device: &Path) -> io::Result<Box<dyn Wire>> {
    unix::open(device)
}

#[cfg(unix)]
mod unix {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
    use std::path::Path;
    use std::time::Duration;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    use crate::printer::wire::{ANSWER_WITHIN, WRITE_WITHIN, Wire};

    /// The device never blocks: a printer without paper takes nothing for ever, and that must end.
    pub(super) fn open(device: &Path) -> io::Result<Box<dyn Wire>> {
        let never_block = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits() | rustix::fs::OFlags::NOCTTY.bits());
        let never_block = never_block.map_err(io::Error::other)?;
        let file = OpenOptions::new().read(true).write(true).custom_flags(never_block).open(device)?;
        if !file.metadata()?.file_type().is_char_device() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is a file, not a device"));
        }
        Ok(Box::new(Device(file)))
    }

    struct Device(File);

    impl Device {
        fn wait(&self, until: PollFlags, within: Duration) -> io::Result<()> {
            let within = Timespec {
                tv_sec: i64::try_from(within.as_secs()).map_err(io::Error::other)?,
                tv_nsec: i64::from(within.subsec_nanos()),
            };
            let mut polled = [PollFd::new(&self.0, until)];
            match poll(&mut polled, Some(&within)) {
                Ok(0) => Err(io::ErrorKind::TimedOut.into()),
                Ok(_) if polled[0].revents().contains(PollFlags::ERR) => Err(io::ErrorKind::BrokenPipe.into()),
                Ok(_) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }
    }

    impl io::Read for Device {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.wait(PollFlags::IN, ANSWER_WITHIN)?;
            io::Read::read(&mut self.0, bytes)
        }
    }

    impl io::Write for Device {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            loop {
                self.wait(PollFlags::OUT, WRITE_WITHIN)?;
                match io::Write::write(&mut self.0, bytes) {
                    // Ready for less than was offered, as some drivers are.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    done => return done,
                }
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            io::Write::flush(&mut self.0)
        }
    }

    impl Wire for Device {
        /// Ready for more means that the printer has taken what it was given.
        fn finish(&mut self) -> io::Result<()> {
            self.wait(PollFlags::OUT, WRITE_WITHIN)
        }
    }
}
