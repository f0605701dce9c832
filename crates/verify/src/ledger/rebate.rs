//! Which entry follows from what happened.

use super::{Amount, AmountError, Day, Entry, Holding, Kind, OUTSIDE, Posting, Standing, booked, day, payer, zone};
use crate::invitation::Programme;
use serde::{Deserialize, Serialize};

/// Milliseconds of a day that earns.
const DAY: i64 = 86_400_000;

/// A trade of a customer of the relying party, whose fee is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// The relying party's own id.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Such as `spot`.
    pub product_line: String,
    /// The fee, in the currency's decimals.
    pub fee: Amount,
    /// The fee's currency.
    pub currency: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// An account that is bound to a code, with what it was promised.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// The invited account.
    pub account: &'a str,
    /// The code.
    pub code: &'a str,
    /// The programme's id.
    pub programme: &'a str,
    /// The version that was shown.
    pub promise: &'a Programme,
    /// When it was bound.
    pub bound_at: i64,
    /// Whether the invited person is verified.
    pub verified: bool,
    /// Whether the invited person is the owner of the code, so that nothing is earned.
    pub void: bool,
    /// Whether the invited account is closed.
    pub closed: bool,
    /// Whether the owner's account, and the code with it, is closed.
    pub owner_closed: bool,
}

/// Why a trade earns nothing, or the owner less than the rate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Without {
    /// The account is bound to no code.
    NotBound,
    /// The trade was before the account was bound.
    BeforeBinding,
    /// The days are over in which trades earn.
    AfterTerm,
    /// The programme has no rate for this product line, or not this currency.
    NoRate,
    /// The owner's month reached its cap.
    Capped,
    /// The invited person is the owner of the code.
    Void,
    /// The account is closed, or that of the code's owner.
    Closed,
}

impl Without {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::NotBound, Self::BeforeBinding, Self::AfterTerm, Self::NoRate, Self::Capped, Self::Void, Self::Closed];

    /// The word in rows and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotBound => "not_bound",
            Self::BeforeBinding => "before_binding",
            Self::AfterTerm => "after_term",
            Self::NoRate => "no_rate",
            Self::Capped => "capped",
            Self::Void => "void",
            Self::Closed => "closed",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|without| without.name() == name)
    }
}

/// What a trade earns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    /// What is posted; its number is given by the chain.
    pub entry: Option<Entry>,
    /// The owner's share.
    pub owner: Amount,
    /// The invited person's share.
    pub invited: Amount,
    /// Why nothing, or less.
    pub without: Option<Without>,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// See [`Entry::subject`].
    pub subject: &'a str,
    /// See [`Entry::programme`].
    pub programme: &'a str,
    /// See [`Entry::account`].
    pub account: Option<&'a str>,
    /// See [`Entry::code`].
    pub code: Option<&'a str>,
    /// See [`Entry::currency`].
    pub currency: &'a str,
    /// See [`Entry::at`].
    pub at: i64,
    /// See [`Entry::posted_at`].
    pub posted_at: i64,
    /// The day on which it is booked in the programme's zone.
    pub day: &'a Day,
}

impl About<'_> {
    fn entry(self, kind: Kind, postings: Vec<Posting>) -> Entry {
        Entry {
            number: 0,
            kind,
            subject: self.subject.to_owned(),
            at: self.at,
            posted_at: self.posted_at,
            programme: self.programme.to_owned(),
            account: self.account.map(str::to_owned),
            code: self.code.map(str::to_owned),
            month: self.day.month.clone(),
            day: self.day.day.clone(),
            earned_month: self.day.month.clone(),
            product_line: String::new(),
            currency: self.currency.to_owned(),
            fee: Amount::ZERO,
            reverses: None,
            postings,
        }
    }
}

