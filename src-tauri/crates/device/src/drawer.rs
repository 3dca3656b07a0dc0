//! The cash drawer, which hangs on the printer and opens when the printer gives it a pulse.

/// The pin of the printer's drawer socket that carries the pulse. Nearly all drawers use pin 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawerPin {
    Two,
    Five,
}

/// ESC p: 50 ms on, 500 ms off (counted in steps of 2 ms). To be put into a print job or sent alone.
///
/// ```
/// use sanduq_device::drawer::{DrawerPin, open_drawer_bytes};
/// assert_eq!(open_drawer_bytes(DrawerPin::Two), [0x1B, b'p', 0, 25, 250]);
/// ```
pub const fn open_drawer_bytes(pin: DrawerPin) -> [u8; 5] {
    let socket = match pin {
        DrawerPin::Two => 0,
        DrawerPin::Five => 1,
    };
    [0x1B, b'p', socket, 25, 250]
}
