//! Paper comes out as it was sent.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use sanduq_device::printer::{Answers, Condition, Format, LanAddress, PrintError, PrintJob, Printed, Printer};

fn job(bytes: Vec<u8>) -> PrintJob {
    PrintJob {
        name: "INV/0001".to_owned(),
        picture_png: Some(b"png".to_vec()),
        format: Format::Raw,
        bytes,
        answers: Answers::No,
    }
}

#[test]
fn paper_printer_never_overwrites() {
    let folder = tempfile::tempdir().unwrap();
    let printer = Printer::Paper { folder: folder.path().join("paper") };
    let path = |name: &str| folder.path().join("paper").join(name);

    let first = printer.print(&job(vec![1])).unwrap();
    assert_eq!(first, Printed::Paper { picture: Some(path("INV-0001.png")), bytes: path("INV-0001.bin") });
    let without_picture = PrintJob { picture_png: None, ..job(vec![2]) };
    let second = printer.print(&without_picture).unwrap();
    assert_eq!(second, Printed::Paper { picture: None, bytes: path("INV-0001-2.bin") });
    let third = printer.print(&job(vec![3])).unwrap();
    assert_eq!(third, Printed::Paper { picture: Some(path("INV-0001-3.png")), bytes: path("INV-0001-3.bin") });

    assert_eq!(fs::read(path("INV-0001.bin")).unwrap(), [1]);
    assert_eq!(fs::read(path("INV-0001.png")).unwrap(), b"png");
    assert_eq!(fs::read(path("INV-0001-2.bin")).unwrap(), [2]);
    assert_eq!(fs::read_dir(folder.path().join("paper")).unwrap().count(), 5, "nothing is left lying about");
}

#[test]
fn paper_of_many_hands_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let printer = Printer::Paper { folder: folder.path().to_owned() };
    thread::scope(|scope| {
        for hand in 0..8_u8 {
            let printer = &printer;
            scope.spawn(move || (0..10).for_each(|_| drop(printer.print(&job(vec![hand])).unwrap())));
        }
    });
    let sheets = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(sheets.filter(|path| path.extension().is_some_and(|ending| ending == "bin")).count(), 80);
}

#[test]
fn folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("occupied");
    fs::write(&occupied, "").unwrap();
    let error = Printer::Paper { folder: occupied.clone() }.print(&job(vec![1])).unwrap_err();
    assert!(error.to_string().contains(occupied.to_str().unwrap()), "{error}");
}

#[test]
fn lan_printer_gets_the_exact_bytes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: LanAddress = listener.local_addr().unwrap().to_string().parse().unwrap();
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    let printing = thread::spawn(move || -> (Vec<u8>, TcpStream) {
        let (mut stream, _) = listener.accept().unwrap();
        // Status bytes nobody asked for must not cut the job short.
        stream.write_all(&[0x14, 0, 0, 0x0F]).unwrap();
        let mut taken = Vec::new();
        stream.read_to_end(&mut taken).unwrap();
        (taken, stream)
    });
    let printed = Printer::Lan { address }.print(&job(bytes.clone())).unwrap();
    assert_eq!(printed, Printed::Sent { bytes: bytes.len() });
    assert!(printing.join().unwrap().0 == bytes);
}

#[test]
fn lan_printer_that_is_off_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address: LanAddress = format!("127.0.0.1:{port}").parse().unwrap();
    let error = Printer::Lan { address }.print(&job(vec![1])).unwrap_err();
    assert!(matches!(error, PrintError::Unreachable { .. }), "{error:?}");
}

/// A printer on the network that answers each question with the next of `answers`, and breaks off after `appetite` bytes.
fn lan_printer(answers: Vec<u8>, appetite: usize) -> (Printer, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: LanAddress = listener.local_addr().unwrap().to_string().parse().unwrap();
    let printing = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut taken, mut heard, mut answers) = (Vec::new(), [0; 1024], answers.into_iter());
        while taken.len() < appetite {
            match stream.read(&mut heard) {
                Ok(0) | Err(_) => break,
                Ok(count) => taken.extend(&heard[..count]),
            }
            while let Some(at) = taken.windows(3).position(|w| w[..2] == [0x10, 0x04]) {
                taken.drain(at..at + 3);
                if let Some(answer) = answers.next() {
                    stream.write_all(&[answer]).unwrap();
                }
            }
        }
        taken
    });
    (Printer::Lan { address }, printing)
}

