//! `candor admin`.

use super::serve::{block_on, existing};
use crate::arguments::{AdminAction, AdminArguments, KeyMode, KeyScope, UserRole};
use crate::failure::Failure;
use crate::terminal::{FAINT, HEADING, written};
use server::brand::{self, BrandError};
use server::{NewUser, Role, Scope, Shared};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use store::{ApiKey, Brand, Change, Mode, RelyingParty, Step, User};

/// Lists and changes relying parties and keys.
pub(crate) fn run(arguments: &AdminArguments) -> Result<ExitCode, Failure> {
    block_on(async {
        let service = existing(&arguments.set_up).await?;
        let said = act(&service, &arguments.action).await?;
        written(write!(anstream::stdout().lock(), "{said}"))?;
        Ok(ExitCode::SUCCESS)
    })
}

async fn party(service: &Shared, id: &str) -> Result<RelyingParty, Failure> {
    let unknown = || Failure::Argument(format!("there is no relying party {id}; `candor admin parties` lists them"));
    service.store.party(id).await?.ok_or_else(unknown)
}

fn no_good_key(party: &str, key: &str) -> Failure {
    Failure::Argument(format!("{party} has no good key {key}; `candor admin keys {party}` lists them"))
}

async fn user(service: &Shared, party: &str, login: &str) -> Result<User, Failure> {
    let found = service.store.users(party).await?.into_iter().find(|user| user.login == login);
    let unknown = || Failure::Argument(format!("{party} has no user {login}; `candor admin users {party}` lists them"));
    found.ok_or_else(unknown)
}

const fn role_of(role: UserRole) -> Role {
    match role {
        UserRole::Reviewer => Role::Reviewer,
        UserRole::Lead => Role::Lead,
        UserRole::Admin => Role::Admin,
        UserRole::Auditor => Role::Auditor,
    }
}

fn shown(user: &NewUser) -> String {
    format!("{}  {FAINT}shown once; the user's id is {}{FAINT:#}\n", user.password, user.id)
}

