//! How many imitations are found, how many official links are known, and how many honest domains are accused.

use super::super::{Verdict, check};
use super::corpus::{HELD, Half, SEEN, TUNED, list};
use std::collections::BTreeMap;

/// Share of imitations that must be found, with the entry and the method.
const FOUND: f64 = 0.95;
/// Share of honest domains that may be accused.
const ACCUSED: f64 = 0.01;

fn halves() -> [(&'static str, &'static Half); 3] {
    [("tuned", &TUNED), ("seen", &SEEN), ("held", &HELD)]
}

#[test]
fn imitations_are_found_with_what_they_imitate_and_how() {
    for (half, names) in halves() {
        let all = names.imitations(200);
        let mut by_method: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut misses = Vec::new();
        for imitation in &all {
            let answer = check(&list(imitation.domain), &imitation.text).unwrap();
            assert_ne!(answer.answer, Verdict::Official, "{}", imitation.text);
            let package = format!("example.{}.wallet", imitation.domain.split_once('.').unwrap().0.replace('-', "_"));
            let entry = answer.entry.as_deref().is_some_and(|entry| entry == imitation.domain || entry == package);
            let right = answer.answer == Verdict::LooksLike && entry && answer.method == Some(imitation.method);
            let counted = by_method.entry(imitation.method.name()).or_default();
            counted.1 += 1;
            if right {
                counted.0 += 1;
            } else {
                misses.push(format!(
                    "{} ({}, {}): {answer:?}",
                    imitation.text,
                    imitation.domain,
                    imitation.method.name()
                ));
            }
        }
        let found = all.len() - misses.len();
        println!("{half}: {found} of {} imitations found with entry and method; none is official", all.len());
        for (method, (right, of)) in by_method {
            println!("{half}:   {method:<30} {right} of {of}");
        }
        for miss in &misses {
            println!("{half}:   missed: {miss}");
        }
        assert!(found as f64 >= FOUND * all.len() as f64, "{misses:#?}");
    }
}

#[test]
fn official_links_are_known_in_whichever_way_they_are_written() {
    for (half, names) in halves() {
        let all = names.official(200);
        for (text, domain) in &all {
            let answer = check(&list(domain), text).unwrap();
            assert!(
                answer.answer == Verdict::Official && answer.entry.as_deref() == Some(*domain),
                "{text:?}: {answer:?}"
            );
        }
        println!("{half}: {0} of {0} official links known", all.len());
    }
}

#[test]
fn honest_domains_of_others_are_not_accused() {
    for (half, names) in halves() {
        let all = names.honest();
        assert_eq!(all.len(), 500);
        let mut accused = Vec::new();
        for text in &all {
            for domain in names.domains() {
                let answer = check(&list(domain), text).unwrap();
                assert_ne!(answer.answer, Verdict::Official, "{text}");
                if answer.answer == Verdict::LooksLike {
                    accused.push(format!("{text} ({domain}): {:?}", answer.method));
                    break;
                }
            }
        }
        println!(
            "{half}: {} of {} honest domains accused, each held against {} lists",
            accused.len(),
            all.len(),
            names.domains().len()
        );
        for one in &accused {
            println!("{half}:   accused: {one}");
        }
        assert!(accused.len() as f64 <= ACCUSED * all.len() as f64, "{accused:#?}");
    }
}