#[test]
fn lan_printer_without_paper_gets_nothing_and_says_why() {
    let (printer, printing) = lan_printer(vec![0x1A, 0x32, 0x12, 0x72], usize::MAX);
    let error = printer.print(&PrintJob { answers: Answers::Yes, ..job(vec![7; 50_000]) }).unwrap_err();
    assert!(matches!(error, PrintError::NotReady { condition: Condition::PaperOut, sent: 0, .. }), "{error:?}");
    assert!(!error.left_a_part() && error.to_string().contains("out of paper"));
    assert!(printing.join().unwrap().is_empty());
}

#[test]
fn lan_printer_that_is_ready_gets_everything() {
    let (printer, printing) = lan_printer(vec![0x12; 8], usize::MAX);
    printer.print(&PrintJob { answers: Answers::Yes, ..job(vec![7; 50_000]) }).unwrap();
    assert!(printing.join().unwrap() == vec![7; 50_000]);
}

#[test]
fn lan_printer_that_dies_in_the_middle_leaves_a_part() {
    let (printer, printing) = lan_printer(Vec::new(), 10_000);
    // More than the system takes on the printer's behalf.
    let error = printer.print(&job(vec![7; 64_000_000])).unwrap_err();
    assert!(matches!(error, PrintError::Stopped { sent: 1.., .. }), "{error:?}");
    assert!(error.left_a_part());
    assert!(printing.join().unwrap().len() >= 10_000);
}

#[test]
fn a_printer_is_asked_how_it_is() {
    for (answers, wanted) in [
        (vec![0x12, 0x12, 0x12, 0x12], Condition::Ready),
        (vec![0x12, 0x12, 0x12, 0x1E], Condition::PaperLow),
        (vec![0x1A, 0x16, 0x12, 0x12], Condition::CoverOpen),
        (vec![], Condition::Silent),
    ] {
        let (printer, _printing) = lan_printer(answers, usize::MAX);
        assert_eq!(printer.condition().unwrap(), wanted);
    }
}

#[cfg(unix)]
#[test]
fn usb_and_serial_printers_get_the_exact_bytes() {
    use serialport::{SerialPort as _, TTYPort};

    let cables: [fn(String) -> Printer; 2] =
        [|name| Printer::Usb { device: name.into() }, |name| Printer::Serial { port: name, baud: 115_200 }];
    for cable in cables {
        let (mut far, near) = TTYPort::pair().unwrap();
        far.set_timeout(std::time::Duration::from_secs(60)).unwrap();
        let bytes: Vec<u8> = (0..30_000_u32).map(|n| (n % 256) as u8).collect();
        let wanted = bytes.len();
        let printing = thread::spawn(move || {
            let mut taken = vec![0; wanted];
            far.read_exact(&mut taken).unwrap();
            // The cable stays in until the printer's last word is over.
            (taken, far)
        });
        let printer = cable(near.name().unwrap());
        assert_eq!(printer.print(&job(bytes.clone())).unwrap(), Printed::Sent { bytes: wanted });
        assert!(printing.join().unwrap().0 == bytes, "{printer}");
        drop(near);
    }
}