async fn act(service: &Shared, action: &AdminAction) -> Result<String, Failure> {
    let now = service.now();
    Ok(match action {
        AdminAction::Parties => {
            let parties = service.store.parties().await?;
            parties.iter().map(|party| format!("{HEADING}{}{HEADING:#}  {}\n", party.id, party.name)).collect()
        }
        AdminAction::AddParty { name } => format!("{}\n", server::new_party(service, name).await?),
        AdminAction::Keys { party: id } => {
            party(service, id).await?;
            let mut said = String::new();
            for key in service.store.keys(id).await? {
                let state = match (key.revoked_at, key.expires_at) {
                    (Some(_), _) => "revoked",
                    (None, Some(end)) if end <= now => "expired",
                    _ => "good",
                };
                let scopes = key.scopes.join(", ");
                said += &format!(
                    "{HEADING}{}{HEADING:#}  {}  {state}  {FAINT}{scopes}{FAINT:#}\n",
                    key.id,
                    key.mode.name()
                );
            }
            said
        }
        AdminAction::AddKey { party: id, mode, scopes, days } => {
            party(service, id).await?;
            let mode = if *mode == KeyMode::Live { Mode::Live } else { Mode::Test };
            let scopes: Vec<Scope> = scopes
                .iter()
                .map(|scope| match scope {
                    KeyScope::Read => Scope::Read,
                    KeyScope::Write => Scope::Write,
                    KeyScope::Manage => Scope::Manage,
                })
                .collect();
            let scopes = if scopes.is_empty() { Scope::ALL.to_vec() } else { scopes };
            let end = days.map(|days| now + i64::from(days) * 86_400_000);
            let key = server::new_key(service, id, mode, &scopes, end).await?;
            format!("{}  {FAINT}shown once; its id is {}{FAINT:#}\n", key.secret, key.id)
        }
        AdminAction::RotateKey { party: id, key, days } => {
            party(service, id).await?;
            let good = |key: &ApiKey| key.revoked_at.is_none() && key.expires_at.is_none_or(|end| end > now);
            let old = service.store.keys(id).await?.into_iter().find(|one| one.id == *key && good(one));
            let old = old.ok_or_else(|| no_good_key(id, key))?;
            let made = server::rotate_key(service, &old, *days).await?;
            format!("{}  {FAINT}shown once; its id is {}; {key} ends in {days} days{FAINT:#}\n", made.secret, made.id)
        }
        AdminAction::RevokeKey { party: id, key } => {
            party(service, id).await?;
            let steps = vec![Step::RevokeKey { id: key.clone() }, server::by_operator("key.revoked", key)];
            match service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await {
                Err(store::StoreError::Conflict(_)) => return Err(no_good_key(id, key)),
                done => done?,
            }
            format!("{key} is refused from now on.\n")
        }
        AdminAction::Users { party: id } => {
            party(service, id).await?;
            let line = |user: &User| {
                let state = if user.disabled_at.is_some() { "disabled" } else { "good" };
                format!(
                    "{HEADING}{}{HEADING:#}  {state}  {FAINT}{}  {}{FAINT:#}\n",
                    user.login,
                    user.roles.join(", "),
                    user.id
                )
            };
            service.store.users(id).await?.iter().map(line).collect()
        }
        AdminAction::AddUser { party: id, login, roles } => {
            party(service, id).await?;
            if !(1..=64).contains(&login.chars().count()) || login.chars().any(|c| c.is_whitespace() || c.is_control())
            {
                return Err(Failure::Argument("a login has 1 to 64 letters and no spaces".into()));
            }
            let roles: Vec<Role> = roles.iter().map(|role| role_of(*role)).collect();
            match server::new_user(service, id, login, &roles).await {
                Ok(user) => shown(&user),
                Err(server::ServeError::Store(store::StoreError::Conflict(_))) => {
                    return Err(Failure::Argument(format!("{id} has a user {login} already; choose another login")));
                }
                Err(other) => return Err(other.into()),
            }
        }
        AdminAction::ResetUser { party: id, login } => {
            let user = user(service, id, login).await?;
            if user.disabled_at.is_some() {
                return Err(Failure::Argument(format!("{login} is disabled; first disable-user {login} --enable")));
            }
            shown(&server::new_password(service, user).await?)
        }
        AdminAction::DisableUser { party: id, login, enable } => {
            server::disable_user(service, user(service, id, login).await?, !enable).await?;
            format!("{login} {}.\n", if *enable { "goes on" } else { "may do nothing from now on" })
        }
        AdminAction::ForgetSecondFactor { party: id, login } => {
            server::forget_second_factor(service, user(service, id, login).await?).await?;
            format!("{login} sets another second factor with the next sign-in.\n")
        }
        AdminAction::Appeals { party: id, calendar, transparency, redress, sms_url } => {
            let mut row = party(service, id).await?;
            if let Some(calendar) = calendar {
                row.appeals.calendar = super::calendar::named(calendar)?;
            }
            if let Some(answer) = transparency {
                row.appeals.transparency = answer == "yes";
            }
            if let Some(text) = redress {
                let text = text.trim();
                if text.chars().count() > 500 {
                    return Err(Failure::Argument("where else to turn is said in at most 500 letters".into()));
                }
                row.appeals.redress = (!text.is_empty()).then(|| text.to_owned());
            }
            let mut secret = None;
            if let Some(url) = sms_url {
                let made = server::gateway(service, id, url).map_err(Failure::Argument)?;
                (row.appeals.sms_url, row.appeals.sms_secret) = (Some(url.clone()), Some(made.sealed));
                secret = Some(made.secret);
            }
            let shown = row.appeals.clone();
            let steps = vec![Step::PutParty(row), server::by_operator("party.appeals", id)];
            service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
            let calendar = server::calendar_name(&shown.calendar);
            let published = if shown.transparency { "are published" } else { "are not published" };
            let mut said = format!(
                "Appeals of {id} are counted by {calendar}; how often decisions were overturned, numbers {published}.\n"
            );
            if let Some(secret) = secret {
                said += &format!("{secret}  {FAINT}signs short messages to the gateway; shown once{FAINT:#}\n");
            }
            said
        }
        AdminAction::Registration { party: id, mode } => {
            let mut row = party(service, id).await?;
            row.registration = store::Mode::parse(mode);
            let documents = service.store.documents(id).await?;
            let steps = vec![Step::PutParty(row.clone()), server::by_operator("party.registration", id)];
            service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
            let mut said = match row.registration {
                None => format!("Nobody registers with {id} any more; who is registered cannot sign in.\n"),
                Some(_) => format!("People register with {id} (mode {mode}).\n"),
            };
            for kind in ["terms", "risk"] {
                if row.registration.is_some() && documents.iter().all(|document| document.kind != kind) {
                    said +=
                        &format!("{FAINT}  no {kind}: put them into force with PUT /v1/documents/{kind}{FAINT:#}\n");
                }
            }
            said
        }
        AdminAction::ReturnUrl { party: id, url } => {
            let mut row = party(service, id).await?;
            if !server::may_return(url) {
                return Err(Failure::Argument(format!("{url:?} is no address; write one that begins with https://")));
            }
            row.return_urls.push(url.clone());
            let steps = vec![Step::PutParty(row), server::by_operator("party.return_url", url)];
            service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
            format!("Applicants of {id} may be sent back to {url}.\n")
        }
        AdminAction::Brand { party: id, clear, logo, accent, support_email, support_phone, support_url } => {
            let mut row = party(service, id).await?;
            let before = if *clear { Brand::default() } else { row.brand };
            let refused = |cause: BrandError| Failure::Argument(cause.to_string());
            let said = |text: &Option<String>, read: fn(&str) -> Result<String, BrandError>, before| match text {
                Some(text) => read(text).map(Some).map_err(refused),
                None => Ok(before),
            };
            let named = |path: &Path, cause| Failure::Image { path: path.to_path_buf(), cause: Box::new(cause) };
            let logo = match logo {
                Some(path) => {
                    let bytes = crate::images::bytes(path).map_err(|cause| named(path, cause))?;
                    Some(brand::logo(&bytes).map_err(|cause| named(path, refused(cause)))?)
                }
                None => before.logo,
            };
            row.brand = Brand {
                logo,
                accent: said(accent, brand::accent, before.accent)?,
                support_email: said(support_email, brand::support_email, before.support_email)?,
                support_phone: said(support_phone, brand::support_phone, before.support_phone)?,
                support_url: said(support_url, brand::support_url, before.support_url)?,
            };
            let text =
                row.brand.accent.as_deref().and_then(|accent| Some((accent.to_owned(), brand::text_on(accent)?)));
            let steps = vec![Step::PutParty(row), server::by_operator("party.branded", id)];
            service.store.commit(Change { relying_party: id.clone(), at: now, steps }).await?;
            let text = text.map(|(accent, (text, contrast))| {
                format!(" Text on {accent} is {text}: {contrast:.1} to 1, where WCAG 1.4.3 asks for 4.5.")
            });
            format!("The applicant's pages of {id} show that from now on.{}\n", text.unwrap_or_default())
        }
        AdminAction::Hold { party: id, external_id, mode, release } => {
            party(service, id).await?;
            let mode = if *mode == KeyMode::Live { Mode::Live } else { Mode::Test };
            let found = service.store.applicant_called(id, mode, external_id).await?;
            let unknown = || Failure::Argument(format!("{id} has no {} applicant {external_id}", mode.name()));
            let applicant = found.ok_or_else(unknown)?;
            server::legal_hold(service, &applicant.id, !release).await?;
            let state = if *release { "is no longer held" } else { "is held: nothing is deleted" };
            format!("{external_id} {state}.\n")
        }
        AdminAction::RotateKeys { signing } => {
            let path = server::rotate_ring(service, *signing).await?;
            let from = if *signing {
                "signs once `candor serve` and `candor work` were started again"
            } else {
                "wraps within half a minute, and what older keys wrapped follows by itself"
            };
            format!("{} {from}. Back the folder up.\n", path.display())
        }
    })
}