/// What the fee of `trade` earns. `used` is what the code's owner earned in that month and currency so far.
///
/// Each share is rounded for itself, so the two may differ from the rounded sum by one unit of the currency. Never more than the fee: where both
/// were rounded up and make one unit more, the owner has that unit less.
///
/// # Errors
/// [`AmountError::Overflow`], which no fee that was parsed reaches.
pub fn trade(
    trade: &Trade,
    bound: Option<&Bound<'_>>,
    posted_at: i64,
    used: impl Fn(&Day) -> Amount,
) -> Result<Earned, AmountError> {
    let nothing =
        |without| Ok(Earned { entry: None, owner: Amount::ZERO, invited: Amount::ZERO, without: Some(without) });
    let Some(bound) = bound else { return nothing(Without::NotBound) };
    if bound.void {
        return nothing(Without::Void);
    }
    if bound.closed {
        return nothing(Without::Closed);
    }
    if trade.at < bound.bound_at {
        return nothing(Without::BeforeBinding);
    }
    let days = bound.promise.earns_days.map(|days| bound.bound_at.saturating_add(i64::from(days) * DAY));
    if days.is_some_and(|end| trade.at >= end) {
        return nothing(Without::AfterTerm);
    }
    let rates = bound.promise.rates.get(&trade.product_line);
    let decimals = bound.promise.currencies.get(&trade.currency);
    let (Some(rates), Some(_)) = (rates, decimals) else { return nothing(Without::NoRate) };
    let days = |zone| Some((day(trade.at, &zone)?, booked(trade.at, posted_at, &zone)?));
    let Some((day, booked)) = zone(&bound.promise.zone).and_then(days) else {
        return nothing(Without::NoRate);
    };
    let (mut owner, invited) = (trade.fee.share(rates.owner)?, trade.fee.share(rates.invited)?);
    owner = owner.min(trade.fee.less(invited)?);
    let mut without = None;
    if bound.owner_closed {
        (owner, without) = (Amount::ZERO, Some(Without::Closed));
    } else if let Some(cap) = bound.promise.cap.get(&trade.currency) {
        let left = cap.less(used(&day))?.max(Amount::ZERO);
        if owner > left {
            // Nothing of the same decimals.
            (owner, without) = (owner.less(owner)?.plus(left)?, Some(Without::Capped));
        }
    }
    let standing = if bound.verified { Standing::Payable } else { Standing::Pending };
    let about = About {
        subject: &trade.id,
        programme: bound.programme,
        account: Some(bound.account),
        code: Some(bound.code),
        currency: &trade.currency,
        at: trade.at,
        posted_at,
        day: &booked,
    };
    let (to_owner, to_invited) = (Holding::Owner(bound.code.to_owned()), Holding::Invited(bound.account.to_owned()));
    let mut postings = vec![Posting { account: payer(bound.programme), amount: owner.plus(invited)?.negative() }];
    // Nothing is posted too, as it is counted.
    if !bound.owner_closed {
        postings.push(Posting { account: to_owner.account(standing), amount: owner });
    }
    postings.push(Posting { account: to_invited.account(standing), amount: invited });
    let (product_line, earned_month) = (trade.product_line.clone(), day.month);
    let entry = Entry { product_line, earned_month, fee: trade.fee, ..about.entry(Kind::Trade, postings) };
    Ok(Earned { entry: Some(entry), owner, invited, without })
}

/// The exact negative of the entry of a trade. `day` is the one on which it is booked.
#[must_use]
pub fn reversal(of: &Entry, id: &str, at: i64, posted_at: i64, day: &Day) -> Entry {
    let negative = |posting: &Posting| Posting { amount: posting.amount.negative(), ..posting.clone() };
    Entry {
        number: 0,
        kind: Kind::Reversal,
        subject: id.to_owned(),
        at,
        posted_at,
        month: day.month.clone(),
        day: day.day.clone(),
        fee: of.fee.negative(),
        reverses: Some(of.number),
        postings: of.postings.iter().map(negative).collect(),
        ..of.clone()
    }
}

/// What a holder has that was not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose.
    pub holding: Holding,
    /// Pending.
    pub pending: Amount,
    /// Payable.
    pub payable: Amount,
}

impl Held {
    /// What `entry` gave to `holding`.
    ///
    /// # Errors
    /// [`AmountError::Overflow`].
    pub fn by(entry: &Entry, holding: Holding) -> Result<Self, AmountError> {
        let pending = entry.posted_to(&holding.account(Standing::Pending))?;
        let payable = entry.posted_to(&holding.account(Standing::Payable))?;
        Ok(Self { holding, pending, payable })
    }

