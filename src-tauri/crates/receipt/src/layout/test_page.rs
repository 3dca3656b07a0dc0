//! What an installer holds against the light.

use crate::ReceiptError;
use crate::language::phrase;
use crate::layout::sheet::{Column, Sheet, Side, leading};
use crate::layout::{Layout, Weight, head, words};
use crate::letterhead::Letterhead;
use crate::paper::Paper;
use crate::qr::{QUIET_ZONE, Qr};
use crate::slips::TestPage;
use crate::text::{Reading, Style};

/// Modules of three to six dots: the smallest that a shop's own phone reads tells what its receipts need.
const LADDER: [u32; 4] = [3, 4, 5, 6];
/// Characters of an ordinary receipt's code.
const ORDINARY: usize = 440;

pub(super) fn fill(page: &TestPage, letterhead: &Letterhead, paper: Paper) -> Result<Layout, ReceiptError> {
    let mut sheet = Sheet::new(paper, letterhead.language.of_own_papers());
    edges(&mut sheet);
    if page.desk.training {
        sheet.training_banner();
    }
    // With the shop's own lines, since it also shows an owner what he is about to keep.
    head::logo(letterhead, &mut sheet, Side::Centre);
    head::name(&page.desk.shop, &mut sheet, Side::Centre);
    head::own_lines(&letterhead.header, &mut sheet, Side::Centre);
    head::title(&phrase("صفحة اختبار الطابعة", "Printer test page"), &[], &mut sheet);
    sheet.pair(&phrase("الطابعة", "Printer"), &page.printer, Reading::Own);
    sheet.pair(&phrase("الاتصال", "Connection"), &page.connection, Reading::Latin);
    let width = words::width(paper.millimetres(), sheet.tongues);
    let width = format!("{width} · {}", paper.width());
    sheet.pair(&phrase("العرض بالنقاط", "Width in dots"), &width, Reading::Latin);
    head::made(&page.desk, &mut sheet);
    letters(&mut sheet);
    ladder(&mut sheet)?;
    if !letterhead.footer.is_empty() {
        sheet.space(8);
        head::own_lines(&letterhead.footer, &mut sheet, Side::Centre);
    }
    edges(&mut sheet);
    head::slip_end(&page.desk, &mut sheet);
    Ok(sheet.finish())
}

/// Marks that touch both edges of what can be printed: where one is missing, the paper or the width is wrong.
fn edges(sheet: &mut Sheet) {
    sheet.space(4);
    let frame = sheet.frame;
    let y = sheet.y;
    sheet.bar(frame, y + 10, 2);
    for column in [Column { start: frame.start, end: frame.start + 6 }, Column { start: frame.end - 6, end: frame.end }]
    {
        sheet.bar(column, y, 22);
    }
    let small = sheet.small();
    sheet.space(24);
    let words = phrase("يجب أن تظهر العلامتان عند الحافتين", "Both edge marks must be visible");
    sheet.phrase(&words, small, small, Side::Centre);
}

fn letters(sheet: &mut Sheet) {
    sheet.space(8);
    sheet.rule(2);
    sheet.space(4);
    let (body, bold, small) = (sheet.body(), sheet.bold(), sheet.small());
    for (text, style, reading) in [
        ("أبجد هوز حطي كلمن سعفص قرشت ثخذ ضظغ", body, Reading::Arabic),
        ("لا نبيع إلا الأصلي · الأسعار شاملة الضريبة · ١٢٣٤٥٦٧٨٩٠", bold, Reading::Arabic),
        ("The quick brown fox jumps over the lazy dog", body, Reading::Latin),
        ("0123456789  1,234,567.89  -5.00  15%", bold, Reading::Latin),
    ] {
        sheet.centred(text, style, reading);
    }
    // A grey that only a clean head prints evenly.
    sheet.space(8);
    let frame = sheet.frame;
    for row in 0..16 {
        sheet.bar(frame, sheet.y + row * 2, 1);
    }
    sheet.space(36);
    let words = phrase("الخطوط متصلة دون فراغات عمودية", "The lines run through without white streaks");
    sheet.phrase(&words, small, small, Side::Centre);
}

fn ladder(sheet: &mut Sheet) -> Result<(), ReceiptError> {
    let (bold, small) = (sheet.bold(), sheet.small());
    sheet.space(8);
    sheet.rule(2);
    sheet.space(4);
    let words =
        phrase("امسح كل رمز بالجوال: اختر الأصغر المقروء دائما", "Scan each code: the smallest that always reads");
    sheet.phrase(&words, bold, small, Side::Centre);
    for dots in LADDER {
        let qr = rung(dots, sheet.paper)?;
        sheet.need(qr.side().cast_signed() + leading(bold.size));
        let label = Style { weight: Weight::Bold, size: sheet.sizes.total_label };
        sheet.space(8);
        sheet.centred(&format!("{dots} × {dots}"), label, Reading::Latin);
        sheet.qr(qr, Side::Centre);
    }
    Ok(())
}

/// A code as dense as a receipt's where the paper is wide enough for it, else as dense as it can be.
fn rung(dots: u32, paper: Paper) -> Result<Qr, ReceiptError> {
    let text = |characters: usize| {
        let head = format!("SANDUQ TEST {dots} ");
        let filling = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/".chars().cycle();
        head.chars().chain(filling).take(characters).collect::<String>()
    };
    let modules = paper.width() / dots - 2 * QUIET_ZONE;
    (1..=ORDINARY / 20)
        .rev()
        .map(|step| step * 20)
        .find_map(|characters| Qr::of_dots(&text(characters), dots, paper).ok())
        .ok_or(ReceiptError::QrTooLarge { characters: ORDINARY, dots: modules * dots })
}
