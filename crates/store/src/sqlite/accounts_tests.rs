use super::ledger_tests::{AT, account, commit, fresh};
use super::*;
use crate::{
    Account, AccountConsent, AccountSignIn, AccountStep, Accounts, ConsentDocument, InvitationCode, LedgerStep, Mode,
    Passkey, PasskeyCeremony, PasskeyPurpose, Passkeys, Step,
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

#[tokio::test]
async fn accounts_from_before_passkeys_stood_in_for_passwords_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("candor.sqlite");
    let writer = pool(&file, 1, true).await.unwrap();
    migrations::OF_DATABASE.run_to(8, &writer).await.unwrap();
    for row in [
        "INSERT INTO relying_party (id, name, created_at, policy, test_policy, return_urls) VALUES ('rp_1', 'One', 1, '', '', '[]')",
        "INSERT INTO account VALUES ('acc_1', 'rp_1', 'live', 3, x'01', x'02', 'hash', 'zh-CN', 4, NULL)",
        "INSERT INTO account VALUES ('acc_2', 'rp_1', 'test', 7, NULL, NULL, NULL, 'en', 5, 6)",
        "INSERT INTO account_consent VALUES ('acc_2', 'terms', '1', 'en', '0', 5)",
        "INSERT INTO account_device VALUES (x'03', 'acc_1', 5)",
        "INSERT INTO passkey VALUES ('psk_1', 'acc_1', x'04', x'05', 6, 7, NULL)",
        "INSERT INTO passkey_ceremony VALUES ('pkc_1', 'rp_1', 'live', 'acc_1', x'06', 7, 8)",
    ] {
        sqlx::query(row).execute(&writer).await.unwrap();
    }
    writer.close().await;
    let store = Sqlite::open(&file).await.unwrap();
    let open = store.account("acc_1").await.unwrap().unwrap();
    let (sealed, contact) = (Some(vec![1]), Some(vec![2]));
    let (id, relying_party, locale) = ("acc_1".to_owned(), "rp_1".to_owned(), "zh-CN".to_owned());
    let password = Some("hash".to_owned());
    let (version, created_at, mode) = (3, 4, Mode::Live);
    let expected =
        Account { id, relying_party, mode, version, sealed, contact, password, locale, created_at, closed_at: None };
    assert_eq!(open, expected);
    assert_eq!(store.account("acc_2").await.unwrap().unwrap().closed_at, Some(6));
    assert_eq!(store.account_consents("acc_2").await.unwrap().len(), 1);
    assert_eq!(store.devices("acc_1").await.unwrap(), 1);
    assert_eq!(store.passkeys("acc_1").await.unwrap()[0].counter, 6);
    let ceremony = store.passkey_ceremony("pkc_1").await.unwrap().unwrap();
    assert_eq!(ceremony.purpose, PasskeyPurpose::Account("acc_1".into()));
    let lost = sqlx::query("PRAGMA foreign_key_check").fetch_all(&store.writer).await.unwrap();
    assert!(lost.is_empty());
    // What holds of accounts holds of them anew.
    for wrong in [
        "INSERT INTO account_device VALUES (x'07', 'acc_3', 5)",
        "INSERT INTO account VALUES ('acc_3', 'rp_1', 'live', 1, x'01', x'02', NULL, 'en', 4, NULL)",
        "INSERT INTO account VALUES ('acc_3', 'rp_1', 'live', 1, x'01', NULL, NULL, 'en', 4, NULL)",
        "INSERT INTO account VALUES ('acc_3', 'rp_1', 'live', 1, NULL, NULL, 'hash', 'en', 4, 5)",
        "DELETE FROM account WHERE id = 'acc_2'",
    ] {
        assert!(sqlx::query(wrong).execute(&store.writer).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn an_account_without_a_password_keeps_a_passkey() {
    let (_folder, store) = fresh().await;
    let Step::Account(AccountStep::New(row)) = account("acc_3") else { unreachable!() };
    let row = Account { password: None, ..row };
    let passkey = |seed: u8| {
        let passkey = Passkey {
            id: format!("psk_{seed}"),
            account: "acc_3".into(),
            credential: vec![seed],
            sealed: vec![],
            counter: 0,
            created_at: AT,
            last_used_at: None,
        };
        Step::Account(AccountStep::NewPasskey { passkey, most: 10 })
    };
    let drop = |seed: u8| vec![Step::Account(AccountStep::DropPasskey { id: format!("psk_{seed}") })];
    commit(&store, vec![Step::Account(AccountStep::New(row.clone())), passkey(1), passkey(2)]).await.unwrap();
    commit(&store, drop(1)).await.unwrap();
    for seed in [1, 2] {
        let refused = commit(&store, drop(seed)).await;
        assert!(matches!(refused, Err(StoreError::Conflict("the last passkey"))), "{refused:?}");
    }
    let chosen = Account { password: Some("x".into()), version: 2, ..row };
    commit(&store, vec![Step::Account(AccountStep::Put(chosen))]).await.unwrap();
    commit(&store, drop(2)).await.unwrap();
    assert_eq!(store.passkeys("acc_3").await.unwrap(), []);
}

#[tokio::test]
async fn a_challenge_is_for_what_it_was_made_for() {
    let (_folder, store) = fresh().await;
    let purposes =
        [PasskeyPurpose::SignIn, PasskeyPurpose::Registration("reg_1".into()), PasskeyPurpose::Account("acc_1".into())];
    for (number, purpose) in purposes.into_iter().enumerate() {
        let row = PasskeyCeremony {
            id: format!("pkc_{number}"),
            relying_party: "rp_1".into(),
            mode: Mode::Test,
            purpose,
            sealed: vec![1],
            created_at: AT,
            expires_at: AT + 1,
        };
        commit(&store, vec![Step::Account(AccountStep::NewPasskeyCeremony(row.clone()))]).await.unwrap();
        assert_eq!(store.passkey_ceremony(&row.id).await.unwrap(), Some(row));
    }
}