    /// What of it can be given up: what the payer owes. What is owed to the payer, as a trade was undone after its share was paid, is nobody's to give
    /// up.
    #[must_use]
    pub fn owed(self) -> Self {
        let (pending, payable) = (self.pending.max(Amount::ZERO), self.payable.max(Amount::ZERO));
        Self { pending, payable, ..self }
    }
}

/// What is pending becomes payable. `None` when nothing is.
#[must_use]
pub fn released(about: About<'_>, held: &[Held]) -> Option<Entry> {
    let moved = held.iter().filter(|held| !held.pending.is_zero()).flat_map(|held| {
        let (from, to) = (held.holding.account(Standing::Pending), held.holding.account(Standing::Payable));
        [Posting { account: from, amount: held.pending.negative() }, Posting { account: to, amount: held.pending }]
    });
    let postings: Vec<Posting> = moved.collect();
    (!postings.is_empty()).then(|| about.entry(Kind::Release, postings))
}

/// What was not paid goes back to the payer: [`Kind::Void`] or [`Kind::GiveUp`]. `None` when there is nothing.
///
/// # Errors
/// [`AmountError::Overflow`].
pub fn returned(kind: Kind, about: About<'_>, held: &[Held]) -> Result<Option<Entry>, AmountError> {
    let (mut postings, mut sum) = (Vec::new(), Amount::ZERO);
    for held in held {
        for (standing, amount) in [(Standing::Pending, held.pending), (Standing::Payable, held.payable)] {
            if !amount.is_zero() {
                sum = sum.plus(amount)?;
                postings.push(Posting { account: held.holding.account(standing), amount: amount.negative() });
            }
        }
    }
    if postings.is_empty() {
        return Ok(None);
    }
    postings.insert(0, Posting { account: payer(about.programme), amount: sum });
    Ok(Some(about.entry(kind, postings)))
}

/// What is payable is paid: the payer owes that much less, and it came from outside.
#[must_use]
pub fn paid(about: About<'_>, holding: &Holding, amount: Amount) -> Entry {
    let posting = |account: String, amount| Posting { account, amount };
    about.entry(
        Kind::Payout,
        vec![
            posting(holding.account(Standing::Payable), amount.negative()),
            posting(holding.account(Standing::Paid), amount),
            posting(payer(about.programme), amount),
            posting(OUTSIDE.to_owned(), amount.negative()),
        ],
    )
}

/// What follows a reversal when the trade's shares have been settled since: what was released, voided or given up of them is taken back the same
/// way, so that nothing is left of the trade.
///
/// # Errors
/// [`AmountError::Overflow`].
pub fn settled_again(reversal: &Entry, bound: &Bound<'_>) -> Result<Vec<Entry>, AmountError> {
    let day = Day { month: reversal.month.clone(), day: reversal.day.clone() };
    let about = About {
        subject: bound.account,
        programme: bound.programme,
        account: Some(bound.account),
        code: Some(bound.code),
        currency: &reversal.currency,
        at: reversal.at,
        posted_at: reversal.posted_at,
        day: &day,
    };
    let owner = Held::by(reversal, Holding::Owner(bound.code.to_owned()))?;
    let invited = Held::by(reversal, Holding::Invited(bound.account.to_owned()))?;
    if bound.void {
        return Ok(returned(Kind::Void, about, &[owner, invited])?.into_iter().collect());
    }
    let mut entries = Vec::new();
    let (mut given_up, mut kept) = (Vec::new(), Vec::new());
    // What waited for the verification of somebody who left went back with them.
    let owner_gave_up = bound.owner_closed || (bound.closed && !bound.verified);
    for (held, closed) in [(owner, owner_gave_up), (invited, bound.closed)] {
        if closed { given_up.push(held) } else { kept.push(held) }
    }
    entries.extend(returned(Kind::GiveUp, about, &given_up)?);
    if bound.verified {
        entries.extend(released(about, &kept));
    }
    Ok(entries)
}
