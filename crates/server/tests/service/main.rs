//! The service as relying parties and applicants meet it: over HTTP, with its real database, and somebody who measures for show.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

mod accounts;
mod accounts_guarded;
mod again;
mod appeals;
mod appellants;
mod applicant;
mod authenticator;
mod channels;
mod consents;
mod console;
mod console_findings;
mod console_looking;
mod console_people;
mod dashboard;
mod demo;
mod desk;
mod faults;
mod handovers;
mod help;
mod keeping;
mod ledger;
mod liveness;
mod once;
mod passkeys;
mod passkeys_first;
mod privacy;
mod rebates_abused;
mod rebates_settled;
mod seed;
mod sessions;
mod support;
mod tls;
mod transparency;
mod uploads;
mod ways_back;
mod web;
mod webhooks;
mod withdrawal;
