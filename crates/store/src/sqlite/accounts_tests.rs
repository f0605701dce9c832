use super::ledger_tests::{AT, account, commit, fresh};
use super::*;
use crate::{
    Account, AccountConsent, AccountSignIn, AccountStep, Accounts, ConsentDocument, InvitationCode, LedgerStep, Mode,
    Step,
};

fn closed(row: Account) -> Step {
    let version = row.version + 1;
    let row = Account { sealed: None, contact: None, password: None, closed_at: Some(AT), version, ..row };
    Step::Account(AccountStep::Put(row))
}

#[tokio::test]
async fn what_people_agreed_to_is_never_changed() {
    let (_folder, store) = fresh().await;
    let document = ConsentDocument {
        relying_party: "rp_1".into(),
        kind: "terms".into(),
        version: "1".into(),
        language: "en".into(),
        title: "Terms".into(),
        text: "text".into(),
        sha256: "0".repeat(64),
        created_at: AT,
    };
    let consent = AccountConsent {
        account: "acc_1".into(),
        kind: "terms".into(),
        version: "1".into(),
        language: "en".into(),
        sha256: "0".repeat(64),
        at: AT,
    };
    let agreed = |at| Step::Account(AccountStep::Consented(AccountConsent { at, ..consent.clone() }));
    commit(&store, vec![Step::Account(AccountStep::NewDocument(document)), agreed(AT)]).await.unwrap();
    // Said again, the first time stands.
    commit(&store, vec![agreed(AT + 1)]).await.unwrap();
    for change in [
        "UPDATE consent_document SET text = 'x'",
        "DELETE FROM consent_document",
        "INSERT OR REPLACE INTO consent_document SELECT relying_party, kind, version, language, title, 'x', sha256, 0 FROM consent_document",
        "UPDATE account_consent SET at = 0",
        "DELETE FROM account_consent",
        "INSERT OR REPLACE INTO account_consent SELECT account, kind, version, language, 'x', 0 FROM account_consent",
    ] {
        assert!(sqlx::query(change).execute(&store.writer).await.is_err(), "{change}");
    }
    assert_eq!(store.account_consents("acc_1").await.unwrap(), [consent]);
}

#[tokio::test]
async fn an_account_that_is_closed_or_changed_meanwhile_gets_neither_code_nor_sign_in() {
    let (_folder, store) = fresh().await;
    let sign_in = |version| {
        let row = AccountSignIn {
            hash: vec![version as u8],
            account: "acc_3".into(),
            full_at: None,
            created_at: AT,
            seen_at: AT,
            ended_at: None,
        };
        vec![Step::Account(AccountStep::NewSignIn { sign_in: row, version })]
    };
    let code = || {
        let row = InvitationCode {
            relying_party: "rp_1".into(),
            mode: Mode::Test,
            code: "11111111".into(),
            programme: "prg_1".into(),
            owner: "acc_3".into(),
            created_at: AT,
            closed_at: None,
        };
        vec![Step::Ledger(LedgerStep::NewCode(row))]
    };
    commit(&store, vec![account("acc_3")]).await.unwrap();
    let row = store.account("acc_3").await.unwrap().unwrap();
    commit(&store, sign_in(1)).await.unwrap();
    let next = Account { password: Some("y".into()), version: 2, ..row };
    commit(&store, vec![Step::Account(AccountStep::Put(next.clone()))]).await.unwrap();
    let late = commit(&store, sign_in(1)).await;
    assert!(matches!(late, Err(StoreError::Conflict("the account"))), "the password is another by now: {late:?}");
    commit(&store, vec![closed(next)]).await.unwrap();
    assert!(matches!(commit(&store, sign_in(3)).await, Err(StoreError::Conflict("the account"))));
    assert!(matches!(commit(&store, code()).await, Err(StoreError::Conflict("the code"))));
}
