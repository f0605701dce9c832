//! Whether a living person was there: movements that are asked for at random, and what a clip must show of them.
//!
//! [`Challenge`] chooses, [`movements`] tells what a head did from the measurements of each frame, [`performance`] holds that against what
//! was asked for. All of it is pure: a record that keeps the measurements is judged again to the same end.

mod movements;
mod order;

pub use movements::{Movement, movements};
pub use order::{Performance, performance};

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A movement that can be asked for. Left and right are the person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Down, or up, and back.
    Nod,
    /// Both eyes closed for a moment.
    Blink,
    /// To the person's own left.
    TurnLeft,
    /// To the person's own right.
    TurnRight,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nod, Self::Blink, Self::TurnLeft, Self::TurnRight];

    /// The word in answers, files and texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nod => "nod",
            Self::Blink => "blink",
            Self::TurnLeft => "turn_left",
            Self::TurnRight => "turn_right",
        }
    }

    /// The action of that name. `None` when there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// How many movements are asked for.
pub const ACTIONS: usize = 3;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// In this order; never the same twice in a row.
    pub actions: Vec<Action>,
}

impl Challenge {
    /// Chooses among the actions that are not in `without`, by random bytes that nobody foresees. `None` when fewer than two kinds
    /// remain: nothing would be left to chance.
    #[must_use]
    pub fn choose(random: [u8; 8], without: &BTreeSet<Action>) -> Option<Self> {
        let kinds: Vec<Action> = Action::ALL.into_iter().filter(|action| !without.contains(action)).collect();
        if kinds.len() < 2 {
            return None;
        }
        let mut left = u64::from_le_bytes(random);
        let mut actions: Vec<Action> = Vec::with_capacity(ACTIONS);
        while actions.len() < ACTIONS {
            let free: Vec<Action> = kinds.iter().copied().filter(|kind| actions.last() != Some(kind)).collect();
            let among = free.len() as u64;
            // 64 bits over a product of at most 36: no choice is likelier than another by more than one in 10^17.
            actions.extend(free.get(usize::try_from(left % among).unwrap_or(0)));
            left /= among;
        }
        Some(Self { actions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_one_to_one() {
        for action in Action::ALL {
            assert_eq!(Action::parse(action.name()), Some(action));
            assert_eq!(serde_json::to_value(action).unwrap(), action.name());
        }
    }

    #[test]
    fn every_order_can_be_asked_for() {
        let orders: BTreeSet<Vec<Action>> =
            (0..10_000u64).map(|n| Challenge::choose(n.to_le_bytes(), &BTreeSet::new()).unwrap().actions).collect();
        assert_eq!(orders.len(), 4 * 3 * 3);
        let one_kind = [Action::Nod, Action::TurnLeft, Action::TurnRight].into();
        assert_eq!(Challenge::choose([7; 8], &one_kind), None);
    }

    proptest! {
        #[test]
        fn nothing_left_out_is_asked_for_nor_the_same_twice_in_a_row(random: [u8; 8], out in prop::collection::btree_set(0..4usize, 0..=2)) {
            let without: BTreeSet<Action> = out.into_iter().map(|index| Action::ALL[index]).collect();
            let actions = Challenge::choose(random, &without).unwrap().actions;
            prop_assert_eq!(actions.len(), ACTIONS);
            prop_assert!(actions.iter().all(|action| !without.contains(action)));
            prop_assert!(actions.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}
