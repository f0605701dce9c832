//! What is measured on: imitations, official links in odd spellings and domains of others, made from lists of names and a seed.
//!
//! Rules were tried on the names of [`TUNED`], and changed once more for those of [`SEEN`]; nothing was changed for those of [`HELD`], which
//! are there to say what the rules are worth.

use super::super::{App, ChannelList, Method};

/// Names of one half of the measurement.
pub(super) struct Half {
    pub(super) seed: u64,
    /// Domains with a name that is long enough to be mistaken, and after them short ones.
    domains: [&'static str; 8],
    words: [&'static str; 12],
    foreign: [&'static str; 6],
    /// Domains of others that are near the names in meaning or letters, and imitate none.
    near: &'static str,
}

/// How many of [`Half::domains`] come first, with names of five letters or more.
const LONG: usize = 6;

pub(super) const TUNED: Half = Half {
    seed: 7,
    domains: [
        "utopia.example",
        "blue-harbor.example",
        "nimbuspay.test",
        "kestrelbank.example",
        "lumen.example",
        "copperfield.test",
        "nova.test",
        "arq.example",
    ],
    words: [
        "login", "support", "verify", "secure", "account", "wallet", "help", "official", "bonus", "signin", "app",
        "service",
    ],
    foreign: ["evil.test", "fast-host.example", "pages.invalid", "cdn-7.test", "quick.example", "mirror.invalid"],
    near: "dystopia-books.example utopian-studies.test erewhon.example thomas-more.test ideal-city.example arcadia.test atlantis.example \
        topia.org utop.test nowhere-press.example newharmony.test shangri-la.example eden-project.test eutopic.example utopism.test \
        harbor.org harbour-museum.test bluewater.example blueharvest.test pearl-harbor.example harborview.test safeharbor.example \
        bluebay.test blue-lagoon.example harborfreight.test boston-harbor.example blueprint.test bluebird.example seaport.test \
        marina-blue.example dockside.test nimbus.org cloudpay.example paynimbus.invalid.example nimble.test cumulus-pay.example \
        stratus.test cirrus.example paysquare.test nimbostratus.example easypay.test paylink.example nimbusrecords.test cloudbank.example \
        kestrel.org falcon-bank.example kestrels.test hawkbank.example birdbank.test kestrelfarm.example bankofbirds.test merlin-bank.example \
        ospreybank.test kestrel-estates.example sparrowbank.test peregrine.example lumens.org lumenology.example luminous.test lumina.org \
        lumenfield.test illumination.example lightworks.test lux.example candela.test lantern.example lumber.test alumni.example column.test \
        volume.example luminary.test glowlamp.example copper.org copperplate.example cornfield.test coppersmith.example springfield.test \
        chesterfield.example copperhead.test mansfield.example fieldnotes.test davidcopper.example supernova.test novato.example innova.test \
        novel.example nova-scotia.test bossanova.example terranova.test casanova.example novation.test nora.example mova.org arc.test \
        arq-uitectura.example arquitect.test torque.example park.test arx.example barque.test",
};

pub(super) const SEEN: Half = Half {
    seed: 4242,
    domains: [
        "veridia.example",
        "orchid-trust.test",
        "quantaro.example",
        "brightmoor.test",
        "mosaic.example",
        "tavolix.test",
        "opal.example",
        "lyx.test",
    ],
    words: [
        "recovery",
        "id-check",
        "customer-care",
        "update",
        "unlock",
        "rewards",
        "desk",
        "portal",
        "identity",
        "airdrop",
        "payment",
        "download",
    ],
    foreign: [
        "harmful.example",
        "storage-9.test",
        "site.invalid",
        "brand-new.example",
        "mailer.test",
        "static-eu.invalid",
    ],
    near: "verdant.example viridian-city.test veritas.example meridian.test verdi-opera.example verdigris.test veranda.example verity.test \
        greenfields.example viridis.test ceridia.org evergreen.example verdure.test media.example veridical.test iridium.example \
        orchids.org orchid-society.example orchard.test orchardtrust.example orchidee.test trustbank.example nationaltrust.test lily-trust.example \
        orchidhouse.test orchestra.example flowertrust.test orchidea-tours.example trustpilot.test brokertrust.example vanilla-orchid.test \
        quantum.org quanta.example quantara-jazz.test quartz.example quantitative.test quarto.example antaro.test guarantor.example quantas.test \
        quantarium.example quasar.test kantaro.example bright.org brightmore.example moorland.test brightwater.example dartmoor.test \
        brighton.example moorbright.org.example lightmoor.test brightmoon.example blackmoor.test exmoor.example brightside.test mooring.example \
        brightwood.test ardmoor.example mosaics.org mosaicart.example mosaique.test mosaic-tiles.example prosaic.test romanmosaic.example \
        mosaicmagazine.test tessera.example patchwork.test collage.example mosaikon.test mosse.example photomosaic.test moselle.example \
        tavola.org tavolo.example octavo.test tavern.example calix.test tavolini.example helix.test felix.example tavolieri.test netflax.example \
        opaline.example opals.org copal.test opalescent.example nopal.test opal-mine.example opera.test gems-opal.example opaque.test oval.example \
        lynx.org lyxor.example lyre.test onyx.example lux.test lyxen.example alyx.test pyx.example calyx.test styx.example oryx.test phlyx.example",
};

pub(super) const HELD: Half = Half {
    seed: 20_261,
    domains: [
        "solvanto.example",
        "silver-birch.example",
        "meridiem.test",
        "pagoda.test",
        "tidewallet.example",
        "corvantis.example",
        "ruby.test",
        "zel.example",
    ],
    words: [
        "authenticate",
        "help-desk",
        "restore",
        "claim",
        "safety",
        "gift",
        "team",
        "login",
        "confirm",
        "mobile",
        "register",
        "reset",
    ],
    foreign: [
        "danger.test",
        "bucket-44.example",
        "hosted.invalid",
        "yellow.test",
        "objects.example",
        "go-link.invalid",
    ],
    near: "solvent.example solvo.test salvation.example silvano.test solventum.org sylvania.example salvador.test solving.example solana-news.test \
        levanto.example solarvento.test salvatore.example elevanto.test tovanto.example solvay.test sylvanto-hotel.example savanna.test \
        silverbeach.example silver.org birch.example birchwood.test silverfern.example blackbirch.test silverfish.example quicksilver.test \
        birchbark.example silver-screen.test whitebirch.example goldbirch.test silverstone.example johnbirch.test birches.example silverbrick.test \
        sterling.example silversmith.test meridian.org postmeridiem.example meridien.test amandpm.example noon.test midday.example ante-meridiem.example \
        meridional.test carpe-diem.example perdiem.test meriden.example medium.test marigold.example meredith.test merriam.example pagodas.org \
        temple.example pagoda-restaurant.test stupa.example chinese-pagodas.test lagoda.org pagodatree.example shrine.test agoda.com paged.example \
        pageant.test propaganda.example pagodabooks.test yoga.example tidepool.test tides.example wallets.org tidewater.example moonwallet.test \
        tidalwave.example widewallet.org cashwallet.test ebbtide.example tidyhouse.test tide-tables.example leatherwallet.test sidewalk.example \
        bluetide.test corvus.example corvette.test atlantis-books.example corvallis.test mantis.org coriander.example corinthians.test \
        cormorant.example covalent.test corsica.example savant.test corbanti.example ravens.test rubies.example ruby-lang.org rubin.test \
        ruby-wedding.example rudy.example rugby.test gems-and-rubies.example rubric.test zelda.example zest.test zen.example gel.test zeal.org \
        hazel.test zelkova.example grizzel.test",
};

/// Numbers that follow from a seed alone (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % most as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// The list of the party that has `domain`.
pub(super) fn list(domain: &str) -> ChannelList {
    let (brand, _) = domain.split_once('.').unwrap();
    let package = format!("example.{}.wallet", brand.replace('-', "_"));
    let app = App {
        name: format!("{brand} wallet"),
        certificates: vec!["ab".repeat(32)],
        stores: vec![format!("https://store.example/apps/details?id={package}")],
        package,
    };
    let (phones, mailboxes) = (vec!["+442079460123".to_owned()], vec![format!("help@{domain}")]);
    ChannelList::new(vec![domain.to_owned()], vec![app], phones, mailboxes).unwrap()
}

/// Something that imitates, with the domain of which party and how.
pub(super) struct Imitation {
    pub(super) text: String,
    pub(super) domain: &'static str,
    pub(super) method: Method,
}

const ALIKE: [(char, &str); 18] = [
    ('a', "аáα"),
    ('b', "ƅḃ"),
    ('c', "сç"),
    ('d', "ԁď"),
    ('e', "еėé"),
    ('h', "һ"),
    ('i', "іí"),
    ('j', "ј"),
    ('k', "ķ"),
    ('l', "ӏĺ"),
    ('n', "ոñ"),
    ('o', "оöο"),
    ('p', "рṗ"),
    ('q', "ԛ"),
    ('s', "ѕş"),
    ('t', "ţ"),
    ('u', "υü"),
    ('v', "ν"),
];
const BESIDE: [(char, &str); 12] = [
    ('a', "sq"),
    ('e', "wr"),
    ('i', "uo"),
    ('k', "jl"),
    ('m', "n"),
    ('n', "bm"),
    ('o', "ip"),
    ('p', "o"),
    ('r', "et"),
    ('t', "ry"),
    ('u', "yi"),
    ('l', "k"),
];

impl Half {
    /// `number` imitations by ten methods, each method as often as the others.
    pub(super) fn imitations(&self, number: usize) -> Vec<Imitation> {
        let mut random = Random(self.seed);
        let kinds = [
            Method::Confusable,
            Method::Typo,
            Method::OtherSuffix,
            Method::Nested,
            Method::Swapped,
            Method::AddedWord,
            Method::Userinfo,
            Method::Path,
            Method::InvitationOnForeignDomain,
            Method::AppOutsideStores,
        ];
        (0..number)
            .map(|at| {
                let method = kinds[at % kinds.len()];
                let domain = *random.of(&self.domains[..LONG]);
                let text = self.imitation(method, domain, &mut random);
                let scheme = *random.of(&["https://", "http://", "", "HTTPS://"]);
                // A name before an `@` is a link only after its scheme.
                let scheme = if method == Method::Userinfo { "https://" } else { scheme };
                Imitation { text: format!("{scheme}{text}"), domain, method }
            })
            .collect()
    }

    fn imitation(&self, method: Method, domain: &str, random: &mut Random) -> String {
        let (brand, suffix) = domain.split_once('.').unwrap();
        let foreign = *random.of(&self.foreign);
        let word = *random.of(&self.words);
        let end = *random.of(&["", "/", "/login", "/account/verify?session=1", ":8443/start"]);
        match method {
            Method::Confusable => {
                let label = confused(brand, random);
                let suffix = *random.of(&[suffix, suffix, "invalid"]);
                let host = format!("{label}.{suffix}");
                // Half of them as the address bar would send them.
                if random.below(2) == 0 {
                    format!("{}{end}", idna::domain_to_ascii(&host).unwrap())
                } else {
                    format!("{host}{end}")
                }
            }
            Method::Typo => format!("{}.{}{end}", slip(brand, random), random.of(&[suffix, suffix, suffix, "invalid"])),
            Method::OtherSuffix => format!(
                "{}{brand}.{}{end}",
                random.of(&["", "www.", "app."]),
                random.of(&["com", "co", "io", "net.cn", "co.uk", "vip", "xyz"])
            ),
            Method::Nested => {
                let before = *random.of(&["", "www.", "secure-", "my."]);
                format!("{before}{domain}{}{foreign}{end}", random.of(&[".", "-login.", ".id-4711.", "."]))
            }
            Method::Swapped => {
                let other = *random.of(&["com", "net", "xyz", "invalid"]);
                match random.below(5) {
                    0 => format!("{brand}-{suffix}.{other}{end}"),
                    1 => format!("{suffix}-{brand}.{other}{end}"),
                    2 => format!("{brand}{suffix}.{other}{end}"),
                    3 => format!("{suffix}.{brand}.{other}{end}"),
                    _ if brand.contains('-') => format!("{}.{other}{end}", brand.replace('-', "")),
                    _ => format!("{}-{}.{other}{end}", &brand[..brand.len() / 2], &brand[brand.len() / 2..]),
                }
            }
            Method::AddedWord => {
                let other = *random.of(&["com", "net", "xyz", suffix]);
                match random.below(4) {
                    0 => format!("{brand}-{word}.{other}{end}"),
                    1 => format!("{word}-{brand}.{other}{end}"),
                    2 => format!("{brand}{}.{other}{end}", word.replace('-', "")),
                    _ => format!("{}{brand}.{other}{end}", word.replace('-', "")),
                }
            }
            Method::Userinfo => {
                let before = match random.below(3) {
                    0 => domain.to_owned(),
                    1 => format!("www.{domain}:443"),
                    _ => format!("{brand}-{word}"),
                };
                format!("{before}@{foreign}{end}")
            }
            Method::Path => match random.below(3) {
                0 => format!("{foreign}/{domain}/login"),
                1 => format!("{foreign}/go?to=https%3A%2F%2Fwww.{domain}%2Fhome"),
                _ => format!("{foreign}/a/b#https://{domain}"),
            },
            Method::InvitationOnForeignDomain => {
                let code = code(random);
                match random.below(5) {
                    0 => format!("{foreign}/?ref={code}"),
                    1 => format!("{foreign}/join/{code}"),
                    2 => format!("{foreign}/register?lang=en&invite_code={}-{}", &code[..4], &code[4..]),
                    3 => format!("{foreign}/{brand}?ref={word}"),
                    _ => format!("{foreign}/#/signup?inviteCode={}", code.to_lowercase()),
                }
            }
            _ => {
                let ending = *random.of(&["apk", "xapk", "exe", "dmg", "ipa", "msi"]);
                match random.below(3) {
                    0 => format!("{foreign}/files/{brand}-2.1.{ending}"),
                    1 => format!("{foreign}/{}_wallet.{ending}?v=3", brand.to_uppercase()),
                    _ => format!("{foreign}/get?file={brand}.{ending}"),
                }
            }
        }
    }

    /// `number` official links as people, programs and other sites write them.
    pub(super) fn official(&self, number: usize) -> Vec<(String, &'static str)> {
        let mut random = Random(self.seed ^ 99);
        let mut all = Vec::new();
        for at in 0..number {
            let domain = *random.of(&self.domains);
            let host = format!("{}{domain}", random.of(&["", "www.", "app.", "a.b."]));
            let odd: String = host
                .char_indices()
                .map(|(at, letter)| if at % 2 == 0 { letter.to_ascii_uppercase() } else { letter })
                .collect();
            let wide: String = host
                .chars()
                .map(|letter| {
                    if letter.is_ascii_lowercase() {
                        char::from_u32(u32::from(letter) + 0xfee0).unwrap()
                    } else {
                        letter
                    }
                })
                .collect();
            let half = host.len() / 2;
            let text = match at % 25 {
                0 => host,
                1 => format!("https://{host}"),
                2 => format!("HTTPS://{odd}/"),
                3 => format!("{host}."),
                4 => format!("https://{host}./index.html"),
                5 => format!("http://{host}:80/a?b=c#d"),
                6 => format!("https://{host}:8443"),
                7 => format!("<https://{host}/join/K7M29QXD>"),
                8 => format!("hxxps://{}/", host.replace('.', "[.]")),
                9 => format!("https://{}/", host.replace('.', "%2E")),
                10 => format!("https:\\\\{host}\\a\\b"),
                11 => format!("https:{host}/x"),
                12 => format!("https://{}\t{}/x", &host[..half], &host[half..]),
                13 => format!("https://{}\r\n{}/x", &host[..half], &host[half..]),
                14 => format!("https://{}/", host.replace('.', "。")),
                15 => format!("https://{wide}/"),
                16 => format!("please look at https://{host}/help, thank you."),
                17 => format!("请访问https://{host}/help 。"),
                18 => format!("(see {host}/help)"),
                19 => format!("“{host}”"),
                20 => format!("https://somebody:secret@{host}/"),
                21 => format!("//{host}/x"),
                22 => format!("https%3A%2F%2F{host}%2Fx"),
                23 => format!("  https://{}\u{200b}{}/x  ", &host[..half], &host[half..]),
                _ => format!("[the page](https://{host}/x?file=app.apk)"),
            };
            all.push((text, domain));
        }
        all
    }

    /// Links to 500 domains of others, such as people do send.
    pub(super) fn honest(&self) -> Vec<String> {
        let plain = include_str!("honest.txt").lines().filter(|line| !line.starts_with('#'));
        let all: Vec<&str> = plain.chain(self.near.split_whitespace()).take(500).collect();
        let rest = [
            "",
            "/",
            "/about",
            "/?utm_source=mail&ref=newsletter",
            "/search?q=hello+world",
            "/docs/install.html",
            "/files/setup.exe",
            "/r/programming",
            "/invite/friends",
            "/login",
            "/join/us?code=de",
        ];
        all.iter()
            .enumerate()
            .map(|(at, domain)| {
                format!("{}{domain}{}", ["https://www.", "https://", ""][at % 3], rest[at % rest.len()])
            })
            .collect()
    }

    pub(super) fn domains(&self) -> &[&'static str] {
        &self.domains
    }
}

fn code(random: &mut Random) -> String {
    let letters = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut code: Vec<u8> = (0..8).map(|_| *random.of(letters)).collect();
    // A code with no digit or no letter is as rare as one in ten thousand, or in twenty; both are there in what the server makes.
    if !code.iter().any(u8::is_ascii_digit) {
        code[2] = b'7';
    }
    if !code.iter().any(u8::is_ascii_alphabetic) {
        code[3] = b'K';
    }
    String::from_utf8(code).unwrap()
}

/// `brand` with one to three letters that look like others.
fn confused(brand: &str, random: &mut Random) -> String {
    if random.below(4) == 0 && brand.contains(['m', 'w']) {
        return brand.replacen('m', "rn", 1).replacen('w', "vv", 1);
    }
    let alike = |letter: char| ALIKE.iter().find(|(known, _)| *known == letter).map(|(_, others)| *others);
    let places: Vec<usize> =
        brand.char_indices().filter(|(_, letter)| alike(*letter).is_some()).map(|(at, _)| at).collect();
    let mut chosen = vec![*random.of(&places)];
    for _ in 0..random.below(3) {
        chosen.push(*random.of(&places));
    }
    // Letters of one foreign script: browsers refuse few of these, and mail programs none.
    let change = |(at, letter): (usize, char)| match alike(letter).filter(|_| chosen.contains(&at)) {
        Some(others) => others.chars().nth(random.below(others.chars().count())).unwrap(),
        None => letter,
    };
    brand.char_indices().map(change).collect()
}

/// `brand` with one slip of the hand.
fn slip(brand: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = brand.chars().collect();
    loop {
        let at = 1 + random.below(letters.len() - 2);
        let (here, next) = (letters[at], letters[at + 1]);
        match random.below(6) {
            0 if here != next && here != '-' && next != '-' && at + 2 < letters.len() => letters.swap(at, at + 1),
            1 if here != '-' => letters.insert(at, here),
            2 if here != '-' && here != next => drop(letters.remove(at)),
            3 => match BESIDE.iter().find(|(known, _)| *known == here) {
                Some((_, near)) => letters[at] = near.chars().nth(random.below(near.len())).unwrap(),
                None => continue,
            },
            4 => match here {
                'o' => letters[at] = '0',
                'i' | 'l' => letters[at] = '1',
                'e' => letters[at] = '3',
                'a' => letters[at] = '4',
                's' => letters[at] = '5',
                _ => continue,
            },
            5 if here != '-' => match BESIDE.iter().find(|(known, _)| *known == here) {
                Some((_, near)) => letters.insert(at + 1, near.chars().next().unwrap()),
                None => continue,
            },
            _ => continue,
        }
        return letters.into_iter().collect();
    }
}
