//! The PDF: what a reader copies from it is what the paper says.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::io::Read;

use flate2::read::ZlibDecoder;
use sanduq_receipt::layout::{Text, Weight, layout};
use sanduq_receipt::paper::Paper;
use sanduq_receipt::pdf;

mod documents;

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    bytes[from..].windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

/// The streams of the file by object number, inflated.
fn streams(bytes: &[u8]) -> HashMap<u32, Vec<u8>> {
    let mut streams = HashMap::new();
    let mut from = 0;
    while let Some(start) = find(bytes, b"\nstream\n", from) {
        let object = bytes[..start].windows(6).rposition(|window| window == b" 0 obj").unwrap();
        let digits = bytes[..object].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[object - digits..object]).unwrap().parse().unwrap();
        let mut inflated = Vec::new();
        ZlibDecoder::new(&bytes[start + 8..]).read_to_end(&mut inflated).unwrap();
        streams.insert(number, inflated);
        from = start + 8;
    }
    streams
}

/// Code to letters, from a ToUnicode map.
fn letters(map: &[u8]) -> HashMap<u16, String> {
    let text = std::str::from_utf8(map).unwrap();
    let pairs = text.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
    pairs
        .filter(|(code, _)| code.len() == 4)
        .map(|(code, letters)| {
            let units: Vec<u16> = letters
                .as_bytes()
                .chunks(4)
                .map(|hex| u16::from_str_radix(std::str::from_utf8(hex).unwrap(), 16).unwrap())
                .collect();
            (u16::from_str_radix(code, 16).unwrap(), String::from_utf16(&units).unwrap())
        })
        .collect()
}

/// What each text of the page says, letters from left to right.
fn said(page: &[u8]) -> Vec<(Weight, String)> {
    let streams = streams(page);
    let maps: HashMap<&[u8], _> = [(&b"/R"[..], 10), (&b"/B"[..], 16)]
        .into_iter()
        .filter_map(|(font, map)| Some((font, letters(streams.get(&map)?))))
        .collect();
    let content = &streams[&4];
    let mut said = Vec::new();
    let mut from = 0;
    while let Some(start) = find(content, b"BT\n", from) {
        let end = find(content, b"\nET", start).unwrap();
        let font = &content[start + 3..start + 5];
        let map = &maps[font];
        said.push((if font == b"/R" { Weight::Regular } else { Weight::Bold }, shown(&content[start..end], map)));
        from = end;
    }
    said
}

fn shown(operators: &[u8], map: &HashMap<u16, String>) -> String {
    let mut text = String::new();
    let mut bytes = operators.iter().copied();
    while let Some(byte) = bytes.next() {
        let mut code = Vec::new();
        match byte {
            b'<' => {
                let hex: Vec<u8> = bytes.by_ref().take_while(|byte| *byte != b'>').collect();
                code = hex
                    .chunks(2)
                    .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
                    .collect();
            }
            b'(' => {
                while let Some(byte) = bytes.next().filter(|byte| *byte != b')') {
                    code.push(if byte != b'\\' {
                        byte
                    } else {
                        match bytes.next().unwrap() {
                            b'n' => b'\n',
                            b'r' => b'\r',
                            b't' => b'\t',
                            b'b' => 8,
                            b'f' => 12,
                            octal @ b'0'..=b'7' => {
                                let digits = [octal, bytes.next().unwrap(), bytes.next().unwrap()];
                                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 8).unwrap()
                            }
                            other => other,
                        }
                    });
                }
            }
            _ => {}
        }
        for pair in code.chunks_exact(2) {
            text.push_str(map.get(&u16::from_be_bytes([pair[0], pair[1]])).map_or("", String::as_str));
        }
    }
    text
}

fn visible(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'))
        .collect()
}

#[test]
fn every_letter_of_the_paper_can_be_copied_from_the_page() {
    for (name, document, notes) in documents::all() {
        for paper in [Paper::Roll80, Paper::Roll58] {
            let laid = layout(&document, &notes, paper).unwrap();
            let said = said(&pdf::paint(&laid).unwrap());
            assert_eq!(said.len(), laid.texts.len());
            for (Text { source, weight, .. }, (font, said)) in laid.texts.iter().zip(said) {
                let (mut wanted, mut got) = (visible(source), visible(&said));
                let arabic = wanted.iter().all(|c| ('\u{621}'..='\u{64A}').contains(c) || *c == ' ');
                let latin = wanted.iter().all(char::is_ascii);
                if arabic {
                    got.reverse();
                }
                if !arabic && !latin {
                    wanted.sort_unstable();
                    got.sort_unstable();
                }
                assert_eq!(got, wanted, "{name} on {paper:?}: {source}");
                assert_eq!(font, *weight);
            }
        }
    }
}

#[test]
fn the_page_is_as_wide_as_the_roll_and_the_file_is_the_same_every_time() {
    let (document, notes) = documents::groceries();
    for (paper, width) in [(Paper::Roll80, "226.77"), (Paper::Roll58, "164.4")] {
        let laid = layout(&document, &notes, paper).unwrap();
        let page = pdf::paint(&laid).unwrap();
        assert!(page.starts_with(b"%PDF-1."));
        assert!(find(&page, format!("/MediaBox [0 0 {width}").as_bytes(), 0).is_some());
        assert_eq!(page, pdf::paint(&laid).unwrap());
        assert!(page.len() < 60_000, "only the glyphs used are inside: {} bytes", page.len());
    }
}
