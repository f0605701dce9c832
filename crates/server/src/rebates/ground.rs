//! What decides where a share goes: bindings, and what they were promised.

use crate::problem::Problem;
use crate::service::Shared;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Binding, Mode, ProgrammeRow};
use verify::invitation::Programme;
use verify::ledger::{Bound, Day, booked, zone};

/// The promise that a row holds.
pub(crate) fn text_of(definition: &str) -> Result<Programme, Problem> {
    serde_json::from_str(definition).map_err(|cause| Problem::internal(&cause))
}

/// Of some accounts.
#[derive(Debug)]
pub(crate) struct Ground {
    bindings: HashMap<String, Binding>,
    promises: HashMap<(String, i64), Programme>,
    closed: HashSet<String>,
    /// Every currency that a programme names now, or one of these accounts was promised, with the most decimals that one gives it.
    pub(crate) currencies: BTreeMap<String, u8>,
}

impl Ground {
    pub(crate) async fn of(service: &Shared, party: &str, mode: Mode, accounts: &[String]) -> Result<Self, Problem> {
        let bindings = service.store.bindings(party, mode, accounts).await?;
        let codes: HashSet<String> = bindings.iter().map(|binding| binding.code.clone()).collect();
        let codes = service.store.invitation_codes(party, mode, &codes.into_iter().collect::<Vec<_>>()).await?;
        let closed = codes.into_iter().filter(|code| code.closed_at.is_some()).map(|code| code.code).collect();
        let shown: HashSet<_> = bindings.iter().map(|binding| (binding.programme.clone(), binding.version)).collect();
        let shown: Vec<_> = shown.into_iter().collect();
        let (mut promises, mut currencies) = (HashMap::new(), BTreeMap::new());
        for (programme, version, definition) in service.store.programme_versions(party, mode, &shown).await? {
            let promise = text_of(&definition)?;
            for (currency, decimals) in &promise.currencies {
                let most = currencies.entry(currency.clone()).or_default();
                *most = (*decimals).max(*most);
            }
            promises.insert((programme, version), promise);
        }
        let bindings = bindings.into_iter().map(|binding| (binding.account.clone(), binding)).collect();
        Ok(Self { bindings, promises, closed, currencies })
    }

    /// What the account is bound to.
    pub(crate) fn bound(&self, account: &str) -> Option<Bound<'_>> {
        let binding = self.bindings.get(account)?;
        Some(Bound {
            account: &binding.account,
            code: &binding.code,
            programme: &binding.programme,
            promise: self.promises.get(&(binding.programme.clone(), binding.version))?,
            bound_at: binding.bound_at,
            verified: binding.verified_at.is_some(),
            void: binding.void_at.is_some(),
            closed: binding.closed_at.is_some(),
            owner_closed: self.closed.contains(&binding.code),
        })
    }
}

/// The day on which is booked what happened at `at` and is posted now, in a programme's zone.
pub(crate) fn day_in(promise: &Programme, at: i64, now: i64) -> Result<Day, Problem> {
    let found = zone(&promise.zone).and_then(|zone| booked(at, now, &zone));
    found.ok_or_else(|| Problem::internal(&"a programme without a zone"))
}

/// Today, by a programme's newest version.
pub(crate) fn today_of(row: &ProgrammeRow, now: i64) -> Result<Day, Problem> {
    day_in(&text_of(&row.definition)?, now, now)
}
