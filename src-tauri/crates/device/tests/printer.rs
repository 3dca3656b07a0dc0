//! Paper comes out as it was sent.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use sanduq_device::printer::{LanAddress, PrintError, PrintJob, Printed, Printer};

fn job(bytes: Vec<u8>) -> PrintJob {
    PrintJob { name: "INV/0001".to_owned(), picture_png: Some(b"png".to_vec()), bytes }
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
    assert_eq!(printed, Printed::Lan { bytes_sent: bytes.len() });
    assert!(printing.join().unwrap().0 == bytes);
}

#[test]
fn lan_printer_that_is_off_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address: LanAddress = format!("127.0.0.1:{port}").parse().unwrap();
    let error = Printer::Lan { address }.print(&job(vec![1])).unwrap_err();
    assert!(matches!(error, PrintError::Unreachable { .. }), "{error:?}");
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
