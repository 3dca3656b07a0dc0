//! The memory that argon2id fills. The system hands memory out page by page as it is first written to, and that takes
//! longer than all the reckoning in it: a till has it handed out before somebody types a PIN.

use std::sync::{Mutex, PoisonError};

use argon2::Block;

static READY: Mutex<Vec<Block>> = Mutex::new(Vec::new());

/// Has `blocks` blocks handed out, for one proof.
pub(super) fn prepare(blocks: usize) {
    let fresh = vec![Block::new(); blocks];
    *READY.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
}

/// What was made ready, if it is enough for `blocks` blocks.
pub(super) fn take(blocks: usize) -> Option<Vec<Block>> {
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    if ready.len() < blocks { None } else { Some(std::mem::take(&mut *ready)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_ready_is_taken_once_and_only_where_it_is_enough() {
        prepare(8);
        let place = READY.lock().unwrap().as_ptr();
        assert!(take(9).is_none());
        let taken = take(8).unwrap();
        assert_eq!((taken.as_ptr(), taken.len()), (place, 8));
        assert!(take(8).is_none());
    }
}