#[cfg(unix)]
#[test]
fn a_printer_that_is_unplugged_is_unreachable_and_a_file_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "kept").unwrap();
    for printer in [
        Printer::Usb { device: "/dev/usb/lp99".into() },
        Printer::Usb { device: file.clone() },
        Printer::Serial { port: "/dev/ttyUSB99".into(), baud: 9_600 },
    ] {
        let error = printer.print(&job(vec![1])).unwrap_err();
        assert!(matches!(error, PrintError::Unreachable { .. }) && !error.left_a_part(), "{error:?}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"kept");
}

/// The system's spooler is a program that is found by name: these run again in a process where another is found first.
#[cfg(unix)]
mod spooler {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Command;

    use super::*;

    fn with_lp(script: &str, test: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let lp = folder.path().join("lp");
        fs::write(&lp, script.replace("HERE", folder.path().to_str().unwrap())).unwrap();
        fs::set_permissions(&lp, fs::Permissions::from_mode(0o755)).unwrap();
        let inner = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &format!("spooler::{test}"), "--ignored"])
            .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
            .output()
            .unwrap();
        assert!(inner.status.success(), "{}", String::from_utf8_lossy(&inner.stdout));
        folder
    }

    fn office() -> Printer {
        Printer::Spooler { queue: "Office".into() }
    }

    #[test]
    fn the_system_gets_the_exact_bytes_untouched() {
        let folder =
            with_lp("#!/bin/sh\necho \"$@\" >> HERE/said; cat > HERE/job\n", "raw_in_a_process_with_its_own_lp");
        let said = fs::read_to_string(folder.path().join("said")).unwrap();
        assert_eq!(said.trim(), "-d Office -t INV/0001 -o raw");
        assert!(fs::read(folder.path().join("job")).unwrap() == vec![9; 200_000]);
    }

    #[test]
    #[ignore = "runs within the test above"]
    fn raw_in_a_process_with_its_own_lp() {
        assert_eq!(office().print(&job(vec![9; 200_000])).unwrap(), Printed::Spooled);
    }

    #[test]
    fn the_system_prints_pages_by_its_driver() {
        let folder =
            with_lp("#!/bin/sh\necho \"$@\" >> HERE/said; cat > HERE/job\n", "pages_in_a_process_with_its_own_lp");
        assert_eq!(fs::read_to_string(folder.path().join("said")).unwrap().trim(), "-d Office -t INV/0001");
    }

    #[test]
    #[ignore = "runs within the test above"]
    fn pages_in_a_process_with_its_own_lp() {
        office().print(&PrintJob { format: Format::Pdf, ..job(b"%PDF-1.7".to_vec()) }).unwrap();
    }

    #[test]
    fn what_the_system_refuses_is_told_in_its_words() {
        with_lp(
            "#!/bin/sh\necho 'lp: The printer does not exist.' >&2; exit 1\n",
            "refused_in_a_process_with_its_own_lp",
        );
    }

    #[test]
    #[ignore = "runs within the test above"]
    fn refused_in_a_process_with_its_own_lp() {
        let error = office().print(&job(vec![9; 2_000_000])).unwrap_err();
        assert!(matches!(&error, PrintError::Spooler { reason, .. } if reason.contains("does not exist")), "{error:?}");
        assert!(!error.left_a_part());
    }
}

#[test]
fn pages_are_for_spoolers_only() {
    let printer = Printer::Lan { address: "127.0.0.1:9".parse().unwrap() };
    let error = printer.print(&PrintJob { format: Format::Pdf, ..job(b"%PDF".to_vec()) }).unwrap_err();
    assert!(matches!(error, PrintError::NoPages(_)), "{error:?}");
}

#[test]
fn connections_are_read_as_they_are_written() {
    let folder = Path::new("/paper");
    let usb = if cfg!(windows) { r"usb:\\.\USB001" } else { "usb:/dev/usb/lp0" };
    for written in ["paper", "lan:192.168.1.50:9100", usb, "serial:/dev/ttyUSB0@115200", "spooler:Office 2"] {
        assert_eq!(Printer::parse(written, folder).unwrap().to_string(), written);
    }
    assert_eq!(Printer::parse("192.168.1.50", folder).unwrap().to_string(), "lan:192.168.1.50:9100");
    for wrong in ["usb:", "usb:lp0", "serial:@9600", "serial:/dev/ttyS0@12", "spooler:", "spooler:-o", "spooler:a\nb"] {
        assert!(matches!(Printer::parse(wrong, folder), Err(PrintError::Address(_))), "{wrong}");
    }
}

#[test]
fn addresses_are_read_as_people_type_them() {
    for (typed, read) in [
        (" 192.168.1.50 ", "192.168.1.50:9100"),
        ("printer.local:515", "printer.local:515"),
        ("fe80::1", "[fe80::1]:9100"),
        ("[::1]", "[::1]:9100"),
    ] {
        assert_eq!(typed.parse::<LanAddress>().unwrap().to_string(), read);
    }
    for typed in ["", ":9100", "printer:x", "printer:0", "printer:70000", "[::1", "http://printer", "a b"] {
        assert!(matches!(typed.parse::<LanAddress>(), Err(PrintError::Address(_))), "{typed}");
    }
}
