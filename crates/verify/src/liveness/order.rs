//! Whether what was done is what was asked for, in order and in time.

use super::{Action, Movement};

/// How what was done stands to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Performance {
    /// All of it, in order and in time.
    Done,
    /// Another movement came in place of this one, or none at all.
    Missed(Action),
    /// The time was over before this one was done.
    Late(Action),
}

/// Holds `movements` against `asked`. `seconds` are those that there were, `end` is when the clip ends, in milliseconds.
///
/// Eyes blink by themselves, so blinks that nobody asked for count for nothing; and a movement that was asked for may be made more than once.
/// Anything else between is another movement: a clip in which everything is done answers no question.
#[must_use]
pub fn performance(movements: &[Movement], asked: &[Action], seconds: u16, end: u32) -> Performance {
    let limit = u32::from(seconds) * 1000;
    let mut wanted = asked.iter().copied();
    let mut last: Option<Action> = None;
    let mut next = wanted.next();
    for movement in movements {
        let Some(action) = next else {
            // All of it was done. A head may come back to rest by way of the other side, and look away at the end.
            return Performance::Done;
        };
        if movement.from > limit {
            return Performance::Late(action);
        }
        if movement.action == action {
            last = Some(action);
            next = wanted.next();
        } else if movement.action != Action::Blink && Some(movement.action) != last {
            return Performance::Missed(action);
        }
    }
    match next {
        None => Performance::Done,
        // The last frame comes a little before the end.
        Some(action) if end + 1000 >= limit => Performance::Late(action),
        Some(action) => Performance::Missed(action),
    }
}

#[cfg(test)]
mod tests {
    use super::Action::{Blink, Nod, TurnLeft, TurnRight};
    use super::*;

    fn told(done: &[Action], asked: &[Action]) -> Performance {
        let movements: Vec<Movement> = done
            .iter()
            .zip(1..)
            .map(|(&action, place)| Movement { action, from: place * 1000, until: place * 1000 + 600, depth: None })
            .collect();
        performance(&movements, asked, 20, 12_000)
    }

    #[test]
    fn what_was_asked_for_must_be_done_in_its_order() {
        let asked = [TurnLeft, Blink, Nod];
        assert_eq!(told(&[TurnLeft, Blink, Nod], &asked), Performance::Done);
        // Repeated, and with blinks that nobody asked for.
        assert_eq!(told(&[Blink, TurnLeft, TurnLeft, Blink, Blink, Nod, Nod], &asked), Performance::Done);
        assert_eq!(told(&[Nod, Blink, TurnLeft], &asked), Performance::Missed(TurnLeft));
        assert_eq!(told(&[TurnLeft, Nod], &asked), Performance::Missed(Blink));
        assert_eq!(told(&[TurnLeft, Blink], &asked), Performance::Missed(Nod));
        assert_eq!(told(&[], &asked), Performance::Missed(TurnLeft));
        // Everything, again and again, answers no question.
        let everything = [Nod, TurnRight, TurnLeft, Blink, Nod, TurnRight, TurnLeft, Blink, Nod];
        assert_eq!(told(&everything, &asked), Performance::Missed(TurnLeft));
    }

    #[test]
    fn what_comes_too_late_is_named() {
        let movement = |action, from| Movement { action, from, until: from + 500, depth: None };
        let done = [movement(Nod, 2000), movement(TurnRight, 20_500)];
        assert_eq!(performance(&done, &[Nod, TurnRight], 20, 21_000), Performance::Late(TurnRight));
        assert_eq!(performance(&done, &[Nod, TurnRight], 40, 21_000), Performance::Done);
        assert_eq!(performance(&done[..1], &[Nod, TurnRight], 20, 19_900), Performance::Late(TurnRight));
    }
}
