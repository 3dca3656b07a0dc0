//! What a camera sees on a picture of the paper.

pub(crate) fn qr(png: &[u8]) -> String {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.bit_depth, png::BitDepth::One);
    let (width, height) = (info.width as usize, info.height as usize);
    let lit = |x: usize, y: usize| bytes[y * info.line_size + x / 8] & (0x80 >> (x % 8)) != 0;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| if lit(x, y) { 255 } else { 0 });
    image.detect_grids().first().expect("a QR on the paper").decode().unwrap().1
}
